import { ARP_LENGTH, type ArpPacket, ArpView } from './arp.ts';
import { arpFrameBytes, ETHERNET_HEADER_LENGTH, ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_VLAN } from './ethernet.ts';
import { type IpPacket, ipFrameBytes, ipFrameLength, readIpPacket } from './ip-packet.ts';
import { MAC_ZERO, type Mac, readMac } from './mac.ts';

/** A frame made from valid parts; its bytes follow from them. */
interface FrameParts {
  readonly destination: Mac;
  readonly source: Mac;
  readonly arp: ArpPacket | undefined;
  readonly ip: IpPacket | undefined;
}

/**
 * A total view of an Ethernet frame: the bytes are the truth, the fields are read from them once.
 *
 * A frame that is flooded to a thousand ports is decoded once and shared, so neither the bytes nor the fields change
 * after construction. Any bytes make a frame: what is too short for a header has zero addresses and `etherType` -1.
 *
 * Stacks make frames from valid parts ({@link Frame.arpPacket}, {@link Frame.ipPacket}); the bytes of such a frame are
 * only written when somebody looks at them, as a simulation delivers millions that nobody looks at. Both ways give the
 * same frame: `new Frame(frame.bytes)` equals `frame`.
 */
export class Frame {
  readonly destination: Mac;
  readonly source: Mac;
  /** The type behind an 802.1Q tag if there is one; -1 if the frame ends before it. */
  readonly etherType: number;
  /** VLAN id of the outermost 802.1Q tag, -1 if untagged. */
  readonly vlan: number;
  /** Where the payload starts, in octets. */
  readonly payloadOffset: number;
  /** Octets of the frame. */
  readonly length: number;
  /** The ARP fields, if the type says ARP; whatever their quality. */
  readonly arp: ArpView | undefined;
  #bytes: Uint8Array | undefined;
  #ip: IpPacket | undefined | null;

  constructor(from: Uint8Array | FrameParts) {
    if (from instanceof Uint8Array) {
      const length = from.length;
      let etherType = length >= ETHERNET_HEADER_LENGTH ? (from[12]! << 8) | from[13]! : -1;
      let vlan = -1;
      let offset = ETHERNET_HEADER_LENGTH;
      if (etherType === ETHERTYPE_VLAN) {
        vlan = length >= 16 ? ((from[14]! & 0x0f) << 8) | from[15]! : -1;
        etherType = length >= 18 ? (from[16]! << 8) | from[17]! : -1;
        offset = 18;
      }
      this.destination = length >= 6 ? readMac(from, 0) : MAC_ZERO;
      this.source = length >= 12 ? readMac(from, 6) : MAC_ZERO;
      this.etherType = etherType;
      this.vlan = vlan;
      this.payloadOffset = offset;
      this.length = length;
      this.arp = etherType === ETHERTYPE_ARP ? ArpView.read(from, offset) : undefined;
      this.#bytes = from;
      this.#ip = null;
    } else {
      this.destination = from.destination;
      this.source = from.source;
      this.etherType = from.arp !== undefined ? ETHERTYPE_ARP : ETHERTYPE_IPV4;
      this.vlan = -1;
      this.payloadOffset = ETHERNET_HEADER_LENGTH;
      this.length = from.ip === undefined ? ETHERNET_HEADER_LENGTH + ARP_LENGTH : ipFrameLength(from.ip);
      this.arp = from.arp === undefined ? undefined : ArpView.of(from.arp);
      this.#bytes = undefined;
      this.#ip = from.ip;
    }
  }

  /** An unpadded Ethernet II frame with a valid ARP packet. */
  static arpPacket(destination: Mac, source: Mac, arp: ArpPacket): Frame {
    return new Frame({ destination, source, arp, ip: undefined });
  }

  /** An Ethernet II frame with an IPv4 packet. */
  static ipPacket(destination: Mac, source: Mac, ip: IpPacket): Frame {
    return new Frame({ destination, source, arp: undefined, ip });
  }

  /** The octets, without frame check sequence. Not to be written to. */
  get bytes(): Uint8Array {
    this.#bytes ??=
      this.arp !== undefined
        ? arpFrameBytes(this.destination, this.source, this.arp)
        : ipFrameBytes(this.destination, this.source, this.#ip!);
    return this.#bytes;
  }

  /** The IPv4 packet in it, if it is one of the messages this project sends (see `ip-packet.ts`). */
  get ip(): IpPacket | undefined {
    if (this.#ip === null) {
      this.#ip = this.etherType === ETHERTYPE_IPV4 ? readIpPacket(this.#bytes!, this.payloadOffset) : undefined;
    }
    return this.#ip;
  }
}
