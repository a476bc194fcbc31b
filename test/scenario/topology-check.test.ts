import { describe, expect, test } from 'vitest';
import { told, withHost } from './told.ts';

/** A rack of two hosts with a guest each, behind a switch; tests change one line or another. */
const RACK = `
version: 1
switches: [{ name: tor }, { name: spine }]
hosts:
  - name: BM-1
    interfaces:
      - { name: eth0, mac: 02:00:00:00:00:01 }
      - { name: eth1, mac: 02:00:00:00:00:11 }
      - name: br0
        mac: 02:00:00:00:00:01
        addresses: [10.0.0.1/24, 169.254.1.1/32 scope host]
        bridge: { members: [eth0] }
    guests:
      - name: VM-1
        port: veth1
        interfaces: [{ name: eth0, mac: 02:00:00:00:01:01, addresses: [10.0.0.101/24] }]
  - name: BM-2
    interfaces:
      - { name: eth0, mac: 02:00:00:00:00:02, addresses: [10.0.0.2/24, 169.254.1.1/32 scope host] }
  - name: probe
    kind: tester
    interfaces: [{ name: eth0, mac: 02:00:00:00:00:ff }]
cables:
  - [BM-1.eth0, tor]
  - [BM-2.eth0, tor]
  - [probe.eth0, spine]
`;

function change(from: string, to: string): string {
  if (!RACK.includes(from)) throw new Error(`not there: ${from}`);
  return told(RACK.replace(from, to));
}

test('the rack as it is', () => {
  expect(told(RACK)).toBe('ok');
});

describe('names', () => {
  test('of nodes', () => {
    expect(change('name: BM-2', 'name: BM-1')).toMatchInlineSnapshot(`
      "rack.yaml:16:11: the name "BM-1" is taken by a host; choose another one
      rack.yaml:24:6: there is no host or switch "BM-2"; did you mean "BM-1"?"
    `);
    expect(change('name: VM-1', 'name: BM-2')).toMatchInlineSnapshot(
      `"rack.yaml:16:11: the name "BM-2" is taken by a guest of BM-1; choose another one"`,
    );
    expect(change('name: spine', 'name: tor')).toMatchInlineSnapshot(`
      "rack.yaml:2:35: the name "tor" is taken by a switch; choose another one
      rack.yaml:25:18: there is no host or switch "spine"; add it to "hosts" or "switches""
    `);
    expect(change('name: spine', 'name: VM-1')).toMatchInlineSnapshot(`
      "rack.yaml:2:35: the name "VM-1" is taken by a guest of BM-1; choose another one
      rack.yaml:25:18: there is no host or switch "spine"; add it to "hosts" or "switches""
    `);
  });

  test('of interfaces and ports', () => {
    expect(change('name: eth1', 'name: eth0')).toMatchInlineSnapshot(
      `"rack.yaml:7:17: the name "eth0" is taken by an interface of BM-1; choose another one"`,
    );
    expect(change('port: veth1', 'port: eth1')).toMatchInlineSnapshot(
      `"rack.yaml:14:15: the name "eth1" is taken by an interface of BM-1; choose another one"`,
    );
    const second = '- { name: VM-2, port: veth1, interfaces: [{ name: eth0, mac: 02:00:00:00:01:02 }] }';
    expect(change('- name: VM-1', `${second}\n      - name: VM-1`)).toMatchInlineSnapshot(
      `"rack.yaml:15:15: the name "veth1" is taken by the port of VM-2 on BM-1; choose another one"`,
    );
  });
});

describe('addresses', () => {
  test('MAC addresses on two machines', () => {
    expect(change('02:00:00:00:00:02', '2:0:0:0:0:1')).toMatchInlineSnapshot(
      `"rack.yaml:18:28: the MAC address 02:00:00:00:00:01 is that of BM-1.eth0; give each machine its own"`,
    );
    expect(change('02:00:00:00:01:01', '02:00:00:00:00:FF')).toMatchInlineSnapshot(
      `"rack.yaml:21:37: the MAC address 02:00:00:00:00:ff is that of VM-1.eth0; give each machine its own"`,
    );
  });

  test('interfaces of one machine may share a MAC address', () => {
    expect(change('02:00:00:00:00:11', '02:00:00:00:00:01')).toBe('ok');
  });

  test('IPv4 addresses on two interfaces', () => {
    expect(change('10.0.0.2/24', '10.0.0.1/16')).toMatchInlineSnapshot(
      `"rack.yaml:18:59: the address 10.0.0.1 is that of BM-1.br0; only addresses of scope host may repeat"`,
    );
    expect(change('10.0.0.2/24', '10.0.0.101/24 scope link')).toMatchInlineSnapshot(
      `"rack.yaml:18:59: the address 10.0.0.101 is that of VM-1.eth0; only addresses of scope host may repeat"`,
    );
    expect(change('10.0.0.1/24,', '10.0.0.1/24, 10.0.0.1/32,')).toMatchInlineSnapshot(
      `"rack.yaml:10:34: the address 10.0.0.1 is that of BM-1.br0; only addresses of scope host may repeat"`,
    );
  });

  test('of scope host, once a machine', () => {
    expect(
      change('169.254.1.1/32 scope host]', '169.254.1.1/32 scope host, 169.254.1.1/16 scope host]'),
    ).toMatchInlineSnapshot(`"rack.yaml:10:61: the address 169.254.1.1 is that of BM-1.br0; a machine needs it once"`);
    expect(change('10.0.0.101/24', '10.0.0.1/32 scope host')).toBe('ok');
  });
});

describe('bridges', () => {
  test('members', () => {
    expect(change('members: [eth0]', 'members: [eth0, eth2]')).toMatchInlineSnapshot(
      `"rack.yaml:11:35: BM-1 has no interface "eth2"; did you mean "eth0"?"`,
    );
    expect(change('members: [eth0]', 'members: [eth0, eth0]')).toMatchInlineSnapshot(
      `"rack.yaml:11:35: eth0 is a member of br0 already; name it once"`,
    );
    expect(change('members: [eth0]', 'members: [eth0, br0]')).toMatchInlineSnapshot(
      `"rack.yaml:11:35: br0 is a member of itself; a bridge cannot be a member of a bridge"`,
    );
    expect(change('members: [eth0]', 'members: [eth0, veth1]')).toMatchInlineSnapshot(
      `"rack.yaml:11:35: "veth1" is the port of VM-1; take it out, guests' ports join by themselves"`,
    );
    const second = '- { name: br1, mac: 02:00:00:00:00:11, bridge: { members: [eth0, br0] } }';
    expect(change('- name: br0', `${second}\n      - name: br0`)).toMatchInlineSnapshot(`
      "rack.yaml:8:72: br0 is a bridge; a bridge cannot be a member of a bridge
      rack.yaml:12:29: eth0 is a member of br1 already; an interface can be in one bridge only
      rack.yaml:14:9: VM-1 does not say which bridge of BM-1 it is on; add "bridge", which is one of br1, br0"
    `);
  });

  test('addresses on a member', () => {
    expect(change('02:00:00:00:00:01 }', '02:00:00:00:00:01, addresses: [10.0.0.9/24] }')).toMatchInlineSnapshot(
      `"rack.yaml:6:47: eth0 is a member of br0, so nothing answers for its addresses; move them to br0"`,
    );
  });
});

describe('guests', () => {
  test('their bridge', () => {
    expect(change('port: veth1', 'port: veth1\n        bridge: br1')).toMatchInlineSnapshot(
      `"rack.yaml:15:17: BM-1 has no bridge "br1"; did you mean "br0"?"`,
    );
    expect(change('port: veth1', 'port: veth1\n        bridge: wlan')).toMatchInlineSnapshot(
      `"rack.yaml:15:17: BM-1 has no bridge "wlan"; its bridges: br0"`,
    );
    expect(change('port: veth1', 'port: veth1\n        bridge: eth1')).toMatchInlineSnapshot(
      `"rack.yaml:15:17: eth1 of BM-1 is not a bridge; add "bridge: {}" to it"`,
    );
    expect(change('02:00:00:00:00:11 }', '02:00:00:00:00:11, bridge: {} }')).toMatchInlineSnapshot(
      `"rack.yaml:13:9: VM-1 does not say which bridge of BM-1 it is on; add "bridge", which is one of eth1, br0"`,
    );
    expect(
      told(
        withHost(`
          interfaces: []
          guests: [{ name: VM-1, port: veth1, interfaces: [{ name: eth0, mac: 02:00:00:00:01:01 }] }]
        `),
      ),
    ).toMatchInlineSnapshot(
      `"rack.yaml:5:14: BM-1 has no bridge for its guest VM-1; add an interface with "bridge: {}""`,
    );
  });

  test('no bridge of their own, and an interface', () => {
    expect(change('addresses: [10.0.0.101/24]', 'bridge: {}')).toMatchInlineSnapshot(
      `"rack.yaml:15:60: VM-1 is a guest and cannot have a bridge; its first interface is cabled to its port; only hosts have bridges"`,
    );
    expect(change('[{ name: eth0, mac: 02:00:00:00:01:01, addresses: [10.0.0.101/24] }]', '[]')).toMatchInlineSnapshot(
      `"rack.yaml:15:9: "interfaces" in a guest is empty; it needs 1 at least"`,
    );
  });
});

test('testers have no stack', () => {
  const stack = `
    sysctl: {}
    profile: linux
    rules: []
    routes: []
    neighbours: []
    guests: []`;
  expect(change('kind: tester', `kind: tester${stack}`)).toMatchInlineSnapshot(`
    "rack.yaml:21:5: a tester has no "sysctl"; it injects and observes frames, and has no stack of its own
    rack.yaml:22:5: a tester has no "profile"; it injects and observes frames, and has no stack of its own
    rack.yaml:23:5: a tester has no "rules"; it injects and observes frames, and has no stack of its own
    rack.yaml:24:5: a tester has no "routes"; it injects and observes frames, and has no stack of its own
    rack.yaml:25:5: a tester has no "neighbours"; it injects and observes frames, and has no stack of its own
    rack.yaml:26:5: a tester has no "guests"; it injects and observes frames, and has no stack of its own"
  `);
  expect(change('mac: 02:00:00:00:00:ff', 'mac: 02:00:00:00:00:ff, bridge: {}')).toMatchInlineSnapshot(`
    "rack.yaml:21:56: a tester has no bridge; it injects and observes frames, and has no stack of its own
    rack.yaml:25:6: eth0 of probe is a bridge and takes no cable; give it a member and cable that"
  `);
});

describe('rules', () => {
  test('lines that are not understood', () => {
    expect(
      told(
        withHost(`
          interfaces: []
          rules:
            - ebtables -A FORWARD -p ARP --arp-ip-src 169.254.1.1 -j DROP
            - ebtables -A FORWARD -p ARP --arp-ip-source 169.254.1.1 -j DROP
            - 'iptables -A INPUT -j DROP'
            - "arptables -A FORWARD -j DORP"
            - ''
            - ebtables -I FORWARD 9 -j DROP
            - >-
              ebtables -A FORWARD
              -j REJECT
        `),
      ),
    ).toMatchInlineSnapshot(`
      "rack.yaml:7:36: the option --arp-ip-source is not understood; docs/rules.md lists the options that are understood; take the rule out, or write it with those
      rack.yaml:8:10: 'iptables' is neither ebtables nor arptables; did you mean ebtables?
      rack.yaml:9:34: the target 'DORP' is not understood; targets are ACCEPT, DROP or RETURN; chains of one's own are not modelled
      rack.yaml:10:9: there is no command; write a rule such as ebtables -A FORWARD -p ARP -j DROP, or take the line out
      rack.yaml:11:29: there is no place 9 in the chain; the chain has 1 rule at this line: 2 is the last place
      rack.yaml:12:9: the target 'REJECT' is not understood; targets are ACCEPT, DROP, CONTINUE, RETURN or arpreply; chains of one's own are not modelled"
    `);
  });

  test('those of guests, too', () => {
    expect(change('port: veth1', 'port: veth1\n        rules: [arptables -A INPUT -j LOG]')).toMatchInlineSnapshot(
      `"rack.yaml:15:39: the target 'LOG' is not understood; targets are ACCEPT, DROP or RETURN; chains of one's own are not modelled"`,
    );
  });
});

describe('routes and neighbour entries', () => {
  const withRoutes = (...routes: string[]): string =>
    change('name: BM-2', `name: BM-2\n    routes:\n${routes.map((each) => `      - ${each}`).join('\n')}`);

  test('on interfaces that are there', () => {
    expect(withRoutes('{ to: default, via: 10.0.0.1, interface: eth1 }')).toMatchInlineSnapshot(
      `"rack.yaml:18:50: BM-2 has no interface "eth1"; did you mean "eth0"?"`,
    );
    expect(
      change(
        'guests:',
        `routes: [{ to: default, interface: eth0 }]
    neighbours: [{ address: 10.0.0.9, mac: 02:00:00:00:00:09, interface: br }]
    guests:`,
      ),
    ).toMatchInlineSnapshot(`
      "rack.yaml:12:40: eth0 is a member of br0; name br0 instead
      rack.yaml:13:74: BM-1 has no interface "br"; did you mean "br0"?"
    `);
  });

  test('through gateways that are on the link', () => {
    expect(withRoutes('{ to: default, via: 10.0.1.1, interface: eth0 }')).toMatchInlineSnapshot(
      `"rack.yaml:18:29: the gateway 10.0.1.1 is not on the link of eth0; give eth0 an address of that subnet, or put a route to the gateway before this one"`,
    );
    expect(withRoutes('{ to: default, via: 10.0.0.254, interface: eth0 }')).toBe('ok');
    const link = '{ to: 10.0.1.0/24, interface: eth0 }';
    const through = '{ to: default, via: 10.0.1.1, interface: eth0 }';
    expect(withRoutes(link, through)).toBe('ok');
    expect(withRoutes(through, link)).toMatchInlineSnapshot(
      `"rack.yaml:18:29: the gateway 10.0.1.1 is not on the link of eth0; give eth0 an address of that subnet, or put a route to the gateway before this one"`,
    );
    expect(withRoutes('{ to: default, interface: eth0 }', '{ to: 10.9.0.0/16, via: 192.0.2.1, interface: eth0 }')).toBe(
      'ok',
    );
    expect(
      withRoutes('{ to: 192.0.2.1, interface: eth0 }', '{ to: 10.9.0.0/16, via: 192.0.2.1, interface: eth0 }'),
    ).toBe('ok');
  });

  test('entries that are there twice', () => {
    const entry = '{ address: 10.0.0.9, mac: 02:00:00:00:00:09, interface: eth0 }';
    expect(change('name: BM-2', `name: BM-2\n    neighbours: [${entry}, ${entry}]`)).toMatchInlineSnapshot(
      `"rack.yaml:17:93: eth0 has an entry for 10.0.0.9 already; take one of them out"`,
    );
  });
});

describe('cables', () => {
  const withCable = (cable: string): string => told(`${RACK}  - [${cable}]\n`);

  test('to nowhere', () => {
    expect(withCable('BM-3.eth0, tro')).toMatchInlineSnapshot(`
      "rack.yaml:26:6: there is no host or switch "BM-3"; did you mean "BM-1"?
      rack.yaml:26:17: there is no host or switch "tro"; add it to "hosts" or "switches""
    `);
    expect(withCable('core, spine')).toMatchInlineSnapshot(
      `"rack.yaml:26:6: there is no host or switch "core"; add it to "hosts" or "switches""`,
    );
    expect(withCable('BM-1.eth2, tor.p1')).toMatchInlineSnapshot(`
      "rack.yaml:26:6: BM-1 has no interface "eth2"; did you mean "eth0"?
      rack.yaml:26:17: tor is a switch, whose ports have no names; write tor"
    `);
    expect(withCable('BM-2.eth9, spine')).toMatchInlineSnapshot(
      `"rack.yaml:26:6: BM-2 has no interface "eth9"; did you mean "eth0"?"`,
    );
    expect(withCable('BM-1, BM-2')).toMatchInlineSnapshot(`
      "rack.yaml:26:6: BM-1 is a host and not one of its interfaces; write BM-1.eth0, for example
      rack.yaml:26:12: BM-2 is a host and not one of its interfaces; write BM-2.eth0, for example"
    `);
    expect(withCable("'', '.eth0'")).toMatchInlineSnapshot(`
      "rack.yaml:26:6: there is no host or switch ""; add it to "hosts" or "switches"
      rack.yaml:26:10: there is no host or switch ""; add it to "hosts" or "switches""
    `);
  });

  test('into what takes none', () => {
    expect(withCable('BM-1.br0, spine')).toMatchInlineSnapshot(
      `"rack.yaml:26:6: br0 of BM-1 is a bridge and takes no cable; cable its member eth0"`,
    );
    expect(withCable('VM-1.eth0, spine')).toMatchInlineSnapshot(
      `"rack.yaml:26:6: VM-1 is a guest and takes no cable; it is cabled to its port on BM-1 without being told"`,
    );
    expect(withCable('VM-1, spine')).toMatchInlineSnapshot(
      `"rack.yaml:26:6: VM-1 is a guest and takes no cable; it is cabled to its port on BM-1 without being told"`,
    );
    expect(withCable('BM-1.veth1, spine')).toMatchInlineSnapshot(
      `"rack.yaml:26:6: veth1 of BM-1 is the port of VM-1; it is cabled to the guest"`,
    );
  });

  test('into a port that has one', () => {
    expect(withCable('spine, BM-1.eth0')).toMatchInlineSnapshot(
      `"rack.yaml:26:13: BM-1.eth0 has a cable to tor already; a port takes one cable"`,
    );
    expect(withCable('BM-2.eth0, probe.eth0')).toMatchInlineSnapshot(`
      "rack.yaml:26:6: BM-2.eth0 has a cable to tor already; a port takes one cable
      rack.yaml:26:17: probe.eth0 has a cable to spine already; a port takes one cable"
    `);
  });

  test('from a machine to itself', () => {
    expect(withCable('BM-1.eth0, BM-1.eth1')).toMatchInlineSnapshot(
      `"rack.yaml:26:5: a cable from BM-1 to itself; a cable joins two machines"`,
    );
    expect(withCable('BM-1.eth1, BM-1.eth1')).toMatchInlineSnapshot(
      `"rack.yaml:26:5: a cable from BM-1 to itself; a cable joins two machines"`,
    );
    expect(withCable('tor, tor')).toMatchInlineSnapshot(
      `"rack.yaml:26:5: a cable from tor to itself; a cable joins two machines"`,
    );
  });

  test('loops', () => {
    expect(told(`${RACK}  - [tor, spine]\n  - [spine, tor]\n`)).toMatchInlineSnapshot(
      `"rack.yaml:27:5: this cable closes a loop: spine - tor - spine; no spanning tree protocol would open it; take one of its cables out"`,
    );
    expect(change('members: [eth0]', 'members: [eth0, eth1]')).toBe('ok');
    expect(
      told(`${RACK.replace('members: [eth0]', 'members: [eth0, eth1]')}  - [spine, BM-1.eth1]\n  - [tor, spine]\n`),
    ).toMatchInlineSnapshot(
      `"rack.yaml:27:5: this cable closes a loop: tor - BM-1.eth0 - BM-1.br0 - BM-1.eth1 - spine - tor; no spanning tree protocol would open it; take one of its cables out"`,
    );
    expect(
      told(`${RACK.replace('members: [eth0]', 'members: [eth0, eth1]')}  - [BM-1.eth1, tor]\n`),
    ).toMatchInlineSnapshot(
      `"rack.yaml:26:5: this cable closes a loop: BM-1.eth1 - BM-1.br0 - BM-1.eth0 - tor - BM-1.eth1; no spanning tree protocol would open it; take one of its cables out"`,
    );
  });

  test('two interfaces of a host on one switch are no loop if no bridge joins them', () => {
    expect(withCable('BM-1.eth1, tor')).toBe('ok');
  });
});

test('what is refused for its form does not hide the rest', () => {
  const text = RACK.replace('02:00:00:00:00:02', '02:00')
    .replace('10.0.0.101/24', '10.0.0.101')
    .replace('kind: tester', 'kind: tester\n    color: red')
    .replace('name: spine', 'name: tor');
  expect(told(text)).toMatchInlineSnapshot(`
    "rack.yaml:2:35: the name "tor" is taken by a switch; choose another one
    rack.yaml:15:72: 10.0.0.101 has no prefix length; add the length, as in 10.0.0.101/24; a single address is 10.0.0.101/32
    rack.yaml:18:28: "02:00" is not a MAC address; write six pairs of hexadecimal digits, such as 02:00:00:00:00:01
    rack.yaml:21:5: unknown key "color" in a host; it can be "name", "kind", "interfaces", "profile", "stack", "sysctl", "rules", "routes", "neighbours" or "guests"
    rack.yaml:26:18: there is no host or switch "spine"; add it to "hosts" or "switches""
  `);
});
