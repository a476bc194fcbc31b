import { ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import {
  ARP_LENGTH,
  ARP_REPLY,
  type ArpView,
  ETHERNET_HEADER_LENGTH,
  type Frame,
  type Ipv4,
  MAC_ZERO,
  type Mac,
} from '../../src/wire/index.ts';
import { FramedStack } from './framed-stack.ts';
import type { Mutant } from './mutant.ts';

/** Answers that depend on what they must not depend on; each of them is right now and then. */
export const comparing: readonly Mutant[] = [
  {
    name: 'answers-each-neighbour-four-times',
    killedBy: ['metamorphic.same-request-same-reply'],
    sweep: 'likenesses',
    stack: class extends ReferenceStack {
      readonly #answers = new Map<Ipv4, number>();
      protected override reply(on: StackInterface, arp: ArpView): void {
        const before = this.#answers.get(arp.senderIp) ?? 0;
        this.#answers.set(arp.senderIp, before + 1);
        if (before < 4) super.reply(on, arp);
      }
    },
  },
  {
    // The other half of a check for truncation: "this is not what I expect" is said of longer packets, too.
    name: 'drops-what-is-longer-than-a-minimum-frame',
    killedBy: ['metamorphic.trailing-bytes-change-nothing'],
    sweep: 'likenesses',
    stack: class extends ReferenceStack {
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        if (frame.length <= ETHERNET_HEADER_LENGTH + ARP_LENGTH + 18) super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    name: 'answers-only-if-the-target-hardware-address-is-zero',
    killedBy: ['metamorphic.target-hardware-address-changes-nothing'],
    sweep: 'likenesses',
    stack: class extends ReferenceStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        if (arp.targetMac === MAC_ZERO) super.reply(on, arp);
      }
    },
  },
  {
    name: 'answers-unicast-requests-for-its-first-address-only',
    killedBy: ['metamorphic.unicast-or-broadcast-changes-nothing'],
    sweep: 'likenesses',
    stack: class extends FramedStack {
      protected override isTarget(on: StackInterface, arp: ArpView): boolean {
        const isFirst = on.addresses[0]?.address === arp.targetIp;
        return super.isTarget(on, arp) && (isFirst || this.frame.destination !== on.mac);
      }
    },
  },
  {
    name: 'loses-the-lowest-bit-of-the-asker',
    killedBy: ['metamorphic.another-asker-same-reply'],
    sweep: 'likenesses',
    stack: class extends ReferenceStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        const to = (arp.senderMac - (arp.senderMac % 2)) as Mac;
        this.transmitArp(on, to, ARP_REPLY, arp.targetIp, to, arp.senderIp);
      }
    },
  },
  {
    // A single buffer for one packet: what was overheard is still being worked on.
    name: 'misses-the-request-behind-a-packet-for-others',
    killedBy: ['metamorphic.frames-for-others-change-no-answer'],
    sweep: 'likenesses',
    stack: class extends ReferenceStack {
      #isBusy = false;
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        const isBusy = this.#isBusy;
        this.#isBusy = !this.isTarget(on, arp);
        if (!isBusy || this.#isBusy) super.receiveArp(on, frame, arp);
      }
    },
  },
];
