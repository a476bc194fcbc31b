import { ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  arpFrameBytes,
  Frame,
  IPV4_ANY,
  IPV4_BROADCAST,
  type Ipv4,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../src/wire/index.ts';
import { FramedStack } from './framed-stack.ts';
import type { Mutant } from './mutant.ts';

/** Wrong answers, missing ones, and answers to what asks for none. */
export const answering: readonly Mutant[] = [
  {
    name: 'answers-broadcast-requests-only',
    killedBy: ['rfc826.answers-requests'],
    stack: class extends FramedStack {
      protected override isRequest(arp: ArpView): boolean {
        return super.isRequest(arp) && this.frame.destination === MAC_BROADCAST;
      }
    },
  },
  {
    // picoTCP-NG, modules/pico_arp.c: replies are limited in rate.
    name: 'answers-once-a-second',
    killedBy: ['rfc826.answers-requests'],
    origin: {
      project: 'picoTCP-NG',
      version: 'fe8c44f3',
      link: 'https://github.com/virtualsquare/picotcp/blob/fe8c44f3/modules/pico_arp.c',
      bug: 'Replies are limited in rate: a second asker within the interval waits in vain.',
    },
    stack: class extends ReferenceStack {
      #quietUntil = -1;
      protected override reply(on: StackInterface, arp: ArpView): void {
        if (this.environment.now < this.#quietUntil) return;
        this.#quietUntil = this.environment.now + 1_000_000_000;
        super.reply(on, arp);
      }
    },
  },
  {
    name: 'answers-twice',
    killedBy: ['rfc826.answers-once'],
    stack: class extends ReferenceStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        super.reply(on, arp);
        super.reply(on, arp);
      }
    },
  },
  {
    name: 'offers-its-address-to-whoever-it-asks',
    killedBy: ['rfc826.answers-once'],
    stack: class extends ReferenceStack {
      protected override sendQueued(entry: Parameters<ReferenceStack['request']>[0]): void {
        super.sendQueued(entry);
        const own = entry.on.addresses[0];
        if (own !== undefined)
          this.transmitArp(entry.on, entry.mac!, ARP_REPLY, own.address, entry.mac!, entry.address);
      }
    },
  },
  {
    // passt, arp.c: every request is answered, by design.
    name: 'answers-for-everyone',
    killedBy: ['rfc826.answers-only-for-own-addresses'],
    origin: {
      project: 'KallistiOS',
      version: '#200',
      link: 'https://github.com/KallistiOS/KallistiOS/issues/200',
      bug: 'Every broadcast request was answered, whatever address it asked for.',
    },
    stack: class extends ReferenceStack {
      protected override isTarget(): boolean {
        return true;
      }
    },
  },
  {
    // gVisor, arp.go: CheckLocalAddress() matches 255.255.255.255 and the subnet's broadcast address.
    name: 'answers-for-broadcast-addresses',
    killedBy: ['rfc826.answers-only-for-own-addresses'],
    origin: {
      project: 'gVisor',
      version: '3c5eee17',
      link: 'https://github.com/google/gvisor/blob/3c5eee17/pkg/tcpip/network/arp/arp.go',
      bug: 'Requests for 255.255.255.255 and for the broadcast address of the subnet are answered.',
    },
    stack: class extends ReferenceStack {
      protected override isTarget(on: StackInterface, arp: ArpView): boolean {
        const isBroadcast = arp.targetIp === IPV4_BROADCAST || on.isSubnetBroadcast(arp.targetIp);
        return isBroadcast || super.isTarget(on, arp);
      }
    },
  },
  {
    name: 'goes-on-answering-for-a-removed-address',
    killedBy: ['rfc826.answers-only-for-own-addresses'],
    stack: class extends ReferenceStack {
      readonly #removed = new Set<Ipv4>();
      override removeAddress(index: number, address: Ipv4): boolean {
        this.#removed.add(address);
        return super.removeAddress(index, address);
      }
      protected override isTarget(on: StackInterface, arp: ArpView): boolean {
        return this.#removed.has(arp.targetIp) || super.isTarget(on, arp);
      }
    },
  },
  {
    // FreeBSD, if_ether.c: a claim of its address is answered with that address even if another one was asked for.
    name: 'answers-with-its-first-address',
    killedBy: ['rfc826.reply-names-the-asked-address'],
    origin: {
      project: 'FreeBSD',
      version: 'if_ether.c',
      link: 'https://github.com/freebsd/freebsd-src/blob/main/sys/netinet/if_ether.c',
      bug: 'A claim of an own address is answered with that address, even if another one was asked for.',
    },
    stack: class extends ReferenceStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        const first = on.addresses[0]?.address ?? arp.targetIp;
        this.transmitArp(on, arp.senderMac, ARP_REPLY, first, arp.senderMac, arp.senderIp);
      }
    },
  },
  {
    name: 'answers-with-broadcast-as-target',
    killedBy: ['rfc826.reply-names-the-asker'],
    stack: class extends ReferenceStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        this.transmitArp(on, arp.senderMac, ARP_REPLY, arp.targetIp, MAC_BROADCAST, arp.senderIp);
      }
    },
  },
  {
    // RFC 5944 style: the reply is made a gratuitous one.
    name: 'answers-with-itself-as-target',
    killedBy: ['rfc826.reply-names-the-asker'],
    stack: class extends ReferenceStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        this.transmitArp(on, arp.senderMac, ARP_REPLY, arp.targetIp, arp.senderMac, arp.targetIp);
      }
    },
  },
  {
    // U-Boot, net/arp.c; libslirp, slirp.c: the reply is made by turning the Ethernet header round.
    name: 'answers-the-ethernet-source',
    killedBy: ['rfc826.reply-goes-to-the-sender'],
    origin: {
      project: 'Genode',
      version: '#3624',
      link: 'https://github.com/genodelabs/genode/issues/3624',
      bug: 'Replies went to the Ethernet source of the request instead of its sender hardware address.',
    },
    stack: class extends FramedStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        this.transmitArp(on, this.frame.source, ARP_REPLY, arp.targetIp, arp.senderMac, arp.senderIp);
      }
    },
  },
  {
    name: 'answers-replies',
    killedBy: ['rfc826.replies-are-not-answered'],
    stack: class extends ReferenceStack {
      protected override isRequest(arp: ArpView): boolean {
        return arp.operation === ARP_REQUEST || arp.operation === ARP_REPLY;
      }
    },
  },
  {
    name: 'takes-any-operation-for-a-request',
    killedBy: ['rfc826.unknown-operations-are-not-answered'],
    stack: class extends ReferenceStack {
      protected override isRequest(arp: ArpView): boolean {
        return arp.operation !== ARP_REPLY;
      }
    },
  },
  {
    name: 'reads-the-operation-in-either-byte-order',
    killedBy: ['rfc826.unknown-operations-are-not-answered'],
    stack: class extends ReferenceStack {
      protected override isRequest(arp: ArpView): boolean {
        return super.isRequest(arp) || arp.operation === ARP_REQUEST << 8;
      }
    },
  },
  {
    name: 'looks-at-one-octet-of-the-operation',
    killedBy: ['rfc826.unknown-operations-are-not-answered'],
    sweep: 'operations',
    stack: class extends ReferenceStack {
      protected override isRequest(arp: ArpView): boolean {
        return (arp.operation & 0xff) === ARP_REQUEST;
      }
    },
  },
  {
    // smoltcp, interface/ipv4.rs: a sender address that is not unicast is refused, 0.0.0.0 among them.
    name: 'drops-probes',
    killedBy: ['rfc5227.answers-probes'],
    origin: {
      project: 'smoltcp',
      version: '5393f885',
      link: 'https://github.com/smoltcp-rs/smoltcp/blob/5393f885/src/iface/interface/ipv4.rs',
      bug: 'A sender address that is not unicast is refused, and with it every probe for a duplicate address.',
    },
    stack: class extends ReferenceStack {
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        if (arp.senderIp !== IPV4_ANY) super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    name: 'answers-by-broadcast',
    killedBy: ['rfc5227.replies-are-unicast'],
    stack: class extends ReferenceStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        this.transmitArp(on, MAC_BROADCAST, ARP_REPLY, arp.targetIp, arp.senderMac, arp.senderIp);
      }
    },
  },
  {
    name: 'announces-to-the-last-neighbour',
    killedBy: ['rfc5227.announcements-are-broadcast'],
    stack: class extends FramedStack {
      override announce(address: Ipv4): boolean {
        const on = this.interfaces[0]!;
        this.transmitArp(on, this.frame.source, ARP_REQUEST, address, MAC_ZERO, address);
        return true;
      }
    },
  },
  {
    // uIP and U-Boot answer in the buffer of the request; U-Boot and NetX had to learn to cut it.
    name: 'answers-in-the-buffer-of-the-request',
    killedBy: ['robustness.trailing-bytes-are-not-echoed'],
    stack: class extends FramedStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        const bytes = Uint8Array.from(this.frame.bytes.subarray(this.frame.vlan < 0 ? 0 : 4));
        const packet = {
          operation: ARP_REPLY,
          senderMac: on.mac,
          senderIp: arp.targetIp,
          targetMac: arp.senderMac,
          targetIp: arp.senderIp,
        };
        bytes.set(arpFrameBytes(arp.senderMac, on.mac, packet));
        this.environment.transmit(on.index, new Frame(bytes));
      }
    },
  },
  {
    name: 'stops-answering-after-a-truncated-packet',
    killedBy: ['robustness.answers-after-anything'],
    stack: class extends ReferenceStack {
      #crashed = false;
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        if (!arp.complete) this.#crashed = true;
        if (!this.#crashed) super.receiveArp(on, frame, arp);
      }
    },
  },
];
