import { describe, expect, it } from 'vitest';
import { DEFAULT_SYSCTLS } from '../../src/model/sysctl.ts';
import { address, compilePlan, interfaceAddress, mac, type Topology } from '../../src/network/index.ts';
import { storyRack } from './story-rack.ts';

describe('the plan of a rack', () => {
  const plan = compilePlan(storyRack());

  it('has guests behind their host, and switches last', () => {
    const nodes = plan.nodes.map(({ name, kind, home }) => `${name} ${kind} ${plan.nodes[home]!.name}`);
    expect(nodes).toEqual([
      'BM-1 host BM-1',
      'VM-0 guest BM-1',
      'VM-1 guest BM-1',
      'BM-2 host BM-2',
      'VM-3 guest BM-2',
      'VM-4 guest BM-2',
      'tor switch tor',
    ]);
    expect(plan.nodes.map((node) => node.index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('tells ports apart: what stacks have, members, bridges, and which lead out', () => {
    const ports = plan.ports.map(({ name, kind, uplink }) => `${name} ${kind}${uplink ? ' uplink' : ''}`);
    expect(
      ports.filter((line) => line.startsWith('BM-1') || line.startsWith('VM-1') || line.startsWith('tor')),
    ).toEqual([
      'BM-1.enp94s0f0 member uplink',
      'BM-1.br0 bridge',
      'BM-1.veth0 member',
      'BM-1.veth1 member',
      'VM-1.eth0 nic',
      expect.stringMatching(/^tor\.p\d+ member$/),
      expect.stringMatching(/^tor\.p\d+ member$/),
    ]);
    expect(plan.ports.every((port, index) => port.index === index)).toBe(true);
    expect([...plan.portByName].every(([name, index]) => plan.ports[index]!.name === name)).toBe(true);
  });

  it('cables guests to their tap ports', () => {
    const names = plan.cables.map((ends) => ends.map((end) => plan.ports[end]!.name));
    expect(names.slice(0, 2)).toEqual([
      ['BM-1.veth0', 'VM-0.eth0'],
      ['BM-1.veth1', 'VM-1.eth0'],
    ]);
    expect(names).toHaveLength(6);
  });

  it('has members in the order in which they joined: interfaces, then guests', () => {
    const [bridge] = plan.nodes[0]!.bridges;
    expect(bridge!.members.map((port) => plan.ports[port]!.local)).toEqual(['enp94s0f0', 'veth0', 'veth1']);
    expect([bridge!.name, plan.ports[bridge!.port]!.name, bridge!.ageing]).toEqual(['br0', 'BM-1.br0', 300e9]);
  });

  it('has the addresses with their scopes, at the ports of stacks', () => {
    const own = plan.addresses.filter((each) => plan.ports[each.port]!.name === 'BM-1.br0');
    expect(own.map(({ prefix, scope }) => `${prefix} ${scope}`)).toEqual(['20 global', '32 host']);
  });
});

const TWO: Topology = {
  version: 1,
  profile: 'rfc826-strict',
  hosts: [
    {
      name: 'A',
      profile: 'linux',
      sysctl: { arp_announce: 1, locktime: 5 },
      interfaces: [
        {
          name: 'eth0',
          mac: '02:00:00:00:00:01',
          addresses: ['10.0.0.1/24'],
          sysctl: { arp_announce: 0, locktime: 0 },
        },
        { name: 'eth1', mac: '02:00:00:00:00:02', sysctl: { arp_announce: 2 } },
      ],
      routes: [
        { to: 'default', via: '10.0.0.254', interface: 'eth0' },
        { to: '192.0.2.9', interface: 'eth1' },
      ],
      neighbours: [{ address: '10.0.0.9', mac: '02:00:00:00:00:09', interface: 'eth0' }],
    },
    { name: 'B', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:0b', addresses: ['10.0.0.2/24'] }] },
    { name: 'T', kind: 'tester', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:0c' }] },
  ],
  cables: [['A.eth0', 'B.eth0']],
};

describe('a host', () => {
  const plan = compilePlan(TWO);
  const [a, b, tester] = plan.nodes;

  it('has its own profile, or that of the topology; a tester none', () => {
    expect([a, b, tester].map((node) => node!.profile)).toEqual(['linux', 'rfc826-strict', undefined]);
    const { profile: _, ...unsaid } = TWO;
    expect(compilePlan(unsaid).nodes[1]!.profile).toBe('linux');
  });

  it('shows its settings in the trace, if the profile has any', () => {
    const shown = plan.ports.map((port) => port.settings?.arp_announce);
    expect(shown).toEqual([1, 2, undefined, undefined]);
  });

  it('has routes and static neighbours by interface', () => {
    expect(a!.routes).toEqual([
      { network: 0, prefix: 0, gateway: address('10.0.0.254'), interface: 0 },
      { network: address('192.0.2.9'), prefix: 32, gateway: undefined, interface: 1 },
    ]);
    const neighbour = { address: address('10.0.0.9'), mac: mac('02:00:00:00:00:09') };
    expect(a!.staticNeighbours).toEqual([{ interface: 0, ...neighbour }]);
    expect(plan.staticNeighbours).toEqual([{ node: 0, ...neighbour }]);
  });

  it('at both ends of a cable has an uplink', () => {
    expect(plan.ports.map((port) => port.uplink)).toEqual([true, false, true, false]);
  });
});

describe('a setting for all interfaces and one for this one', () => {
  function effective(name: string, all: number | undefined, own: number | undefined): number | undefined {
    const set = (value: number | undefined): Record<string, number> => (value === undefined ? {} : { [name]: value });
    const eth0 = { name: 'eth0', mac: '02:00:00:00:00:01', sysctl: set(own) };
    const plan = compilePlan({ version: 1, hosts: [{ name: 'A', sysctl: set(all), interfaces: [eth0] }] });
    return plan.nodes[0]!.interfaces[0]!.sysctls[name];
  }

  it.each([
    ['arp_announce', 2, 1, 2],
    ['arp_announce', 0, 1, 1],
    ['arp_ignore', 8, 0, 8],
    ['arp_accept', 0, 2, 2],
    ['arp_filter', 1, 0, 1],
    ['arp_notify', 0, 1, 1],
    ['drop_gratuitous_arp', 1, 0, 1],
    ['proxy_arp', 0, 1, 1],
    ['proxy_arp_pvlan', 1, 0, 1],
    ['route_localnet', 1, 0, 1],
    // Both have to allow it.
    ['arp_evict_nocarrier', 0, 1, 0],
    ['arp_evict_nocarrier', 1, 0, 0],
    ['arp_evict_nocarrier', 1, 1, 1],
    // Writing `all` sets every interface, and the interface has the last word.
    ['forwarding', 1, 0, 0],
    ['forwarding', 0, 1, 1],
    ['locktime', 500, 0, 0],
    ['base_reachable_time_ms', 1000, 30_000, 30_000],
  ])('%s: %d and %d make %d', (name, all, own, expected) => {
    expect(effective(name, all, own)).toBe(expected);
  });

  it('each alone counts, and without any the default', () => {
    expect(effective('arp_ignore', 2, undefined)).toBe(2);
    expect(effective('arp_ignore', undefined, 2)).toBe(2);
    for (const [name, value] of Object.entries(DEFAULT_SYSCTLS))
      expect(effective(name, undefined, undefined)).toBe(value);
  });
});

describe('what a validated topology cannot have is our own bug', () => {
  it.each<[string, Topology]>([
    ['cable to nowhere: C.eth0', { ...TWO, cables: [['A.eth0', 'C.eth0']] }],
    [
      'not an address: 02:00:00:00:00',
      { version: 1, hosts: [{ name: 'A', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00' }] }] },
    ],
    ['rules: ', { version: 1, hosts: [{ name: 'A', interfaces: [], rules: ['ebtables -A NOWHERE -j DROP'] }] }],
  ])('%s', (message, topology) => {
    expect(() => compilePlan(topology)).toThrow(message);
  });
});

describe('an address of an interface', () => {
  it.each([
    ['10.0.0.1/24', 24, 'global'],
    ['10.0.0.1', 32, 'global'],
    ['10.0.0.1/0', 0, 'global'],
    ['10.0.0.1/32 scope host', 32, 'host'],
    [' 10.0.0.1/16  scope  link ', 16, 'link'],
  ])('%j', (text, prefix, scope) => {
    expect(interfaceAddress(text)).toEqual({ address: address('10.0.0.1'), prefix, scope });
  });

  it('of another form is an error, each time', () => {
    for (let count = 0; count < 2; count++)
      expect(() => interfaceAddress('10.0.0.1/24 dev eth0')).toThrow('not an address');
    expect(() => address('10.0.0.256')).toThrow('not an address');
  });
});
