import { interfaceAddress, mac } from '../../network/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  arpFrameBytes,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ICMP_ECHO_REPLY,
  type Ipv4,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  PROTOCOL_ICMP,
  parseMac,
  readIpv4,
  readMac,
} from '../../wire/index.ts';
import type { StackIdentity } from '../stack.ts';

const MAC = parseMac('02:00:00:ff:ff:fe')!;

/** Where things are in an Ethernet frame with ARP for IPv4 (RFC 826) or an IPv4 packet (RFC 791), in octets. */
const SOURCE = 6;
const ETHER_TYPE = 12;
const HEADERS_END = 14;
const ARP_OPERATION = 20;
const ARP_TARGET = 38;
const ARP_END = 42;
const IPV4_PROTOCOL = 23;
const IPV4_DESTINATION = 30;
const IPV4_END = 34;

/**
 * The harness's own station on the wire, with an address that no case uses: the last but one of the stack's prefix.
 *
 * What it asks after a stimulus, and the stack answers, shows that the stimulus has been dealt with. Its frames are
 * not part of any case. ARP requests have no number: a stack that answers one of them twice, the second time late, may
 * have its second answer taken for one to the next request. Echo requests have one.
 */
export class ReservedStation {
  readonly address: Ipv4;
  readonly #stackMac: Mac;
  readonly #stackAddress: Ipv4;
  #echoes = 0;

  constructor(identity: StackIdentity) {
    const { address, prefix } = interfaceAddress(identity.addresses[0]!);
    this.#stackMac = mac(identity.mac);
    this.#stackAddress = address;
    this.address = (((address | (0xffff_ffff >>> prefix)) - 1) >>> 0) as Ipv4;
  }

  /** Asks for the stack's MAC address. */
  request(): Uint8Array {
    return this.#arp(MAC_BROADCAST, ARP_REQUEST, MAC_ZERO);
  }

  /** Answers the stack's own question, so that its echo replies find their way. */
  reply(): Uint8Array {
    return this.#arp(this.#stackMac, ARP_REPLY, this.#stackMac);
  }

  #arp(to: Mac, operation: number, targetMac: Mac): Uint8Array {
    const packet = { senderMac: MAC, senderIp: this.address, targetIp: this.#stackAddress };
    return arpFrameBytes(to, MAC, { ...packet, operation, targetMac });
  }

  /** Asks for an echo; each has a number of its own, which {@link kindOf} recognises. */
  echo(): Uint8Array {
    this.#echoes = (this.#echoes + 1) & 0xffff;
    const packet = { source: this.address, destination: this.#stackAddress, id: this.#echoes } as const;
    return ipFrameBytes(this.#stackMac, MAC, { ...packet, message: 'echo-request' });
  }

  /**
   * What a frame of the stack is to this station; undefined if it has nothing to do with it. An answer is known by
   * whom it is for: what a stack gets wrong in it, it gets wrong in its answers to the stations of cases, too.
   */
  kindOf(frame: Uint8Array): 'arp-reply' | 'echo-reply' | 'question' | 'other' | undefined {
    if (frame.length < HEADERS_END) return undefined;
    // Its own frame, sent back by something that repeats what it hears.
    if (readMac(frame, SOURCE) === MAC) return 'other';
    const etherType = read16(frame, ETHER_TYPE);
    if (etherType === ETHERTYPE_ARP && frame.length >= ARP_END) {
      const isRequest = read16(frame, ARP_OPERATION) === ARP_REQUEST;
      if (readIpv4(frame, ARP_TARGET) === this.address) return isRequest ? 'question' : 'arp-reply';
      if (readMac(frame, 0) === MAC) return isRequest ? 'other' : 'arp-reply';
      return undefined;
    }
    if (etherType === ETHERTYPE_IPV4 && frame.length >= IPV4_END) {
      if (readIpv4(frame, IPV4_DESTINATION) === this.address) return this.#isEcho(frame) ? 'echo-reply' : 'other';
    }
    return readMac(frame, 0) === MAC ? 'other' : undefined;
  }

  /** The answer to the latest echo request: one that comes late must not be taken for it. */
  #isEcho(frame: Uint8Array): boolean {
    const message = HEADERS_END + (frame[HEADERS_END]! & 0x0f) * 4;
    if (frame[IPV4_PROTOCOL] !== PROTOCOL_ICMP || frame[message] !== ICMP_ECHO_REPLY) return false;
    // The identifier: a stack chooses the identification of its IPv4 packets itself.
    return frame.length >= message + 6 && read16(frame, message + 4) === this.#echoes;
  }
}

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
