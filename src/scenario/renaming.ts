import { address, mac } from '../network/index.ts';
import {
  ARP_LENGTH,
  ETHERTYPE_IPV4,
  Frame,
  formatIpv4,
  formatMac,
  IPV4_HEADER_LENGTH,
  type Ipv4,
  internetChecksum,
  type Mac,
  readIpv4,
  readMac,
  writeIpv4,
  writeMac,
} from '../wire/index.ts';
import type { Step } from './step.ts';

/** New names; undefined for what stays as it is. */
export interface Names {
  readonly address?: (from: Ipv4) => Ipv4 | undefined;
  readonly mac?: (from: Mac) => Mac | undefined;
}

/** Where the addresses are in an ARP packet for Ethernet and IPv4, in octets (RFC 826). */
const ARP_MACS = [8, 18];
const ARP_ADDRESSES = [14, 24];
/** Where they are in an IPv4 header (RFC 791 section 3.1), and its checksum. */
const IPV4_ADDRESSES = [12, 16];
const IPV4_CHECKSUM = 10;
/** Where they are in an Ethernet header. */
const ETHERNET_MACS = [0, 6];

/** Gives neighbours, or the stack, other addresses in every step that names them. */
export class Renaming {
  readonly #address: (from: Ipv4) => Ipv4 | undefined;
  readonly #mac: ((from: Mac) => Mac | undefined) | undefined;

  constructor(names: Names) {
    this.#address = names.address ?? (() => undefined);
    this.#mac = names.mac;
  }

  step(step: Step): Step {
    switch (step.do) {
      case 'arp': {
        const { destination, source } = step;
        return {
          ...step,
          senderIp: this.#text(step.senderIp),
          targetIp: this.#text(step.targetIp),
          senderMac: this.#macText(step.senderMac),
          targetMac: this.#macText(step.targetMac),
          ...(destination === undefined ? {} : { destination: this.#macText(destination) }),
          ...(source === undefined ? {} : { source: this.#macText(source) }),
        };
      }
      case 'echo': {
        const { senderMac } = step;
        return {
          ...step,
          senderIp: this.#text(step.senderIp),
          targetIp: this.#text(step.targetIp),
          destination: this.#macText(step.destination),
          ...(senderMac === undefined ? {} : { senderMac: this.#macText(senderMac) }),
        };
      }
      case 'ping':
      case 'metric':
        return { ...step, to: this.#text(step.to) };
      case 'delete-neighbour':
      case 'gratuitous':
        return { ...step, address: this.#text(step.address) };
      case 'frame':
        return { ...step, bytes: this.#bytes(step.bytes) };
      default:
        return step;
    }
  }

  #text(text: string): string {
    const renamed = this.#address(address(text));
    return renamed === undefined ? text : formatIpv4(renamed);
  }

  #macText(text: string): string {
    const renamed = this.#mac?.(mac(text));
    return renamed === undefined ? text : formatMac(renamed);
  }

  /** Cut frames are renamed as far as they go. */
  #bytes(hex: string): string {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const frame = new Frame(bytes);
    const start = frame.payloadOffset;
    for (const offset of ETHERNET_MACS) this.#macAt(bytes, offset);
    if (frame.arp !== undefined) {
      for (const offset of ARP_MACS) this.#macAt(bytes, start + offset);
      for (const offset of ARP_ADDRESSES)
        if (bytes.length >= start + Math.min(offset + 4, ARP_LENGTH)) this.#addressAt(bytes, start + offset);
    } else if (frame.etherType === ETHERTYPE_IPV4 && bytes.length >= start + IPV4_HEADER_LENGTH) {
      for (const offset of IPV4_ADDRESSES) this.#addressAt(bytes, start + offset);
      // ICMP has no pseudo header: only the header's own checksum changes (RFC 792).
      bytes.fill(0, start + IPV4_CHECKSUM, start + IPV4_CHECKSUM + 2);
      const sum = internetChecksum(bytes, start, start + IPV4_HEADER_LENGTH);
      bytes[start + IPV4_CHECKSUM] = sum >>> 8;
      bytes[start + IPV4_CHECKSUM + 1] = sum;
    }
    return Buffer.from(bytes).toString('hex');
  }

  #addressAt(bytes: Uint8Array, offset: number): void {
    const renamed = this.#address(readIpv4(bytes, offset));
    if (renamed !== undefined) writeIpv4(bytes, offset, renamed);
  }

  #macAt(bytes: Uint8Array, offset: number): void {
    if (this.#mac === undefined || bytes.length < offset + 6) return;
    const renamed = this.#mac(readMac(bytes, offset));
    if (renamed !== undefined) writeMac(bytes, offset, renamed);
  }
}
