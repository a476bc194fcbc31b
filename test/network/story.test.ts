/** The ARP bubble, frame by frame, in the order in which the story tells it. */
import { describe, expect, it } from 'vitest';
import type { HostSpec, Topology } from '../../src/network/index.ts';
import type { Step } from '../../src/scenario/step.ts';
import { formatMac } from '../../src/wire/index.ts';
import { NetworkLab } from './network-lab.ts';
import { BM1_MAC, BM2_MAC, LOCAL_IP, storyRack, storyRackWith } from './story-rack.ts';

const VM1 = '10.51.162.74';
const VM3 = '10.51.163.7';

const vm3Resolves: Step = { do: 'ping', from: 'VM-3', to: LOCAL_IP };
const vm1SendsMetric: Step = { do: 'metric', from: 'VM-1', to: LOCAL_IP, by: 'tcp' };
const vm3SendsMetric: Step = { do: 'metric', from: 'VM-3', to: LOCAL_IP, by: 'tcp' };

function wait(ms: number): Step {
  return { do: 'wait', ms };
}

/** The story up to VM-1's metric, with this long between the two. */
function storyIn(topology: Topology, pause = 1500): NetworkLab {
  return new NetworkLab(topology).do(vm3Resolves).do(wait(pause)).do(vm1SendsMetric);
}

/** VM-3's entry for LOCAL_IP: whose MAC address it has. */
function ownerAtVm3(lab: NetworkLab): string {
  const [mac] = lab.entry('VM-3', LOCAL_IP).split(' ');
  return mac === BM1_MAC ? 'BM-1' : mac === BM2_MAC ? 'BM-2' : `${mac}`;
}

/** Who gets VM-3's metric. */
function collectorOfVm3(lab: NetworkLab): string[] {
  return lab
    .do(vm3SendsMetric)
    .deliveries()
    .filter((line) => line.startsWith('syn at'));
}

describe('the bubble', () => {
  const lab = new NetworkLab(storyRack());

  it('begins with VM-3 that has its own host for LOCAL_IP, thanks to the ebtables rule', () => {
    lab.do(vm3Resolves);
    expect(lab.frames('VM-3.eth0').slice(0, 3)).toEqual([
      `VM-3.eth0 > who has ${LOCAL_IP}? tell ${VM3}`,
      `VM-3.eth0 < ${LOCAL_IP} is at ${BM2_MAC}`,
      `VM-3.eth0 > echo request ${VM3} → ${LOCAL_IP}`,
    ]);
    expect(lab.deliveries()).toContain(`echo-request at BM-2 from ${VM3}`);
    expect(ownerAtVm3(lab)).toBe('BM-2');
  });

  it('steps 1 to 10, frame by frame', () => {
    lab.do(wait(1500)).do(vm1SendsMetric);
    const asked = `who has ${VM1}? tell ${LOCAL_IP}`;
    expect(lab.frames()).toEqual([
      // 2. As the MAC address of LOCAL_IP is not known, VM-1 will broadcast an ARP request for it.
      `VM-1.eth0 > who has ${LOCAL_IP}? tell ${VM1}`,
      `BM-1.veth1 < who has ${LOCAL_IP}? tell ${VM1}`,
      // 3. BM-1 will respond, thanks to the ebtables rules: not its ARP stack, br0 sees nothing.
      `BM-1.veth1 > ${LOCAL_IP} is at ${BM1_MAC}`,
      `VM-1.eth0 < ${LOCAL_IP} is at ${BM1_MAC}`,
      // 4. VM-1 will send a TCP SYN to LOCAL_IP.
      `VM-1.eth0 > TCP SYN ${VM1} → ${LOCAL_IP}`,
      `BM-1.veth1 < TCP SYN ${VM1} → ${LOCAL_IP}`,
      // 5. Upon receiving it BM-1 needs the MAC address of VM-1. 6. It did no source learning.
      `BM-1.br0 < TCP SYN ${VM1} → ${LOCAL_IP}`,
      // 7. So now BM-1 will broadcast an ARP request, and its sender is LOCAL_IP.
      `BM-1.br0 > ${asked}`,
      `BM-1.veth1 > ${asked}`,
      `BM-1.veth0 > ${asked}`,
      `BM-1.enp94s0f0 > ${asked}`,
      // 8. It will reach VM-0, VM-1, VM-3 and VM-4; BM-2 too. VM-1 answers as soon as it has it.
      `VM-1.eth0 < ${asked}`,
      `VM-1.eth0 > ${VM1} is at 02:01:0a:33:a2:4a`,
      `VM-0.eth0 < ${asked}`,
      `BM-1.veth1 < ${VM1} is at 02:01:0a:33:a2:4a`,
      `BM-1.br0 < ${VM1} is at 02:01:0a:33:a2:4a`,
      `BM-1.br0 > TCP SYN, ACK ${LOCAL_IP} → ${VM1}`,
      `BM-1.veth1 > TCP SYN, ACK ${LOCAL_IP} → ${VM1}`,
      `BM-2.enp94s0f0 < ${asked}`,
      `BM-2.veth4 > ${asked}`,
      `BM-2.veth3 > ${asked}`,
      `BM-2.br0 < ${asked}`,
      `VM-1.eth0 < TCP SYN, ACK ${LOCAL_IP} → ${VM1}`,
      `VM-4.eth0 < ${asked}`,
      `VM-3.eth0 < ${asked}`,
    ]);
  });

  it('9. VM-3 has an entry for LOCAL_IP, and stores the MAC address of BM-1 for it; VM-4 has none, and stores nothing', () => {
    const changes = lab.changes().filter((line) => line.includes(` ${LOCAL_IP} `));
    expect(changes).toEqual([
      `VM-1 ${LOCAL_IP} none -> incomplete`,
      `VM-1 ${LOCAL_IP} incomplete -> ${BM1_MAC} reachable`,
      `VM-3 ${LOCAL_IP} ${BM2_MAC} reachable -> ${BM1_MAC} stale`,
    ]);
    expect(lab.entry('VM-4', LOCAL_IP)).toBe('none');
  });

  it('10. from now on VM-3 sends its metrics to BM-1', () => {
    expect(collectorOfVm3(lab)).toEqual([`syn at BM-1 from ${VM3}`]);
    const syn = lab.received('BM-1.br0').find((frame) => frame.ip?.message === 'syn')!;
    expect(formatMac(syn.destination)).toBe(BM1_MAC);
  });
});

it('an answered datagram makes a bubble as well as a TCP SYN', () => {
  const lab = new NetworkLab(storyRack())
    .do(vm3Resolves)
    .do(wait(1500))
    .do({ ...vm1SendsMetric, by: 'udp' });
  expect(ownerAtVm3(lab)).toBe('BM-1');
});

describe('the bubble does not arise', () => {
  it('before locktime is over: a request within a second is not believed', () => {
    const lab = storyIn(storyRack(), 900);
    expect(lab.frames('VM-3.eth0')).toEqual([`VM-3.eth0 < who has ${VM1}? tell ${LOCAL_IP}`]);
    expect(ownerAtVm3(lab)).toBe('BM-2');
    expect(collectorOfVm3(lab)).toEqual([`syn at BM-2 from ${VM3}`]);
  });

  it.each([
    [-1, 'BM-2'],
    [1, 'BM-1'],
  ])('and %d µs from its end VM-3 believes %s', (microseconds, owner) => {
    const lab = new NetworkLab(storyRack()).do(vm3Resolves);
    // The entry was made two hops after VM-3 asked; the request of BM-1 arrives six hops after VM-1 asked.
    const pause = 1_000_000 + 2 - 6 - lab.network.now / 1000 + microseconds;
    lab.do(wait(pause / 1000)).do(vm1SendsMetric);
    expect(ownerAtVm3(lab)).toBe(owner);
  });

  const FIX = `-j DROP -s ${LOCAL_IP} ! --src-mac ${BM2_MAC}`;

  it.each<[string, Pick<HostSpec, 'rules'>, string]>([
    ['the arptables rule of the story', { rules: [`arptables -A FORWARD ${FIX}`] }, 'arptables filter FORWARD rule 1'],
    [
      'a rule on the bridge’s FORWARD hook',
      { rules: [`ebtables -A FORWARD -p ARP --arp-ip-src ${LOCAL_IP} -j DROP`] },
      'ebtables filter FORWARD rule 1',
    ],
  ])('behind %s on BM-2: its guests do not hear the request', (_, more, where) => {
    const lab = storyIn(storyRackWith('BM-2', more));
    expect(lab.drops().filter((line) => line.startsWith('BM-2'))).toEqual([
      `BM-2.veth4: ${where}`,
      `BM-2.veth3: ${where}`,
    ]);
    expect(lab.frames('VM-3.eth0')).toEqual([]);
    expect(ownerAtVm3(lab)).toBe('BM-2');
    expect(collectorOfVm3(lab)).toEqual([`syn at BM-2 from ${VM3}`]);
  });

  it('but LOCAL_IP is on the wire all the same: the rule protects only the guests behind it', () => {
    const lab = storyIn(storyRackWith('BM-2', { rules: [`arptables -A FORWARD ${FIX}`] }));
    expect(lab.frames('BM-1.enp94s0f0', 'BM-2.enp94s0f0')).toEqual([
      `BM-1.enp94s0f0 > who has ${VM1}? tell ${LOCAL_IP}`,
      `BM-2.enp94s0f0 < who has ${VM1}? tell ${LOCAL_IP}`,
    ]);
  });

  it.each([1, 2])('with arp_announce=%d on BM-1: it asks in the name of its global address', (arp_announce) => {
    const lab = storyIn(storyRackWith('BM-1', { sysctl: { arp_announce } }));
    expect(lab.frames('BM-1.enp94s0f0')).toEqual([`BM-1.enp94s0f0 > who has ${VM1}? tell 10.51.162.3`]);
    expect(ownerAtVm3(lab)).toBe('BM-2');
    expect(collectorOfVm3(lab)).toEqual([`syn at BM-2 from ${VM3}`]);
  });

  it('without the ebtables rule: BM-1 learns VM-1 from its request and need not ask', () => {
    const rack = storyRack();
    const hosts = rack.hosts.map(({ rules: _, ...host }) => host);
    const lab = storyIn({ ...rack, hosts });
    expect(lab.frames('BM-1.enp94s0f0').filter((line) => line.includes(`tell ${LOCAL_IP}`))).toEqual([]);
  });
});

describe('arp_notify=1', () => {
  it('announces LOCAL_IP to the rack when br0 comes up, whatever arp_announce is', () => {
    const rack = storyRackWith('BM-1', { sysctl: { arp_notify: 1, arp_announce: 2 } });
    const lab = new NetworkLab(rack).do(vm3Resolves).do(wait(100));
    const flap = [false, true].map((up) => ({ do: 'link', at: 'BM-1', interface: 'br0', up }) as const);
    lab.do(...flap);
    expect(lab.frames('BM-1.enp94s0f0')).toEqual([
      `BM-1.enp94s0f0 > ${LOCAL_IP} is at ${BM1_MAC} (gratuitous request)`,
      `BM-1.enp94s0f0 > 10.51.162.3 is at ${BM1_MAC} (gratuitous request)`,
    ]);
    // Announcements override within locktime.
    expect(ownerAtVm3(lab)).toBe('BM-1');
  });

  it('is not the default', () => {
    const lab = new NetworkLab(storyRack());
    for (const up of [false, true]) lab.do({ do: 'link', at: 'BM-1', interface: 'br0', up });
    expect(lab.frames()).toEqual([]);
  });
});
