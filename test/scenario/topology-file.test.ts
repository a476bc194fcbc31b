import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePlan } from '../../src/network/index.ts';
import { parseTopology, readTopologyFile } from '../../src/scenario/topology-file.ts';
import { formatted, told } from './told.ts';

describe('good files', () => {
  test.each(['arp-bubble', 'arp-bubble-fixed'])('%s is read and can be run', (name) => {
    const parsed = readTopologyFile(`traces/golden/${name}.yaml`);
    expect(parsed.ok).toBe(true);
    if (!parsed.ok) return;
    expect(parsed.topology.hosts.map((each) => each.name)).toEqual(['BM-1', 'BM-2']);
    expect(compilePlan(parsed.topology).nodes).toHaveLength(7);
  });

  test('the fix is one rule a host', () => {
    const [bubble, fixed] = ['arp-bubble', 'arp-bubble-fixed'].map((name) =>
      readTopologyFile(`traces/golden/${name}.yaml`),
    );
    if (!bubble!.ok || !fixed!.ok) throw new Error('the golden files are not valid');
    const hosts = fixed!.topology.hosts.map((host) => ({ ...host, rules: host.rules!.slice(0, 2) }));
    expect({ ...fixed!.topology, name: bubble!.topology.name, hosts }).toEqual(bubble!.topology);
    expect(fixed!.topology.hosts.map((host) => host.rules!.slice(2))).toEqual([
      ['arptables -A FORWARD -j DROP -s 169.254.1.1 ! --src-mac 98:03:9b:a0:98:2a'],
      ['arptables -A FORWARD -j DROP -s 169.254.1.1 ! --src-mac 98:03:9b:a9:78:ca'],
    ]);
  });

  test('everything that the format has', () => {
    expect(
      told(`
        version: 1
        name: all of it
        profile: rfc826-strict
        switches:
          - { name: tor, ageing: 10 }
          - name: spine
        hosts:
          - name: BM-1
            kind: host
            profile: linux
            sysctl: &quiet { arp_announce: 2, arp_ignore: 8, base_reachable_time_ms: 30000 }
            interfaces:
              - { name: eth0, mac: 02-00-00-00-00-01, sysctl: *quiet }
              - name: br0
                mac: 2:0:0:0:0:1
                addresses: [10.0.0.1/24, 169.254.1.1/32   scope   host, 192.0.2.1/31 scope link, 192.0.2.9/32 scope global]
                bridge: { members: [eth0], ageing: 0 }
            rules: ['ebtables -P FORWARD DROP']
            routes:
              - { to: default, via: 10.0.0.254, interface: br0 }
              - { to: 203.0.113.1/32, interface: br0 }
              - { to: 198.51.100.0/24, via: 203.0.113.1, interface: br0 }
            neighbours:
              - { address: 10.0.0.9, mac: 03:00:00:00:00:09, interface: br0 }
            guests:
              - name: VM-1
                port: vnet0
                bridge: br0
                profile: linux
                interfaces: [{ name: eth0, mac: 02:00:00:00:01:01, addresses: [169.254.1.1/32 scope host] }]
          - name: tester
            kind: tester
            interfaces: [{ name: eth0.5, mac: 02:00:00:00:00:ff, addresses: [10.0.0.7/24] }]
        cables:
          - [BM-1.eth0, tor]
          - [tor, spine]
          - [tester.eth0.5, spine]
      `),
    ).toBe('ok');
  });

  test('a switch alone', () => {
    expect(told('version: 1\nhosts: []\nswitches: [{ name: tor }]')).toBe('ok');
  });

  test('JSON is YAML', () => {
    expect(told('{"version":1,"hosts":[{"name":"a","interfaces":[]}]}')).toBe('ok');
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'arpcheck-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const toldOfFile = (name: string, content?: string | Uint8Array): string => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    const parsed = readTopologyFile(path);
    return parsed.ok ? 'ok' : formatted(parsed.problems).replaceAll(folder, '.');
  };

  test('what cannot be read', () => {
    expect(toldOfFile('none.yaml')).toMatchInlineSnapshot(`"./none.yaml: there is no such file"`);
    expect(toldOfFile('')).toMatchInlineSnapshot(`".: this is a directory, not a file"`);
    expect(toldOfFile('large.yaml', '#'.repeat(4 * 1024 * 1024 + 1))).toMatchInlineSnapshot(
      `"./large.yaml: larger than 4 MiB; is it the right file?"`,
    );
    expect(toldOfFile('binary.yaml', Uint8Array.of(0x0a, 0xff, 0xfe, 0x00))).toMatchInlineSnapshot(
      `"./binary.yaml: not UTF-8 text; is it the right file?"`,
    );
  });

  test('a byte order mark, and line ends of other systems', () => {
    expect(toldOfFile('bom.yaml', '\ufeffversion: 1\r\nhosts: []\r\n')).toBe('ok');
    expect(toldOfFile('bad-bom.yaml', '\ufeffversion: 1\r\nhots: []\r\nhosts: []\r\n')).toMatchInlineSnapshot(
      `"./bad-bom.yaml:2:1: unknown key "hots" in a topology; did you mean "hosts"?"`,
    );
  });

  test('the file of the last byte allowed', () => {
    const text = 'version: 1\nhosts: []\n';
    expect(toldOfFile('full.yaml', text + '#'.repeat(4 * 1024 * 1024 - text.length))).toBe('ok');
  });
});

test('any text gives a topology or problems', () => {
  const good =
    "version: 1\nhosts:\n  - {name: a, interfaces: [{name: e, mac: '2:0:0:0:0:1', addresses: [10.0.0.1/8]}]}\n";
  for (let length = 0; length <= good.length; length++) {
    const parsed = parseTopology(good.slice(0, length), 'rack.yaml');
    if (parsed.ok) continue;
    expect(parsed.problems.length).toBeGreaterThan(0);
    for (const { line, column, message } of parsed.problems) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(message).toMatch(/^\S[^\n]*$/);
    }
  }
});
