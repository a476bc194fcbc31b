import { describe, expect, it } from 'vitest';
import { Frame, ipFrameBytes, MAC_BROADCAST, parseIpv4, parseMac } from '../../../src/wire/index.ts';
import { arpBytes, arpFrame, damaged, tagged } from './frames.ts';
import { rulesOf } from './rules-of.ts';

const PORTS = { in: 'veth1', out: 'eth0', logicalIn: 'br0', logicalOut: 'br1' };

/** True if a rule of the FORWARD chain with these matches holds for the frame. */
function holds(matches: string, frame: Frame = arpFrame()): boolean {
  const verdict = rulesOf(`ebtables -A FORWARD ${matches} -j DROP`).evaluate('ebtables filter', 'FORWARD', {
    frame,
    ...PORTS,
  });
  return verdict.kind === 'drop';
}

const IP = new Frame(
  ipFrameBytes(MAC_BROADCAST, parseMac('02:00:00:00:00:01')!, {
    source: parseIpv4('10.0.0.1')!,
    destination: parseIpv4('10.0.0.2')!,
    message: 'echo-request',
    id: 1,
  }),
);

describe('ebtables matches', () => {
  it.each([
    ['-p ARP'],
    ['-i veth1'],
    ['-i veth+'],
    ['-i +'],
    ['-o eth0'],
    ['--logical-in br0'],
    ['--logical-out br1'],
    ['--logical-out br+'],
    ['-s 02:00:00:00:00:01'],
    ['-s Unicast'],
    ['-s 02:00:00:00:00:ff/ff:ff:ff:00:00:00'],
    ['-s 00:00:00:00:00:01/00:00:00:00:00:ff'],
    ['-d Broadcast'],
    ['-d Multicast'],
    ['-p ARP --arp-op Request'],
    ['-p ARP --arp-htype Ethernet'],
    ['-p ARP --arp-ptype IPv4'],
    ['-p ARP --arp-ip-src 10.0.0.1'],
    ['-p ARP --arp-ip-src 10.0.0.0/8'],
    ['-p ARP --arp-ip-src 0.0.0.0/0'],
    ['-p ARP --arp-ip-dst 10.0.9.2/255.0.0.255'],
    ['-p ARP --arp-mac-src 02:00:00:00:00:01'],
    ['-p ARP --arp-mac-dst 00:00:00:00:00:00'],
  ])('%s holds, and its negation does not', (matches) => {
    expect(holds(matches)).toBe(true);
    expect(holds(matches.replace(/^(-p ARP (?=-))?/, '$1! '))).toBe(false);
  });

  it.each([
    ['-p IPv4'],
    ['-i veth'],
    ['-i eth0'],
    ['-o veth1'],
    ['--logical-in br1'],
    ['-s 02:00:00:00:00:02'],
    ['-s Multicast'],
    ['-d BGA'],
    ['-d Unicast'],
    ['-p ARP --arp-op Reply'],
    ['-p ARP --arp-htype 6'],
    ['-p ARP --arp-ptype 86dd'],
    ['-p ARP --arp-ip-src 10.0.0.2'],
    ['-p ARP --arp-ip-dst 10.0.0.0/31'],
    ['-p ARP --arp-mac-src Broadcast'],
    ['-p ARP --arp-mac-dst Multicast'],
    ['-p ARP --arp-gratuitous'],
  ])('%s does not hold', (matches) => {
    expect(holds(matches)).toBe(false);
  });

  it('looks at the ARP packet for --arp-mac-src and at the frame for -s', () => {
    const proxied = arpFrame({ source: '02:00:00:00:00:99' });
    expect(holds('-s 02:00:00:00:00:99', proxied)).toBe(true);
    expect(holds('-p ARP --arp-mac-src 02:00:00:00:00:99', proxied)).toBe(false);
  });

  it('knows gratuitous packets', () => {
    const gratuitous = arpFrame({ targetIp: '10.0.0.1' });
    expect(holds('-p ARP --arp-gratuitous', gratuitous)).toBe(true);
    expect(holds('-p ARP ! --arp-gratuitous', gratuitous)).toBe(false);
    expect(holds('-p ARP ! --arp-gratuitous')).toBe(true);
  });

  it('sees frames of every type, but ARP fields only in ARP', () => {
    expect(holds('-p IPv4', IP)).toBe(true);
    expect(holds('-d Broadcast', IP)).toBe(true);
    expect(holds('-p ARP --arp-ip-src 0.0.0.0/0', IP)).toBe(false);
  });

  it('takes a tagged frame for its tag', () => {
    const frame = tagged(arpBytes(), 5);
    expect(holds('-p 802_1Q', frame)).toBe(true);
    expect(holds('-p ARP', frame)).toBe(false);
    expect(holds('! -p ARP', frame)).toBe(true);
  });

  it('reads reverse ARP with -p RARP', () => {
    const bytes = arpBytes({ operation: 3 });
    bytes.set([0x80, 0x35], 12);
    expect(holds('-p RARP --arp-op Request_Reverse --arp-ip-src 10.0.0.1', new Frame(bytes))).toBe(true);
  });

  it('takes a frame too short for a type as of none', () => {
    expect(holds('! -p ARP', new Frame(new Uint8Array(12)))).toBe(true);
    expect(holds('-p ffff', new Frame(new Uint8Array(12)))).toBe(false);
  });
});

describe('ebtables matches on malformed ARP', () => {
  const both = (option: string, value: string) => [`-p ARP ${option} ${value}`, `-p ARP ! ${option} ${value}`];

  it('read nothing from a header that is cut off', () => {
    for (const matches of [...both('--arp-op', '1'), ...both('--arp-htype', '1'), ...both('--arp-ptype', '800')]) {
      expect(holds(matches, damaged({}, 7))).toBe(false);
    }
    expect(holds('-p ARP --arp-op 1', damaged({}, 8))).toBe(true);
  });

  const NO_IPV4 = [damaged({ 5: 5 }), damaged({ 2: 0x86, 3: 0xdd }), damaged({}, 27), damaged({ 4: 200 })];
  it('fail for addresses that are not IPv4, negated or not', () => {
    for (const frame of NO_IPV4) {
      for (const matches of [...both('--arp-ip-src', '10.0.0.1'), ...both('--arp-ip-dst', '10.0.0.2')]) {
        expect(holds(matches, frame)).toBe(false);
      }
      expect(holds('-p ARP --arp-gratuitous', frame)).toBe(false);
      expect(holds('-p ARP ! --arp-gratuitous', frame)).toBe(false);
    }
  });

  it('read protocol addresses where the length of hardware addresses puts them', () => {
    const empty = damaged({ 4: 0, 8: 10, 9: 9, 10: 9, 11: 1 });
    expect(holds('-p ARP --arp-ip-src 10.9.9.1', empty)).toBe(true);
  });

  it('fail for hardware addresses that are not of Ethernet, negated or not', () => {
    for (const frame of [damaged({ 4: 5 }), damaged({ 1: 6 })]) {
      for (const matches of [...both('--arp-mac-src', 'Unicast'), ...both('--arp-mac-dst', 'Unicast')]) {
        expect(holds(matches, frame)).toBe(false);
      }
    }
  });

  it('read the target hardware address behind a protocol address of any length', () => {
    const frame = damaged({ 5: 3, 17: 2, 18: 0, 19: 0, 20: 0, 21: 0, 22: 9 });
    expect(holds('-p ARP --arp-mac-dst 02:00:00:00:00:09', frame)).toBe(true);
    expect(holds('-p ARP --arp-mac-dst 02:00:00:00:00:09', damaged({ 5: 200 }))).toBe(false);
  });
});
