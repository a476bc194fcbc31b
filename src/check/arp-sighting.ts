import {
  HARDWARE_ETHERNET,
  HARDWARE_IEEE802,
  type Ipv4,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  PROTOCOL_IPV4,
  readIpv4,
  readMac,
} from '../wire/index.ts';
import type { LinkFrame } from './link-frame.ts';

/** Octets before the addresses. */
const HEADER_LENGTH = 8;

/**
 * One ARP packet of a capture, and what is known of how it came. One object serves for all packets of a capture, as
 * captures of nothing but ARP have millions of them.
 */
export class ArpSighting {
  /** Number of the frame, from 1, as Wireshark counts. */
  number = 0;
  /** Nanoseconds since the first packet of the capture. */
  time = 0;
  /** Index of the interface in the capture, and of the device behind it, where a cooked header tells. */
  interfaceId = 0;
  device = 0;
  vlan = -1;
  innerVlan = -1;
  /** Link-layer addresses of the frame; undefined if its link layer does not tell. */
  source: Mac | undefined = undefined;
  destination: Mac | undefined = undefined;
  isBroadcast: boolean | undefined = undefined;
  hardwareType = 0;
  protocolType = 0;
  hardwareLength = 0;
  protocolLength = 0;
  operation = 0;
  /** The addresses are read if the lengths are 6 and 4, whatever the types are; else zero. */
  senderMac: Mac = MAC_ZERO;
  senderIp = 0 as Ipv4;
  targetIp = 0 as Ipv4;
  /** It has all octets that its lengths announce. */
  isComplete = false;
  /** What is missing was cut off by whoever captured. */
  isCut = false;
  /** Complete, for Ethernet (or IEEE 802, which is taken for it) and IPv4. */
  isUsual = false;
  /** Where it lies, and where it ends by its own lengths. */
  bytes: Uint8Array = new Uint8Array(0);
  payload = 0;
  payloadEnd = 0;

  /** Reads the packet that the link layer was found to carry. */
  read(bytes: Uint8Array, frame: LinkFrame, isCut: boolean): void {
    const at = frame.payload;
    const room = frame.end - at;
    this.bytes = bytes;
    this.payload = at;
    this.device = frame.device;
    this.vlan = frame.vlan;
    this.innerVlan = frame.innerVlan;
    this.isBroadcast = frame.isBroadcast;
    const hasHeader = room >= HEADER_LENGTH;
    this.hardwareType = hasHeader ? (bytes[at]! << 8) | bytes[at + 1]! : 0;
    this.protocolType = hasHeader ? (bytes[at + 2]! << 8) | bytes[at + 3]! : 0;
    this.hardwareLength = hasHeader ? bytes[at + 4]! : 0;
    this.protocolLength = hasHeader ? bytes[at + 5]! : 0;
    this.operation = hasHeader ? (bytes[at + 6]! << 8) | bytes[at + 7]! : 0;
    const length = HEADER_LENGTH + 2 * (this.hardwareLength + this.protocolLength);
    this.isComplete = hasHeader && room >= length;
    this.isCut = !this.isComplete && isCut;
    this.payloadEnd = at + Math.min(length, room);
    const isReadable = this.isComplete && this.hardwareLength === 6 && this.protocolLength === 4;
    this.senderMac = isReadable ? readMac(bytes, at + 8) : MAC_ZERO;
    this.senderIp = isReadable ? readIpv4(bytes, at + 14) : (0 as Ipv4);
    this.targetIp = isReadable ? readIpv4(bytes, at + 24) : (0 as Ipv4);
    this.#readLink(bytes, frame, isReadable);
    this.isUsual =
      isReadable &&
      this.protocolType === PROTOCOL_IPV4 &&
      (this.hardwareType === HARDWARE_ETHERNET || this.hardwareType === HARDWARE_IEEE802);
  }

  /** The addresses of the frame. Most senders are its source, and most requests are for everyone: reading takes longer. */
  #readLink(bytes: Uint8Array, { sourceAt, destinationAt, isBroadcast }: LinkFrame, isReadable: boolean): void {
    if (sourceAt < 0) this.source = undefined;
    else if (isReadable && isSame(bytes, sourceAt, this.payload + 8)) this.source = this.senderMac;
    else this.source = readMac(bytes, sourceAt);
    if (destinationAt < 0) this.destination = undefined;
    else this.destination = isBroadcast === true ? MAC_BROADCAST : readMac(bytes, destinationAt);
  }

  /** Zero if the lengths are not 6 and 4; read when asked for, as hardly anybody does. */
  get targetMac(): Mac {
    const isReadable = this.isComplete && this.hardwareLength === 6 && this.protocolLength === 4;
    return isReadable ? readMac(this.bytes, this.payload + 18) : MAC_ZERO;
  }

  /** Sender and target protocol address are the same. */
  get isGratuitous(): boolean {
    return this.senderIp === this.targetIp;
  }
}

/** Six octets at two places. */
function isSame(bytes: Uint8Array, one: number, other: number): boolean {
  for (let at = 5; at >= 0; at--) if (bytes[one + at] !== bytes[other + at]) return false;
  return true;
}
