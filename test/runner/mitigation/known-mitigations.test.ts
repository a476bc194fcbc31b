import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/network/index.ts';
import { hostScopedAddresses, knownMitigations } from '../../../src/runner/mitigation/known-mitigations.ts';
import { trialOf, trialsOf } from '../../../src/runner/mitigation/mitigation.ts';
import { checkTopology } from '../../../src/scenario/topology-check.ts';
import { LOCAL_IP, onEveryHost, storyRack, withArptablesFix, withSysctl } from '../../claims/story-rack.ts';

const rack = storyRack();
const mitigations = knownMitigations([LOCAL_IP]);

function commandsOf(id: string, topology: Topology = rack): readonly string[] | undefined {
  const mitigation = mitigations.find((each) => each.id === id)!;
  return trialOf(topology, [mitigation])?.commands.map(({ machine, line }) => `${machine}$ ${line}`);
}

describe('known mitigations', () => {
  it('are for the addresses that some host has with scope host', () => {
    expect(hostScopedAddresses(rack)).toEqual([LOCAL_IP]);
  });

  it.each([
    ['arp_announce=2', 'BM-1$ sysctl -w net.ipv4.conf.all.arp_announce=2'],
    ['arp_ignore=3', 'BM-1$ sysctl -w net.ipv4.conf.all.arp_ignore=3'],
    ['arptables-forward', 'BM-1$ arptables -A FORWARD -j DROP -s 169.254.1.1 ! --src-mac 98:03:9b:a0:98:2a'],
    ['ebtables-forward', 'BM-1$ ebtables -A FORWARD -p ARP --arp-ip-src 169.254.1.1 -j DROP'],
    ['ebtables-output', 'BM-1$ ebtables -A OUTPUT -p ARP --arp-ip-src 169.254.1.1 -j DROP'],
    ['ebtables-output-uplink', 'BM-1$ ebtables -A OUTPUT -o enp94s0f0 -p ARP --arp-ip-src 169.254.1.1 -j DROP'],
    ['isolated-ports', 'BM-1$ ebtables -A FORWARD ! -i enp94s0f0 ! -o enp94s0f0 -j DROP'],
    [
      'no-arpreply',
      'BM-1$ ebtables -t nat -D PREROUTING -p ARP -i vnet+ --arp-op Request --arp-ip-dst 169.254.1.1 -j arpreply --arpreply-mac 98:3:9b:a0:98:2a',
    ],
    ['static-guests', 'BM-1$ ip neighbour replace 10.51.162.73 lladdr 02:01:0a:33:a2:49 dev br0 nud permanent'],
    ['static-in-guests', 'VM-0$ ip neighbour replace 169.254.1.1 lladdr 98:03:9b:a0:98:2a dev eth0 nud permanent'],
    ['scope-link', 'BM-1$ ip address del 169.254.1.1/32 dev br0'],
    ['proxy_arp=1', 'BM-1$ sysctl -w net.ipv4.conf.all.forwarding=1'],
  ])('%s has its command', (id, command) => {
    expect(commandsOf(id)?.[0]).toBe(command);
  });

  it('make topologies without a defect, and leave the one that they are given as it is', () => {
    const before = JSON.stringify(rack);
    for (const { rack: whole, butOne } of trialsOf(rack, mitigations)) {
      expect(checkTopology(whole.topology)).toEqual([]);
      if (butOne !== undefined) expect(checkTopology(butOne.topology)).toEqual([]);
    }
    expect(JSON.stringify(rack)).toBe(before);
  });

  it('are left out where they are in place, or nothing is there for them', () => {
    expect(commandsOf('arp_notify=0')).toBeUndefined();
    expect(commandsOf('arptables-forward', onEveryHost(rack, withArptablesFix))).toBeUndefined();
    expect(commandsOf('arp_announce=1', onEveryHost(rack, withSysctl({ arp_announce: 2 })))).toBeUndefined();
  });

  it('switch a setting off where it is on', () => {
    const loud = onEveryHost(rack, (host) => ({
      ...host,
      interfaces: host.interfaces.map((each) => ({ ...each, sysctl: { arp_notify: 1 } })),
    }));
    expect(commandsOf('arp_notify=0', loud)).toContain('BM-2$ sysctl -w net.ipv4.conf.br0.arp_notify=0');
  });

  it('take back a rule that was inserted at a place', () => {
    const inserted = onEveryHost(rack, (host) => ({
      ...host,
      rules: host.rules!.map((line) => line.replace('-A PREROUTING', '-I PREROUTING 1')),
    }));
    expect(commandsOf('no-arpreply', inserted)?.[0]).toContain('-t nat -D PREROUTING -p ARP');
  });

  it('are paired unless they set the same, and tried with one host left out', () => {
    const trials = trialsOf(rack, mitigations);
    const names = trials.map(({ name }) => name);
    expect(names[0]).toBe('nothing');
    expect(names).toContain('arp_announce=2 + ebtables-forward');
    expect(names).not.toContain('arp_announce=1 + arp_announce=2');
    const { butOne } = trials.find(({ name }) => name === 'arp_announce=2')!;
    expect(butOne?.topology.hosts.map(({ sysctl }) => sysctl)).toEqual([{ arp_announce: 2 }, undefined]);
  });
});
