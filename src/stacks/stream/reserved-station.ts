import { interfaceAddress, mac } from '../../network/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  arpFrameBytes,
  type Frame,
  type Ipv4,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
  parseMac,
} from '../../wire/index.ts';
import type { StackIdentity } from '../stack.ts';

const MAC = parseMac('02:00:00:ff:ff:fe')!;

/**
 * The harness's own station on the wire, with an address that no case uses: the last but one of the stack's prefix.
 *
 * What it asks after a stimulus, and the stack answers, shows that the stimulus has been dealt with. Its frames are
 * not part of any case.
 */
export class ReservedStation {
  readonly address: Ipv4;
  readonly #stackMac;
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

  #arp(to: typeof MAC, operation: number, targetMac: typeof MAC): Uint8Array {
    const packet = { senderMac: MAC, senderIp: this.address, targetIp: this.#stackAddress };
    return arpFrameBytes(to, MAC, { ...packet, operation, targetMac });
  }

  /** Asks for an echo; each has a number of its own, which {@link kindOf} recognises. */
  echo(): Uint8Array {
    this.#echoes = (this.#echoes + 1) & 0xffff;
    const packet = { source: this.address, destination: this.#stackAddress, id: this.#echoes } as const;
    return ipFrameBytes(this.#stackMac, MAC, { ...packet, message: 'echo-request' });
  }

  /** What a frame of the stack is to this station; undefined if it has nothing to do with it. */
  kindOf(frame: Frame): 'arp-reply' | 'echo-reply' | 'question' | 'other' | undefined {
    const { arp } = frame;
    if (arp !== undefined) {
      if (arp.operation === ARP_REQUEST && arp.targetIp === this.address) return 'question';
      if (arp.operation === ARP_REPLY && arp.targetMac === MAC && arp.targetIp === this.address) return 'arp-reply';
    }
    const { ip } = frame;
    if (ip?.destination === this.address) {
      if (ip.message !== 'echo-reply') return 'other';
      // The kind of stack that answers late must not be taken to answer the latest question.
      return echoNumber(frame) === this.#echoes ? 'echo-reply' : 'other';
    }
    return frame.destination === MAC ? 'other' : undefined;
  }
}

/** The ICMP identifier: the stack chooses the identification of its IPv4 packets itself. */
function echoNumber(frame: Frame): number {
  const at = frame.payloadOffset + 24;
  return (frame.bytes[at]! << 8) | frame.bytes[at + 1]!;
}
