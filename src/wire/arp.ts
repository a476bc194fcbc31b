/**
 * ARP packets over Ethernet and IPv4 (RFC 826, "Packet format").
 *
 * Two types, as bytes from the wire may be anything: {@link ArpView} reads any bytes and never fails; {@link ArpPacket}
 * is the closed form that only holds valid Ethernet/IPv4 packets.
 *
 *     0      hardware type        ar$hrd   1 = Ethernet
 *     2      protocol type        ar$pro   0x0800 = IPv4
 *     4, 5   address lengths      ar$hln, ar$pln   6, 4
 *     6      operation            ar$op    1 = request, 2 = reply
 *     8      sender hardware address   ar$sha
 *     14     sender protocol address   ar$spa
 *     18     target hardware address   ar$tha
 *     24     target protocol address   ar$tpa
 */
import { type Ipv4, readIpv4, writeIpv4 } from './ipv4.ts';
import { type Mac, readMac, writeMac } from './mac.ts';

/** Octets of an ARP packet for Ethernet and IPv4. */
export const ARP_LENGTH = 28;
export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;
/** ar$hrd of Ethernet (RFC 826). */
export const HARDWARE_ETHERNET = 1;
/** ar$hrd of IEEE 802 networks; some stacks take it for Ethernet. */
export const HARDWARE_IEEE802 = 6;
/** ar$pro of IPv4. */
export const PROTOCOL_IPV4 = 0x0800;

/** A valid ARP packet for Ethernet and IPv4; `operation` is any 16-bit number. */
export interface ArpPacket {
  readonly operation: number;
  readonly senderMac: Mac;
  readonly senderIp: Ipv4;
  readonly targetMac: Mac;
  readonly targetIp: Ipv4;
}

interface ArpHeader {
  readonly hardwareType: number;
  readonly protocolType: number;
  readonly hardwareLength: number;
  readonly protocolLength: number;
}

const ETHERNET_IPV4: ArpHeader = {
  hardwareType: HARDWARE_ETHERNET,
  protocolType: PROTOCOL_IPV4,
  hardwareLength: 6,
  protocolLength: 4,
};

/**
 * The ARP fields of any bytes, read at the offsets of Ethernet and IPv4.
 *
 * `complete` tells that all 28 octets are there; fields beyond the end read as 0. Whether the header announces those
 * offsets at all is {@link ArpView.isEthernetIpv4}.
 */
export class ArpView {
  readonly complete: boolean;
  readonly hardwareType: number;
  readonly protocolType: number;
  readonly hardwareLength: number;
  readonly protocolLength: number;
  readonly operation: number;
  readonly senderMac: Mac;
  readonly senderIp: Ipv4;
  readonly targetMac: Mac;
  readonly targetIp: Ipv4;
  /** All 28 octets are there and the header says Ethernet (1), IPv4, 6 and 4. */
  readonly isEthernetIpv4: boolean;

  private constructor(complete: boolean, header: ArpHeader, packet: ArpPacket) {
    this.complete = complete;
    this.hardwareType = header.hardwareType;
    this.protocolType = header.protocolType;
    this.hardwareLength = header.hardwareLength;
    this.protocolLength = header.protocolLength;
    this.operation = packet.operation;
    this.senderMac = packet.senderMac;
    this.senderIp = packet.senderIp;
    this.targetMac = packet.targetMac;
    this.targetIp = packet.targetIp;
    this.isEthernetIpv4 = header === ETHERNET_IPV4 || arpDefect(this) === undefined;
  }

  /** Reads what is at `offset`, to the end of the bytes at most. */
  static read(bytes: Uint8Array, offset: number): ArpView {
    const complete = bytes.length - offset >= ARP_LENGTH;
    const source = complete ? bytes : zeroExtended(bytes, offset);
    const start = complete ? offset : 0;
    const header = {
      hardwareType: (source[start]! << 8) | source[start + 1]!,
      protocolType: (source[start + 2]! << 8) | source[start + 3]!,
      hardwareLength: source[start + 4]!,
      protocolLength: source[start + 5]!,
    };
    return new ArpView(complete, header, {
      operation: (source[start + 6]! << 8) | source[start + 7]!,
      senderMac: readMac(source, start + 8),
      senderIp: readIpv4(source, start + 14),
      targetMac: readMac(source, start + 18),
      targetIp: readIpv4(source, start + 24),
    });
  }

  /** What {@link read} finds in the bytes that {@link writeArp} makes of a packet. */
  static of(packet: ArpPacket): ArpView {
    return new ArpView(true, ETHERNET_IPV4, packet);
  }

  /** Sender and target protocol address are the same: a gratuitous ARP, or an announcement (RFC 5227 section 3). */
  get isGratuitous(): boolean {
    return this.senderIp === this.targetIp;
  }
}

function zeroExtended(bytes: Uint8Array, offset: number): Uint8Array {
  const extended = new Uint8Array(ARP_LENGTH);
  extended.set(bytes.subarray(offset, offset + ARP_LENGTH));
  return extended;
}

/** Why bytes are not a valid ARP packet for Ethernet and IPv4. */
export type ArpDefect = 'truncated' | 'hardware type' | 'protocol type' | 'hardware length' | 'protocol length';

/** The first defect in the order in which RFC 826 looks at the fields, or undefined for a valid packet. */
export function arpDefect(view: Omit<ArpView, 'isEthernetIpv4'>): ArpDefect | undefined {
  if (!view.complete) return 'truncated';
  if (view.hardwareType !== HARDWARE_ETHERNET) return 'hardware type';
  if (view.hardwareLength !== 6) return 'hardware length';
  if (view.protocolType !== PROTOCOL_IPV4) return 'protocol type';
  if (view.protocolLength !== 4) return 'protocol length';
  return undefined;
}

/** Writes the 28 octets of a valid packet at `offset`. */
export function writeArp(bytes: Uint8Array, offset: number, packet: ArpPacket): void {
  bytes[offset] = 0;
  bytes[offset + 1] = HARDWARE_ETHERNET;
  bytes[offset + 2] = PROTOCOL_IPV4 >>> 8;
  bytes[offset + 3] = PROTOCOL_IPV4 & 255;
  bytes[offset + 4] = 6;
  bytes[offset + 5] = 4;
  bytes[offset + 6] = packet.operation >>> 8;
  bytes[offset + 7] = packet.operation;
  writeMac(bytes, offset + 8, packet.senderMac);
  writeIpv4(bytes, offset + 14, packet.senderIp);
  writeMac(bytes, offset + 18, packet.targetMac);
  writeIpv4(bytes, offset + 24, packet.targetIp);
}
