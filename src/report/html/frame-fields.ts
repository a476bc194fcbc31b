import {
  ARP_LENGTH,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  Frame,
  formatIpv4,
  formatMac,
  IPV4_HEADER_LENGTH,
  MAC_BROADCAST,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  readIpv4,
  readMac,
} from '../../wire/index.ts';

/** Some octets of a frame, and what they say. */
export interface FrameField {
  readonly offset: number;
  /** Octets, as far as the frame has them. */
  readonly length: number;
  /** `sender protocol address (ar$spa)` */
  readonly name: string;
  /** `169.254.1.1` */
  readonly value: string;
}

/** Every octet of a frame belongs to one field, in order; of what is truncated the octets that are there. */
export function frameFields(bytes: Uint8Array): readonly FrameField[] {
  return new FieldReader(bytes).fields();
}

type Reading = (bytes: Uint8Array, offset: number) => string;

const mac: Reading = (bytes, offset) => {
  const address = readMac(bytes, offset);
  return address === MAC_BROADCAST ? `${formatMac(address)}, everybody` : formatMac(address);
};
const ipv4: Reading = (bytes, offset) => formatIpv4(readIpv4(bytes, offset));
const octet: Reading = (bytes, offset) => String(bytes[offset]);
const number16: Reading = (bytes, offset) => String(read16(bytes, offset));
const hex16: Reading = (bytes, offset) => `0x${read16(bytes, offset).toString(16).padStart(4, '0')}`;
const number32: Reading = (bytes, offset) => String(read16(bytes, offset) * 0x1_0000 + read16(bytes, offset + 2));

/** What numbers mean, for those that have a name. */
function named(reading: Reading, names: Readonly<Record<string, string>>): Reading {
  return (bytes, offset) => {
    const value = reading(bytes, offset);
    return names[value] === undefined ? value : `${value}, ${names[value]}`;
  };
}

const ETHER_TYPE = named(hex16, {
  '0x0800': 'IPv4',
  '0x0806': 'ARP',
  '0x8035': 'reverse ARP',
  '0x8100': '802.1Q tag',
  '0x88a8': '802.1ad tag',
  '0x86dd': 'IPv6',
});
/** IANA, "ARP Parameters". */
const OPERATION = named(number16, {
  '1': 'request',
  '2': 'reply',
  '3': 'reverse request',
  '4': 'reverse reply',
  '8': 'inverse request',
  '9': 'inverse reply',
});
const PROTOCOL = named(octet, {
  [PROTOCOL_ICMP]: 'ICMP',
  [PROTOCOL_TCP]: 'TCP',
  [PROTOCOL_UDP]: 'UDP',
});

type Layout = readonly (readonly [length: number, name: string, reading: Reading])[];

/** RFC 826, "Packet format". */
const ARP: Layout = [
  [2, 'hardware type (ar$hrd)', named(number16, { '1': 'Ethernet', '6': 'IEEE 802' })],
  [2, 'protocol type (ar$pro)', ETHER_TYPE],
  [1, 'hardware address length (ar$hln)', octet],
  [1, 'protocol address length (ar$pln)', octet],
  [2, 'operation (ar$op)', OPERATION],
  [6, 'sender hardware address (ar$sha)', mac],
  [4, 'sender protocol address (ar$spa)', ipv4],
  [6, 'target hardware address (ar$tha)', mac],
  [4, 'target protocol address (ar$tpa)', ipv4],
];

/** RFC 791, section 3.1, without options. */
const IPV4: Layout = [
  [1, 'version and header length', (bytes, offset) => `0x${bytes[offset]!.toString(16).padStart(2, '0')}`],
  [1, 'type of service', octet],
  [2, 'total length', number16],
  [2, 'identification', hex16],
  [2, 'flags and fragment offset', hex16],
  [1, 'time to live', octet],
  [1, 'protocol', PROTOCOL],
  [2, 'header checksum', hex16],
  [4, 'source address', ipv4],
  [4, 'destination address', ipv4],
];

const PAYLOADS: Readonly<Record<number, Layout>> = {
  // RFC 792, "Echo or Echo Reply Message".
  [PROTOCOL_ICMP]: [
    [1, 'ICMP type', named(octet, { '0': 'echo reply', '8': 'echo request' })],
    [1, 'ICMP code', octet],
    [2, 'ICMP checksum', hex16],
    [2, 'identifier', number16],
    [2, 'sequence number', number16],
  ],
  // RFC 9293, section 3.1.
  [PROTOCOL_TCP]: [
    [2, 'source port', number16],
    [2, 'destination port', number16],
    [4, 'sequence number', number32],
    [4, 'acknowledgment number', number32],
    [
      2,
      'data offset and flags',
      named((bytes, offset) => hex16(bytes, offset), { '0x5002': 'SYN', '0x5012': 'SYN, ACK' }),
    ],
    [2, 'window', number16],
    [2, 'TCP checksum', hex16],
    [2, 'urgent pointer', number16],
  ],
  // RFC 768.
  [PROTOCOL_UDP]: [
    [2, 'source port', number16],
    [2, 'destination port', number16],
    [2, 'UDP length', number16],
    [2, 'UDP checksum', hex16],
  ],
};

class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #fields: FrameField[] = [];
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  fields(): readonly FrameField[] {
    const { etherType, vlan } = new Frame(this.#bytes);
    this.#read([
      [6, 'destination (Ethernet)', mac],
      [6, 'source (Ethernet)', mac],
    ]);
    if (vlan >= 0) {
      this.#read([
        [2, 'tag (802.1Q)', ETHER_TYPE],
        [2, 'priority and VLAN', (bytes, offset) => `VLAN ${read16(bytes, offset) & 0xfff}`],
      ]);
    }
    this.#read([[2, 'type (Ethernet)', ETHER_TYPE]]);
    const start = this.#offset;
    let end = this.#bytes.length;
    if (etherType === ETHERTYPE_ARP) {
      this.#read(ARP);
      end = start + ARP_LENGTH;
    } else if (etherType === ETHERTYPE_IPV4 && this.#bytes[start] === 0x45) {
      this.#readIp(start);
      end = start + read16(this.#bytes, start + 2);
    }
    if (end > this.#offset) this.#rest('payload', end);
    this.#rest('padding', this.#bytes.length);
    return this.#fields;
  }

  #readIp(start: number): void {
    this.#read(IPV4);
    const layout = PAYLOADS[this.#bytes[start + 9] ?? -1];
    if (layout !== undefined && this.#offset === start + IPV4_HEADER_LENGTH) this.#read(layout);
  }

  #read(layout: Layout): void {
    for (const [length, name, reading] of layout) {
      const rest = this.#bytes.length - this.#offset;
      if (rest <= 0) return;
      const value = rest < length ? `cut off: ${rest} of ${length} octets` : reading(this.#bytes, this.#offset);
      this.#add(name, Math.min(length, rest), value);
    }
  }

  #rest(name: string, end: number): void {
    const length = Math.min(end, this.#bytes.length) - this.#offset;
    if (length > 0) this.#add(name, length, length === 1 ? '1 octet' : `${length} octets`);
  }

  #add(name: string, length: number, value: string): void {
    this.#fields.push({ offset: this.#offset, length, name, value });
    this.#offset += length;
  }
}

/** What is not there reads as 0. */
function read16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}
