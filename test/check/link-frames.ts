import { joined, octets } from '../pcap-writer/handmade.ts';

/** "Who has 10.0.0.1? Tell 10.0.0.2", and the answer. */
export const REQUEST = octets('0001 0800 06 04 0001 020000000002 0a000002 000000000000 0a000001');
export const REPLY = octets('0001 0800 06 04 0002 020000000001 0a000001 020000000002 0a000002');
const ETHERNET = octets('ffffffffffff 020000000002');
const SNAP = octets('aaaa03 000000 0806');

/** A way to carry an ARP packet. */
export interface Carrier {
  readonly name: string;
  readonly linkType: number;
  readonly wrap: (arp: Uint8Array) => Uint8Array;
}

/** A header before the packet. */
function headed(header: string): Carrier['wrap'] {
  return (arp) => joined(octets(header), arp);
}

/** The length of what follows, as IEEE 802.3 has it instead of a type. */
function lengthed(arp: Uint8Array): Uint8Array {
  const body = joined(SNAP, arp);
  return joined(ETHERNET, Uint8Array.of(0, body.length), body);
}

const BROADCAST_FROM_2 = 'ffffffffffff 020000000002';
const BSSID = '0200000000bb';

/** Every link type, and every kind of header, in which ARP is found. */
export const CARRIERS: readonly Carrier[] = [
  { name: 'Ethernet', linkType: 1, wrap: headed(`${BROADCAST_FROM_2} 0806`) },
  { name: 'Ethernet with 802.1Q', linkType: 1, wrap: headed(`${BROADCAST_FROM_2} 8100 0005 0806`) },
  {
    name: 'Ethernet with 802.1ad and 802.1Q',
    linkType: 1,
    wrap: headed(`${BROADCAST_FROM_2} 88a8 0007 8100 0005 0806`),
  },
  { name: 'Ethernet with two 802.1Q tags', linkType: 1, wrap: headed(`${BROADCAST_FROM_2} 8100 0007 8100 0005 0806`) },
  {
    name: 'Ethernet with an old service tag',
    linkType: 1,
    wrap: headed(`${BROADCAST_FROM_2} 9100 0007 8100 0005 0806`),
  },
  { name: 'IEEE 802.3 with SNAP', linkType: 1, wrap: lengthed },
  { name: 'Linux cooked', linkType: 113, wrap: headed('0001 0001 0006 020000000002 0000 0806') },
  { name: 'Linux cooked, outgoing', linkType: 113, wrap: headed('0004 0001 0006 020000000002 0000 0806') },
  { name: 'Linux cooked with 802.1Q', linkType: 113, wrap: headed('0001 0001 0006 020000000002 0000 8100 0005 0806') },
  { name: 'Linux cooked, version 2', linkType: 276, wrap: headed('0806 0000 00000003 0001 01 06 020000000002 0000') },
  {
    name: 'Linux cooked, version 2, with 802.1Q',
    linkType: 276,
    wrap: headed('8100 0000 00000003 0001 01 06 020000000002 0000 0005 0806'),
  },
  {
    name: 'IEEE 802.11, to the distribution system',
    linkType: 105,
    wrap: headed(`0801 0000 ${BSSID} 020000000002 ffffffffffff 1000 aaaa03 000000 0806`),
  },
  {
    name: 'IEEE 802.11, from the distribution system, with QoS',
    linkType: 105,
    wrap: headed(`8802 0000 ffffffffffff ${BSSID} 020000000002 1000 0000 aaaa03 000000 0806`),
  },
  {
    name: 'IEEE 802.11, four addresses',
    linkType: 105,
    wrap: headed(`0803 0000 ${BSSID} 0200000000cc ffffffffffff 1000 020000000002 aaaa03 000000 0806`),
  },
  {
    name: 'IEEE 802.11 with radiotap',
    linkType: 127,
    wrap: headed(`0000 0800 00000000 0801 0000 ${BSSID} 020000000002 ffffffffffff 1000 aaaa03 000000 0806`),
  },
  {
    name: 'IEEE 802.11 with radiotap, flags and padding',
    linkType: 127,
    // Flags say that the header of 26 octets is padded to 28.
    wrap: headed(
      `0000 0900 02000000 20 8801 0000 ${BSSID} 020000000002 ffffffffffff 1000 0000 0000 aaaa03 000000 0806`,
    ),
  },
  {
    name: 'IEEE 802.11 with PPI',
    linkType: 192,
    wrap: headed(`0000 0800 69000000 0801 0000 ${BSSID} 020000000002 ffffffffffff 1000 aaaa03 000000 0806`),
  },
];

/** What is no ARP, or cannot be told: link type, octets, and what they are counted as. */
export const OTHERS: readonly (readonly [name: string, linkType: number, frame: Uint8Array, carried: string])[] = [
  ['IPv4 over Ethernet', 1, octets(`${BROADCAST_FROM_2} 0800 4500`), 'other'],
  ['Ethernet cut in its header', 1, octets('ffffffffffff 0200'), 'short'],
  ['Ethernet cut in its tag', 1, octets(`${BROADCAST_FROM_2} 8100 00`), 'short'],
  ['nothing but tags', 1, octets(`${BROADCAST_FROM_2} ${'8100 0001 '.repeat(40)}`), 'other'],
  ['spanning tree', 1, octets(`0180c2000000 020000000002 0026 424203 0000`), 'other'],
  ['cooked, cut', 113, octets('0001 0001'), 'short'],
  ['raw IP', 101, octets('4500'), 'other'],
  ['Cisco HDLC', 104, octets('0f00 0800 45'), 'other'],
  ['PPP', 9, octets('ff03 0021 45'), 'other'],
  ['BSD loopback', 0, octets('02000000 45'), 'other'],
  ['a beacon', 105, joined(octets('8000 0000'), new Uint8Array(40)), 'other'],
  ['an encrypted frame', 105, joined(octets('0841 0000'), new Uint8Array(40)), 'hidden'],
  [
    'several frames in one',
    105,
    joined(octets('8801 0000'), new Uint8Array(20), octets('8000'), new Uint8Array(40)),
    'hidden',
  ],
  ['a radiotap header that is longer than its packet', 127, octets('0000 ffff 00000000 0801'), 'short'],
  ['USB', 189, new Uint8Array(64), 'unknown'],
  ['a link type that nobody knows', 4242, new Uint8Array(64), 'unknown'],
];
