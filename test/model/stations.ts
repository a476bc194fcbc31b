import {
  arpFrameBytes,
  Frame,
  type Ipv4,
  ipFrameBytes,
  MAC_BROADCAST,
  type Mac,
  parseIpv4,
  parseMac,
} from '../../src/wire/index.ts';

/*
 * Who takes part, in the notation of the requirements catalogue: D is the stack under test with its address d, A and B
 * are neighbours with a and b, n is an address that nobody has. X is a MAC address of nobody.
 */
const NAMES = {
  D: '02:00:00:00:00:01',
  E: '02:00:00:00:00:02',
  A: '02:00:00:00:00:0a',
  B: '02:00:00:00:00:0b',
  X: '02:00:00:00:00:ff',
} as const;

export const MACS = {
  ...NAMES,
  zero: '00:00:00:00:00:00',
  all: 'ff:ff:ff:ff:ff:ff',
  group: '01:00:5e:00:00:01',
} as const;
export type Station = keyof typeof MACS;

export function macOf(station: Station): Mac {
  return parseMac(MACS[station])!;
}

export function ip(text: string): Ipv4 {
  const address = parseIpv4(text);
  if (address === undefined) throw new Error(`not an IPv4 address: ${text}`);
  return address;
}

export const d = '10.0.0.1';
export const a = '10.0.0.10';
export const b = '10.0.0.11';
export const n = '10.0.0.77';
/** Of another network than {@link d}. */
export const z = '192.0.2.9';
/** A probe's sender. */
export const nobody = '0.0.0.0';

interface Header {
  /** Ethernet destination. */
  readonly to?: Station;
  /** Ethernet source; the packet's sender if absent. */
  readonly from?: Station;
  /** Target hardware address. */
  readonly tha?: Station;
}

/** Any ARP packet: `arp(1, 'A', a, d)` is Req[A a 0 d]. */
export function arp(operation: number, sha: Station, spa: string, tpa: string, header: Header = {}): Frame {
  const packet = {
    operation,
    senderMac: macOf(sha),
    senderIp: ip(spa),
    targetMac: macOf(header.tha ?? 'zero'),
    targetIp: ip(tpa),
  };
  const destination = header.to === undefined ? MAC_BROADCAST : macOf(header.to);
  return new Frame(arpFrameBytes(destination, macOf(header.from ?? sha), packet));
}

/** A request to everyone. */
export function request(sha: Station, spa: string, tpa: string, header: Header = {}): Frame {
  return arp(1, sha, spa, tpa, header);
}

/** A reply to the stack under test and its address. */
export function reply(sha: Station, spa: string, header: Header = {}): Frame {
  return arp(2, sha, spa, d, { to: 'D', tha: 'D', ...header });
}

/** A gratuitous request, or a gratuitous reply whose target hardware address is the sender's, as arping(8) sends them. */
export function gratuitous(operation: 1 | 2, sha: Station, spa: string, header: Header = {}): Frame {
  return arp(operation, sha, spa, spa, operation === 2 ? { tha: sha, ...header } : header);
}

/** An echo request to the stack under test. */
export function ping(source: string, header: Header = {}): Frame {
  const packet = { source: ip(source), destination: ip(d), message: 'echo-request', id: 1 } as const;
  return new Frame(ipFrameBytes(macOf(header.to ?? 'D'), macOf(header.from ?? 'X'), packet));
}

/** A line with the names of the stations in place of their MAC addresses. */
export function withNames(line: string): string {
  return Object.entries(NAMES).reduce((text, [name, mac]) => text.replaceAll(mac, name), line);
}
