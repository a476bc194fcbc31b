import { ArpView } from './arp.ts';
import { ETHERNET_HEADER_LENGTH, ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_VLAN } from './ethernet.ts';
import { type IpPacket, readIpPacket } from './ip-packet.ts';
import { MAC_ZERO, type Mac, readMac } from './mac.ts';

/**
 * A total view of an Ethernet frame: the bytes are the truth, the fields are read from them once.
 *
 * A frame that is flooded to a thousand ports is decoded once and shared, so neither the bytes nor the fields change
 * after construction. Any bytes make a frame: what is too short for a header has zero addresses and `etherType` -1.
 */
export class Frame {
  readonly bytes: Uint8Array;
  readonly destination: Mac;
  readonly source: Mac;
  /** The type behind an 802.1Q tag if there is one; -1 if the frame ends before it. */
  readonly etherType: number;
  /** VLAN id of the outermost 802.1Q tag, -1 if untagged. */
  readonly vlan: number;
  /** Where the payload starts, in octets. */
  readonly payloadOffset: number;
  /** The ARP fields, if the type says ARP; whatever their quality. */
  readonly arp: ArpView | undefined;
  #ip: IpPacket | undefined | null = null;

  constructor(bytes: Uint8Array) {
    const length = bytes.length;
    this.bytes = bytes;
    this.destination = length >= 6 ? readMac(bytes, 0) : MAC_ZERO;
    this.source = length >= 12 ? readMac(bytes, 6) : MAC_ZERO;
    let etherType = length >= ETHERNET_HEADER_LENGTH ? (bytes[12]! << 8) | bytes[13]! : -1;
    let vlan = -1;
    let offset = ETHERNET_HEADER_LENGTH;
    if (etherType === ETHERTYPE_VLAN) {
      vlan = length >= 16 ? ((bytes[14]! & 0x0f) << 8) | bytes[15]! : -1;
      etherType = length >= 18 ? (bytes[16]! << 8) | bytes[17]! : -1;
      offset = 18;
    }
    this.etherType = etherType;
    this.vlan = vlan;
    this.payloadOffset = offset;
    this.arp = etherType === ETHERTYPE_ARP ? new ArpView(bytes, offset) : undefined;
  }

  /** The IPv4 packet in it, if it is one of the messages this project sends (see `ip-packet.ts`). */
  get ip(): IpPacket | undefined {
    if (this.#ip === null) {
      this.#ip = this.etherType === ETHERTYPE_IPV4 ? readIpPacket(this.bytes, this.payloadOffset) : undefined;
    }
    return this.#ip;
  }
}
