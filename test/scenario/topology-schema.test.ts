import { describe, expect, test } from 'vitest';
import { told, withHost } from './told.ts';

describe('keys', () => {
  test('unknown ones', () => {
    expect(
      told(`
        version: 1
        host: []
        hosts:
          - name: BM-1
            rule: []
            interfaces:
              - name: eth0
                mac: 02:00:00:00:00:01
                adresses: [10.0.0.1/24]
                bridge: { stp: true, member: [] }
            routes: [{ to: default, dev: eth0, interface: eth0 }]
            neighbours: [{ address: 10.0.0.1, lladdr: '', mac: 02:00:00:00:00:02, interface: eth0 }]
            guests:
              - { name: VM-1, kind: host, port: veth1, interfaces: [{ name: eth0, mac: 02:00:00:00:00:03 }] }
        switches: [{ name: tor, stp: false }]
        __proto__: 1
        1: 2
      `),
    ).toMatchInlineSnapshot(`
      "rack.yaml:2:1: unknown key "host" in a topology; did you mean "hosts"?
      rack.yaml:5:5: unknown key "rule" in a host; did you mean "rules"?
      rack.yaml:9:9: unknown key "adresses" in an interface; did you mean "addresses"?
      rack.yaml:10:19: unknown key "stp" in a bridge; it can be "members" or "ageing"
      rack.yaml:10:30: unknown key "member" in a bridge; did you mean "members"?
      rack.yaml:11:29: unknown key "dev" in a route; it can be "to", "via" or "interface"
      rack.yaml:12:39: unknown key "lladdr" in a neighbour entry; it can be "address", "mac" or "interface"
      rack.yaml:14:23: unknown key "kind" in a guest; it can be "name", "port", "bridge", "interfaces", "profile", "stack", "sysctl", "rules", "routes" or "neighbours"
      rack.yaml:15:25: unknown key "stp" in a switch; it can be "name" or "ageing"
      rack.yaml:16:1: unknown key "__proto__" in a topology; it can be "version", "name", "profile", "switches", "hosts" or "cables"
      rack.yaml:17:1: unknown key "1" in a topology; it can be "version", "name", "profile", "switches", "hosts" or "cables""
    `);
  });

  test('missing ones', () => {
    expect(
      told(`
        switches: [{ ageing: 3 }]
        hosts:
          - interfaces:
              - name: eth0
              - mac: 02:00:00:00:00:01
            guests: [{}]
            routes: [{}]
            neighbours: [{}]
          - name: BM-2
      `),
    ).toMatchInlineSnapshot(`
      "rack.yaml:1:1: a topology has no "version"
      rack.yaml:1:12: a switch has no "name"; for example "tor"
      rack.yaml:3:5: a host has no "name"; for example "BM-1"
      rack.yaml:4:9: an interface has no "mac"; for example "02:00:00:00:00:01"
      rack.yaml:5:9: an interface has no "name"; for example "eth0"
      rack.yaml:6:14: a guest has no "name"; for example "VM-1"
      rack.yaml:6:14: a guest has no "port"; for example "veth1"
      rack.yaml:6:14: a guest has no "interfaces"
      rack.yaml:7:14: a route has no "to"; for example "10.0.0.0/24"
      rack.yaml:7:14: a route has no "interface"; for example "eth0"
      rack.yaml:8:18: a neighbour entry has no "address"; for example "10.0.0.1"
      rack.yaml:8:18: a neighbour entry has no "mac"; for example "02:00:00:00:00:01"
      rack.yaml:8:18: a neighbour entry has no "interface"; for example "eth0"
      rack.yaml:9:5: a host has no "interfaces""
    `);
  });

  test('values of another type', () => {
    expect(
      told(`
        version: '1'
        name: 12
        hosts:
          - name: true
            interfaces: eth0
            rules: ebtables -P FORWARD DROP
            sysctl: [arp_ignore]
            guests:
          - name: BM-2
            interfaces:
              - { name: 7, mac: [], addresses: [10, null, [], { a: 1 }] }
              - eth1
            sysctl: { arp_ignore: '1', arp_announce: 1.5, locktime: yes }
        cables:
          tor: BM-1.eth0
      `),
    ).toMatchInlineSnapshot(`
      "rack.yaml:1:10: "version" in a topology is "1"; it has to be the number 1
      rack.yaml:2:7: "name" in a topology has to be text, not a number; put it in quotes
      rack.yaml:4:11: "name" in a host has to be text, not true or false; put it in quotes
      rack.yaml:5:17: "interfaces" in a host has to be a list, not text; write ["eth0"]
      rack.yaml:6:12: "rules" in a host has to be a list, not text; write ["ebtables -P FORWARD DROP"]
      rack.yaml:7:13: "sysctl" in a host has to be a mapping, not a list
      rack.yaml:8:5: "guests" in a host is empty; it has to be a list
      rack.yaml:11:17: "name" in an interface has to be text, not a number; put it in quotes
      rack.yaml:11:25: "mac" in an interface has to be text, not a list
      rack.yaml:11:41: an item of "addresses" has to be text, not a number; put it in quotes
      rack.yaml:11:45: an item of "addresses" is empty; it has to be text
      rack.yaml:11:51: an item of "addresses" has to be text, not a list
      rack.yaml:11:55: an item of "addresses" has to be text, not a mapping
      rack.yaml:12:9: an item of "interfaces" has to be a mapping, not text
      rack.yaml:13:27: sysctl "arp_ignore" has to be a number, not text; take it out of its quotes
      rack.yaml:13:46: sysctl "arp_announce" is 1.5; it has to be a whole number
      rack.yaml:13:61: sysctl "locktime" has to be a number, not text
      rack.yaml:15:3: "cables" in a topology has to be a list, not a mapping"
    `);
  });

  test('one thing a line, the first ones only', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `key${index}: 1`);
    const problems = told(`version: 1\nhosts: []\n${lines.join('\n')}`).split('\n');
    expect(problems).toHaveLength(51);
    expect(problems[0]).toBe(
      'rack.yaml:3:1: unknown key "key0" in a topology; it can be "version", "name", "profile", "switches", "hosts" or "cables"',
    );
    expect(problems[50]).toBe('rack.yaml:53:1: there are more problems from here on');
  });
});

describe('values', () => {
  test('version', () => {
    expect(told('version: 2\nracks: []\n')).toMatchInlineSnapshot(
      `"rack.yaml:1:10: this topology is of version 2, and this arpcheck knows versions up to 1; use the arpcheck that wrote it, or a later one"`,
    );
    expect(told('version: 0\nhosts: []\n')).toMatchInlineSnapshot(
      `"rack.yaml:1:10: "version" in a topology is 0; it has to be the number 1"`,
    );
    expect(told('version: 1.5\nhosts: []\n')).toMatchInlineSnapshot(
      `"rack.yaml:1:10: "version" in a topology is 1.5; it has to be the number 1"`,
    );
  });

  test('profile and kind', () => {
    expect(
      told(`
        version: 1
        profile: linus
        hosts:
          - { name: a, kind: testr, profile: windows, interfaces: [] }
      `),
    ).toMatchInlineSnapshot(`
      "rack.yaml:2:10: unknown profile "linus"; did you mean "linux"?
      rack.yaml:4:22: "kind" in a host is "testr"; did you mean "tester"?
      rack.yaml:4:38: unknown profile "windows"; it can be "rfc826-strict", "host-5227", "linux", "hardened", "router-1812" or "tc8""
    `);
  });

  test('names', () => {
    const long = 'x'.repeat(64);
    expect(
      told(`
        version: 1
        hosts:
          - { name: BM-1.rack, interfaces: [{ name: eth0@if3, mac: 02:00:00:00:00:01 }] }
          - { name: '', interfaces: [{ name: averylongnetwork, mac: 02:00:00:00:00:02 }] }
          - { name: ${long}, interfaces: [] }
          - { name: "a\\tb\\x9b1m\\u202e", interfaces: [] }
        switches: [{ name: top of the rack }]
      `),
    ).toMatchInlineSnapshot(`
      "rack.yaml:3:13: "BM-1.rack" cannot be the name of a host, guest or switch; a dot separates a host from its interface, as in BM-1.eth0; use "-" or "_"
      rack.yaml:3:45: "eth0@if3" cannot be the name of an interface; use letters, digits, "-", "_" and ".", a letter or digit first
      rack.yaml:4:13: "" cannot be the name of a host, guest or switch; use up to 63 letters, digits, "-" and "_"
      rack.yaml:4:38: "averylongnetwork" cannot be the name of an interface; Linux allows 15 characters
      rack.yaml:5:13: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" cannot be the name of a host, guest or switch; use up to 63 letters, digits, "-" and "_"
      rack.yaml:6:13: "a\\tb\\u009b1m\\u202e" cannot be the name of a host, guest or switch; use up to 63 letters, digits, "-" and "_"
      rack.yaml:7:20: "top of the rack" cannot be the name of a host, guest or switch; use up to 63 letters, digits, "-" and "_""
    `);
  });

  test('MAC addresses', () => {
    const macs = [
      '98:03:9b:a0:98',
      '02:00:00:00:00:0g',
      '020000000001',
      '01:00:5e:00:00:01',
      'ff:ff:ff:ff:ff:ff',
      '00:00:00:00:00:00',
      '""',
    ];
    const interfaces = macs.map((mac, index) => `  - { name: eth${index}, mac: ${mac} }`);
    expect(told(withHost(`interfaces:\n${interfaces.join('\n')}`))).toMatchInlineSnapshot(`
      "rack.yaml:5:28: "98:03:9b:a0:98" is not a MAC address; write six pairs of hexadecimal digits, such as 02:00:00:00:00:01
      rack.yaml:6:28: "02:00:00:00:00:0g" is not a MAC address; write six pairs of hexadecimal digits, such as 02:00:00:00:00:01
      rack.yaml:7:28: "mac" in an interface has to be text, not a number; put it in quotes
      rack.yaml:8:28: 01:00:5e:00:00:01 is a group address, which no interface can have as its own; the first octet of a unicast address is even, as in 02:00:00:00:00:01
      rack.yaml:9:28: ff:ff:ff:ff:ff:ff is a group address, which no interface can have as its own; the first octet of a unicast address is even, as in 02:00:00:00:00:01
      rack.yaml:10:28: 00:00:00:00:00:00 is not the address of any interface; use one such as 02:00:00:00:00:01
      rack.yaml:11:28: "" is not a MAC address; write six pairs of hexadecimal digits, such as 02:00:00:00:00:01"
    `);
  });

  test('addresses', () => {
    const addresses = [
      '10.0.0.1',
      '10.0.0/24',
      '10.0.0.256/24',
      '10.0.0.1/33',
      '10.0.0.1/024',
      '10.0.0.1/24/8',
      '10.0.0.1/',
      '10.0.0.1/24 host',
      '10.0.0.1/24 scope',
      '10.0.0.1/24 scope hots',
      '10.0.0.1/24 scope site',
      '10.0.0.1/24 scope host eth0',
      '10.0.0.1/24 brd 10.0.0.255',
      '0.0.0.0/0',
      '224.0.0.5/32',
      '255.255.255.255/32',
      'fe80::1/64',
      '""',
    ];
    const items = addresses.map((address) => `      - ${address}`);
    expect(
      told(withHost(`interfaces:\n  - name: eth0\n    mac: 02:00:00:00:00:01\n    addresses:\n${items.join('\n')}`)),
    ).toMatchInlineSnapshot(`
      "rack.yaml:8:13: 10.0.0.1 has no prefix length; add the length, as in 10.0.0.1/24; a single address is 10.0.0.1/32
      rack.yaml:9:13: "10.0.0/24" is not an address with a prefix length; write it as 10.0.0.1/24, or 169.254.1.1/32 scope host
      rack.yaml:10:13: "10.0.0.256/24" is not an address with a prefix length; write it as 10.0.0.1/24, or 169.254.1.1/32 scope host
      rack.yaml:11:22: "33" is not a prefix length; write a number of bits from 0 to 32
      rack.yaml:12:22: "024" is not a prefix length; write a number of bits from 0 to 32
      rack.yaml:13:13: "10.0.0.1/24/8" is not an address with a prefix length; write it as 10.0.0.1/24, or 169.254.1.1/32 scope host
      rack.yaml:14:22: "" is not a prefix length; write a number of bits from 0 to 32
      rack.yaml:15:25: "host" is not understood after an address; write "scope host"
      rack.yaml:16:25: "scope" is not understood after an address; the scope may follow: scope global, scope link or scope host
      rack.yaml:17:25: "hots" is not a scope; it is global, link or host
      rack.yaml:18:25: "site" is not a scope; it is global, link or host
      rack.yaml:19:25: "eth0" is not understood after the scope; leave it out
      rack.yaml:20:25: "brd 10.0.0.255" is not understood after an address; the scope may follow: scope global, scope link or scope host
      rack.yaml:21:13: 0.0.0.0 is not an address that an interface can have; use a unicast address such as 10.0.0.1
      rack.yaml:22:13: 224.0.0.5 is not an address that an interface can have; use a unicast address such as 10.0.0.1
      rack.yaml:23:13: 255.255.255.255 is not an address that an interface can have; use a unicast address such as 10.0.0.1
      rack.yaml:24:13: "fe80::1/64" is not an address with a prefix length; write it as 10.0.0.1/24, or 169.254.1.1/32 scope host
      rack.yaml:25:13: "" is not an address with a prefix length; write it as 10.0.0.1/24, or 169.254.1.1/32 scope host"
    `);
  });

  test('columns within quotes, and in texts that are written otherwise than they read', () => {
    const address = (text: string): string =>
      told(withHost(`interfaces: [{ name: eth0, mac: 02:00:00:00:00:01, addresses: [${text}] }]`));
    expect(address("'10.0.0.1/24 scope hots'")).toMatchInlineSnapshot(
      `"rack.yaml:4:81: "hots" is not a scope; it is global, link or host"`,
    );
    expect(address('"10.0.0.1/24 scope hots"')).toMatchInlineSnapshot(
      `"rack.yaml:4:81: "hots" is not a scope; it is global, link or host"`,
    );
    expect(address('"10.0.0.1/24\\x20scope hots"')).toMatchInlineSnapshot(
      `"rack.yaml:4:68: "hots" is not a scope; it is global, link or host"`,
    );
  });

  test('sysctls', () => {
    expect(
      told(
        withHost(`
          interfaces:
            - { name: eth0, mac: 02:00:00:00:00:01, sysctl: { arp_ignore: 9, arp_anounce: 1 } }
          sysctl:
            net.ipv4.conf.all.arp_filter: 1
            net/ipv4/conf/all/arp_filter: 1
            ip_forward: 1
            locktime: -1
            base_reachable_time: 30
            retrans_time_ms: 86400001
            arp_accept: 0.5
            mcast_solicit: .nan
            ucast_solicit: 1e400
        `),
      ),
    ).toMatchInlineSnapshot(`
      "rack.yaml:5:69: sysctl "arp_ignore" is 9; the most is 8
      rack.yaml:5:72: unknown sysctl "arp_anounce"; did you mean "arp_announce"?
      rack.yaml:7:7: unknown sysctl "net.ipv4.conf.all.arp_filter"; did you mean "arp_filter"?
      rack.yaml:8:7: unknown sysctl "net/ipv4/conf/all/arp_filter"; did you mean "arp_filter"?
      rack.yaml:9:7: unknown sysctl "ip_forward"; it can be "arp_announce", "arp_ignore", "arp_accept" or one of 21 more
      rack.yaml:10:17: sysctl "locktime" is -1; the least is 0
      rack.yaml:11:7: unknown sysctl "base_reachable_time"; did you mean "base_reachable_time_ms"?
      rack.yaml:12:24: sysctl "retrans_time_ms" is 86400001; the most is 86400000
      rack.yaml:13:19: sysctl "arp_accept" is 0.5; it has to be a whole number
      rack.yaml:14:22: sysctl "mcast_solicit" is NaN; it has to be a number
      rack.yaml:15:22: sysctl "ucast_solicit" is Infinity; it has to be a number"
    `);
  });

  test('routes and neighbour entries', () => {
    expect(
      told(
        withHost(`
          interfaces: [{ name: eth0, mac: 02:00:00:00:00:01, addresses: [10.0.0.1/24] }]
          routes:
            - { to: 10.1.0.1/16, interface: eth0 }
            - { to: 10.1.0.0/33, interface: eth0 }
            - { to: defualt, interface: eth0 }
            - { to: 10.1.0.0/16, via: 10.0.0.0/24, interface: eth0 }
            - { to: 10.1.0.0/16, via: 10.0.0.010, interface: eth0 }
          neighbours:
            - { address: fe80::1, mac: 02:00:00:00:00:02, interface: eth0 }
            - { address: 10.0.0.2, mac: 02:00:00:00:00, interface: eth0 }
        `),
      ),
    ).toMatchInlineSnapshot(`
      "rack.yaml:6:15: 10.1.0.1/16 has bits set behind the prefix; did you mean 10.1.0.0/16?
      rack.yaml:7:24: "33" is not a prefix length; write a number of bits from 0 to 32
      rack.yaml:8:15: "defualt" is not a destination; write a prefix such as 10.0.0.0/24, or "default"
      rack.yaml:9:33: "10.0.0.0/24" is not an IPv4 address; no prefix length belongs here
      rack.yaml:10:33: "10.0.0.010" is not an IPv4 address; leave out leading zeros, which some tools read as octal
      rack.yaml:12:20: "fe80::1" is not an IPv4 address; IPv6 has no ARP; write an address such as 10.0.0.1
      rack.yaml:13:35: "02:00:00:00:00" is not a MAC address; write six pairs of hexadecimal digits, such as 02:00:00:00:00:01"
    `);
  });

  test('numbers out of range', () => {
    expect(
      told(`
        version: 1
        hosts: []
        switches: [{ name: a, ageing: -1 }, { name: b, ageing: 1000001 }, { name: c, ageing: .inf }]
      `),
    ).toMatchInlineSnapshot(`
      "rack.yaml:3:31: "ageing" in a switch is -1; the least is 0
      rack.yaml:3:56: "ageing" in a switch is 1000001; the most is 1000000
      rack.yaml:3:86: "ageing" in a switch is Infinity; it has to be a number"
    `);
  });

  test('cables of one end, and of three', () => {
    expect(told('version: 1\nhosts: []\ncables: [[a], [a, b, c], tor]')).toMatchInlineSnapshot(`
      "rack.yaml:3:10: a cable has two ends, not 1; write [BM-1.eth0, tor]
      rack.yaml:3:15: a cable has two ends, not 3; write [BM-1.eth0, tor]
      rack.yaml:3:26: an item of "cables" has to be a list, not text"
    `);
  });

  test('too many of everything', () => {
    const many = (count: number, item: string): string => `[${Array.from({ length: count }, () => item).join(', ')}]`;
    expect(
      told(`
        version: 1
        hosts:
          - name: BM-1
            interfaces: ${many(65, '{ name: eth0, mac: 02:00:00:00:00:01 }')}
            rules: ${many(65, 'ebtables -P FORWARD DROP')}
            routes: ${many(257, '{ to: default, interface: eth0 }')}
            neighbours: ${many(1025, '{ address: 10.0.0.1, mac: 02:00:00:00:00:01, interface: eth0 }')}
            guests: ${many(65, '{ name: VM, port: veth0, interfaces: [{ name: eth0, mac: 02:00:00:00:00:01 }] }')}
          - name: BM-2
            interfaces:
              - name: br0
                mac: 02:00:00:00:00:01
                addresses: ${many(257, '10.0.0.1/24')}
                bridge: { members: ${many(65, 'eth0')} }
        switches: ${many(257, '{ name: tor }')}
        cables: ${many(4097, '[a, b]')}
      `),
    ).toMatchInlineSnapshot(`
      "rack.yaml:4:5: "interfaces" in a host has 65 items, and the most is 64; no machine that we know of has more
      rack.yaml:5:5: "rules" in a host has 65 items, and the most is 64; the whole list is searched for every frame
      rack.yaml:6:5: "routes" in a host has 257 items, and the most is 256; the whole list is searched for every packet
      rack.yaml:7:5: "neighbours" in a host has 1025 items, and the most is 1024; that is where a kernel stops creating them (gc_thresh3)
      rack.yaml:8:5: "guests" in a host has 65 items, and the most is 64; a broadcast visits every port of a bridge
      rack.yaml:13:9: "addresses" in an interface has 257 items, and the most is 256; the whole list is searched for every packet
      rack.yaml:14:19: "members" in a bridge has 65 items, and the most is 64; that is as many as a host has interfaces
      rack.yaml:15:1: "switches" in a topology has 257 items, and the most is 256; a broadcast crosses all of them
      rack.yaml:16:1: "cables" in a topology has 4097 items, and the most is 4096; that is four for each of the most hosts"
    `);
    expect(told(`version: 1\nhosts: ${many(1025, '{ name: a, interfaces: [] }')}`)).toMatchInlineSnapshot(
      `"rack.yaml:2:1: "hosts" in a topology has 1025 items, and the most is 1024; the simulator is measured up to that many"`,
    );
  });

  test('as many as there may be', () => {
    const hosts = Array.from({ length: 1024 }, (_, n) => {
      const octets = `${(n >> 8).toString(16)}:${(n & 255).toString(16)}`;
      return `  - { name: BM-${n}, sysctl: *common, interfaces: [{ name: eth0, mac: 2:0:0:0:${octets} }] }`;
    });
    const cables = hosts.map((_, n) => `  - [tor, BM-${n}.eth0]`);
    const text = ['version: 1', 'hosts:', ...hosts, 'switches: [{ name: tor }]', 'cables:', ...cables].join('\n');
    expect(told(text.replace('*common', '&common { arp_ignore: 1 }'))).toBe('ok');
  });
});
