/** What operators change on a running host: settings, routes, addresses that it answers for. */
import { describe, expect, it } from 'vitest';
import { World } from '../../src/monitor/index.ts';
import type { Topology } from '../../src/network/index.ts';
import type { Step } from '../../src/scenario/step.ts';
import { parseTrace, serialiseTrace } from '../../src/trace/trace-json.ts';
import { parseIpv4 } from '../../src/wire/index.ts';
import { NetworkLab } from './network-lab.ts';

const LEFT_MAC = '02:00:00:00:00:11';
const LEFT_IP = '10.1.0.10';
const FAR = '10.2.0.20';
const BEYOND = '10.9.0.9';

function router(profile = 'linux'): Topology {
  return {
    version: 1,
    profile,
    hosts: [
      {
        name: 'R',
        interfaces: [
          { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.1.0.1/16'] },
          { name: 'eth1', mac: '02:00:00:00:00:02', addresses: ['10.2.0.1/16'] },
        ],
      },
      { name: 'L', kind: 'tester', interfaces: [{ name: 'eth0', mac: LEFT_MAC }] },
      { name: 'X', kind: 'tester', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:22' }] },
    ],
    cables: [
      ['R.eth0', 'L.eth0'],
      ['R.eth1', 'X.eth0'],
    ],
  };
}

const set = (at: string, name: string, value: number): Step =>
  ({ do: 'sysctl', at: 'R', interface: at, name, value }) as Step;

function asks(targetIp: string): Step {
  const sender = { senderMac: LEFT_MAC, senderIp: LEFT_IP };
  return { do: 'arp', from: 'L.eth0', operation: 1, ...sender, targetMac: '00:00:00:00:00:00', targetIp };
}

const pings = (targetIp: string): Step => ({
  do: 'echo',
  from: 'L.eth0',
  senderIp: LEFT_IP,
  senderMac: LEFT_MAC,
  targetIp,
  destination: '02:00:00:00:00:01',
  id: 7,
});

/** What is said on the left, besides what was injected there. */
function answersTo(lab: NetworkLab, step: Step): readonly string[] {
  return lab
    .do(step)
    .frames('R.eth0')
    .filter((line) => line.startsWith('R.eth0 >'));
}

const PROXY = [set('eth0', 'forwarding', 1), set('eth0', 'proxy_arp', 1), set('eth0', 'proxy_delay', 0)];
const REPLY = `R.eth0 > ${FAR} is at 02:00:00:00:00:01`;

describe('a setting', () => {
  it('is in force from then on, at its interface only', () => {
    const lab = new NetworkLab(router());
    expect(answersTo(lab, asks(FAR))).toEqual([]);
    lab.do(...PROXY);
    expect(answersTo(lab, asks(FAR))).toEqual([REPLY]);
    expect(answersTo(lab.do(set('eth0', 'proxy_arp', 0), set('eth1', 'proxy_arp', 1)), asks(FAR))).toEqual([]);
  });

  it('of all interfaces comes in where the kernel combines it, and the larger value counts', () => {
    const lab = new NetworkLab(router()).do(...PROXY, set('eth0', 'proxy_arp', 0), set('all', 'proxy_arp', 1));
    expect(lab.events.filter((event) => event.kind === 'setting').map(({ port, value }) => [port, value])).toEqual([
      [0, 1],
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 1],
      [1, 1],
    ]);
    expect(answersTo(lab, asks(FAR))).toEqual([REPLY]);
    expect(lab.do(set('all', 'forwarding', 0)).events.map(({ kind }) => kind)).toEqual(['step', 'settled']);
  });

  it('that a stack does not have, changes nothing, and is not told of', () => {
    const lab = new NetworkLab(router('rfc826-strict')).do(set('eth0', 'arp_ignore', 8));
    expect(lab.events.map(({ kind }) => kind)).toEqual(['step', 'settled']);
    expect(answersTo(lab, asks('10.1.0.1'))).toHaveLength(1);
  });
});

describe('a router', () => {
  it('passes on what is for others, one hop shorter, and only while forwarding is on', () => {
    const lab = new NetworkLab(router());
    expect(lab.do(pings(FAR)).frames('R.eth1')).toEqual([]);
    lab.do(set('eth0', 'forwarding', 1), pings(FAR));
    expect(lab.frames('R.eth1')).toEqual([`R.eth1 > who has ${FAR}? tell 10.2.0.1`]);
    const reply = { operation: 2, senderMac: '02:00:00:00:00:22', senderIp: FAR, targetIp: '10.2.0.1' } as const;
    lab.do({ do: 'arp', from: 'X.eth0', ...reply, targetMac: '02:00:00:00:00:02', destination: '02:00:00:00:00:02' });
    expect(lab.received('X.eth0').map(({ ip }) => ip)).toEqual([
      { source: parseIpv4(LEFT_IP), destination: parseIpv4(FAR), message: 'echo-request', id: 7, timeToLive: 63 },
    ]);
  });

  it('knows a route from when it is added until it is removed', () => {
    const lab = new NetworkLab(router()).do(...PROXY);
    const route = { at: 'R', interface: 'eth1', to: '10.9.0.0/16', via: '10.2.0.9' } as const;
    expect(answersTo(lab, asks(BEYOND))).toEqual([]);
    lab.do({ do: 'add-route', ...route });
    expect(answersTo(lab, asks(BEYOND))).toHaveLength(1);
    lab.do({ do: 'add-route', ...route });
    expect(lab.events.map(({ kind }) => kind)).toEqual(['step', 'settled']);
    lab.do({ do: 'remove-route', ...route });
    expect(answersTo(lab, asks(BEYOND))).toEqual([]);
  });

  it('answers for what it was told to, by name', () => {
    const lab = new NetworkLab(router()).do(set('eth0', 'forwarding', 1), set('eth0', 'proxy_delay', 0));
    expect(answersTo(lab.do({ do: 'add-proxy', at: 'R', interface: 'eth0', address: FAR }), asks(FAR))).toEqual([
      REPLY,
    ]);
    expect(answersTo(lab, asks('10.2.0.21'))).toEqual([]);
    expect(answersTo(lab.do({ do: 'remove-proxy', at: 'R', interface: 'eth0', address: FAR }), asks(FAR))).toEqual([]);
  });

  it('by RFC 1027 is silent where only the default route leads, or to another network; Linux is not', () => {
    const seen = ['linux', 'router-1812'].map((profile) => {
      const lab = new NetworkLab(router(profile)).do(...PROXY);
      lab.do({ do: 'add-route', at: 'R', interface: 'eth1', to: 'default', via: '10.2.0.9' });
      lab.do({ do: 'add-route', at: 'R', interface: 'eth1', to: '198.51.100.0/24', via: '10.2.0.9' });
      return [FAR, BEYOND, '198.51.100.7'].map((target) => answersTo(lab, asks(target)).length);
    });
    expect(seen).toEqual([
      [1, 1, 1],
      [1, 0, 0],
    ]);
  });

  it('with reverse path filtering refuses who would not be answered that way', () => {
    const lab = new NetworkLab(router());
    const stranger = { ...asks('10.1.0.1'), senderIp: FAR } as Step;
    expect(answersTo(lab, stranger)).toHaveLength(1);
    expect(answersTo(lab.do(set('all', 'rp_filter', 1)), stranger)).toEqual([]);
    expect(answersTo(lab.do(set('all', 'rp_filter', 2)), stranger)).toHaveLength(1);
  });
});

it('a trace tells all of it: a world that follows it knows as much, also from a file', () => {
  const lab = new NetworkLab(router()).do(
    set('eth0', 'forwarding', 1),
    { do: 'add-route', at: 'R', interface: 'eth1', to: '10.9.0.0/16', via: '10.2.0.9' },
    { do: 'add-route', at: 'R', interface: 'eth1', to: '10.8.0.0/16' },
    { do: 'add-proxy', at: 'R', interface: 'eth0', address: BEYOND },
    { do: 'link', at: 'R', interface: 'eth1', up: false, by: 'carrier' },
  );
  const parsed = parseTrace(serialiseTrace(lab.trace));
  if (!parsed.ok) throw new Error(parsed.message);
  expect(parsed.trace.events).toEqual(lab.trace.events);
  const world = new World(parsed.trace.header);
  for (const event of parsed.trace.events) world.apply(event);
  expect([world.setting(0, 'forwarding'), world.setting(1, 'forwarding')]).toEqual([1, 0]);
  expect([world.isProxied(0, parseIpv4(BEYOND)!), world.isProxied(1, parseIpv4(BEYOND)!)]).toEqual([true, false]);
  const host = world.hosts[0]!;
  const hop = (to: string) => host.hopTo(parseIpv4(to)!);
  expect(hop(BEYOND)).toEqual({ port: 1, address: parseIpv4('10.2.0.9'), prefix: 16 });
  expect(hop('10.8.1.1')).toEqual({ port: 1, address: parseIpv4('10.8.1.1'), prefix: 16 });
  expect(['10.1.255.255', '10.1.0.0', '224.0.0.1', '255.255.255.255', '8.8.8.8'].map(hop)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
  world.restart(parsed.trace.header);
  expect([world.setting(0, 'forwarding'), world.hosts[0]!.routes, world.isProxied(0, parseIpv4(BEYOND)!)]).toEqual([
    0,
    [],
    false,
  ]);
});

it('routes of the topology are known from the start', () => {
  const topology = router();
  const [host, ...testers] = topology.hosts;
  const routed = { ...host!, routes: [{ to: 'default', via: '10.2.0.9', interface: 'eth1' }] };
  const lab = new NetworkLab({ ...topology, hosts: [routed, ...testers] }).do();
  const parsed = parseTrace(serialiseTrace(lab.trace));
  if (!parsed.ok) throw new Error(parsed.message);
  expect(new World(parsed.trace.header).hosts[0]!.hopTo(parseIpv4(BEYOND)!)).toMatchObject({ port: 1, prefix: 0 });
});
