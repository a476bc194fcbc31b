import { ENTRY_LIFETIME, type NeighbourEntry, ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  type Frame,
  IPV4_ANY,
  type IpPacket,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../src/wire/index.ts';
import { FramedStack } from './framed-stack.ts';
import type { Mutant } from './mutant.ts';

/** What is learned that should not be, and what is not that should. */
export const learning: readonly Mutant[] = [
  {
    // iPXE, net/arp.c; MirageOS, arp_handler.ml; U-Boot: a request teaches nothing.
    name: 'never-learns-from-requests',
    killedBy: ['rfc826.learns-from-requests'],
    origin: {
      project: 'iPXE',
      version: '0ab2277c',
      link: 'https://github.com/ipxe/ipxe/blob/0ab2277c/src/net/arp.c',
      bug: 'A request never makes an entry for whoever asks.',
    },
    stack: class extends ReferenceStack {
      protected override add(on: StackInterface, arp: ArpView): void {
        if (!this.isRequest(arp)) super.add(on, arp);
      }
    },
  },
  {
    // Zephyr, subsys/net/l2/ethernet/arp.c: learning depends on the target hardware address.
    name: 'learns-only-if-the-target-hardware-address-is-zero',
    killedBy: ['rfc826.learns-from-requests'],
    origin: {
      project: 'Zephyr',
      version: 'arp.c (2025)',
      link: 'https://github.com/zephyrproject-rtos/zephyr/blob/main/subsys/net/l2/ethernet/arp.c',
      bug: 'Whether a request teaches depends on its target hardware address.',
    },
    stack: class extends ReferenceStack {
      protected override add(on: StackInterface, arp: ArpView): void {
        if (!this.isRequest(arp) || arp.targetMac === MAC_ZERO) super.add(on, arp);
      }
    },
  },
  {
    name: 'keeps-the-first-claim-against-requests',
    killedBy: ['rfc826.updates-from-requests'],
    origin: {
      project: 'picoTCP',
      version: '#79',
      link: 'https://github.com/tass-belgium/picotcp/issues/79',
      bug: 'Of two requests with the same sender address the first one stayed in the table, though the second came from another MAC.',
    },
    stack: class extends ReferenceStack {
      protected override confirm(entry: NeighbourEntry, arp: ArpView): void {
        if (entry.mac === undefined || !this.isRequest(arp)) super.confirm(entry, arp);
      }
    },
  },
  {
    // gVisor, neighbor_entry.go: a reply without the override flag never brings a new address, and ARP has no flags.
    name: 'keeps-the-first-claim-against-replies',
    killedBy: ['rfc826.updates-from-replies'],
    origin: {
      project: 'gVisor',
      version: '3c5eee17',
      link: 'https://github.com/google/gvisor/blob/3c5eee17/pkg/tcpip/stack/neighbor_entry.go',
      bug: 'A reply never brings a new MAC address for a known neighbour, as ARP has no override flag.',
    },
    stack: class extends ReferenceStack {
      protected override confirm(entry: NeighbourEntry, arp: ArpView): void {
        if (entry.mac === undefined || arp.operation !== ARP_REPLY) super.confirm(entry, arp);
      }
    },
  },
  {
    // smoltcp, interface/ipv4.rs; gVisor, arp.go; FreeRTOS-Plus-TCP: what is not for the host is not looked at.
    name: 'ignores-third-parties',
    killedBy: ['rfc826.merges-third-party-claims'],
    origin: {
      project: 'picoTCP',
      version: '#101',
      link: 'https://github.com/tass-belgium/picotcp/issues/101',
      bug: 'A request for somebody else did not update the entry that existed for its sender.',
    },
    stack: class extends ReferenceStack {
      protected override merge(on: StackInterface, arp: ArpView): boolean {
        return (this.isTarget(on, arp) || arp.isGratuitous) && super.merge(on, arp);
      }
    },
  },
  {
    name: 'ignores-gratuitous-packets',
    killedBy: ['rfc5227.announcements-update-entries'],
    origin: {
      project: 'FreeRTOS-Plus-TCP',
      version: '#463',
      link: 'https://github.com/FreeRTOS/FreeRTOS-Plus-TCP/pull/463',
      bug: 'A gratuitous request with a new MAC address did not update the entry of its sender.',
    },
    stack: class extends ReferenceStack {
      protected override merge(on: StackInterface, arp: ArpView): boolean {
        return !arp.isGratuitous && super.merge(on, arp);
      }
    },
  },
  {
    name: 'waits-for-broadcast-replies',
    killedBy: ['rfc826.replies-resolve'],
    stack: class extends FramedStack {
      protected override confirm(entry: NeighbourEntry, arp: ArpView): void {
        const isUnicastReply = arp.operation === ARP_REPLY && this.frame.destination === entry.on.mac;
        if (entry.mac !== undefined || !isUnicastReply) super.confirm(entry, arp);
      }
    },
  },
  {
    name: 'ignores-broadcast-replies',
    killedBy: ['rfc5227.broadcast-replies-resolve'],
    stack: class extends ReferenceStack {
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        const isBroadcastReply = arp.operation === ARP_REPLY && frame.destination === MAC_BROADCAST;
        if (!isBroadcastReply) super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    // Linux, gVisor, MirageOS, iPXE, Zephyr before pull request 117562: for security.
    name: 'ignores-unsolicited-replies',
    killedBy: ['rfc826.learns-from-unsolicited-replies'],
    stack: class extends ReferenceStack {
      protected override add(on: StackInterface, arp: ArpView): void {
        if (arp.operation !== ARP_REPLY) super.add(on, arp);
      }
    },
  },
  {
    // Linux, FreeRTOS-Plus-TCP, NetX Duo, gVisor, OpenBSD: the operation is looked at first.
    name: 'looks-at-the-operation-first',
    killedBy: ['rfc826.merges-unknown-operations'],
    origin: {
      project: 'mirage-tcpip',
      version: '#227',
      link: 'https://github.com/mirage/mirage-tcpip/pull/227',
      bug: 'The operation was looked at before the table was updated.',
    },
    stack: class extends ReferenceStack {
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        if (arp.operation === ARP_REQUEST || arp.operation === ARP_REPLY) super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    // libslirp, slirp.c arp_input(): any reply makes an entry, whomever it is for.
    name: 'learns-from-third-party-replies',
    killedBy: ['rfc826.no-entry-from-third-parties'],
    origin: {
      project: 'libslirp',
      version: '4.7.0',
      link: 'https://gitlab.freedesktop.org/slirp/libslirp/-/blob/v4.7.0/src/slirp.c',
      bug: 'Any reply makes an entry, whomever it is for.',
      mechanism: 'learned-from-third-party-reply',
    },
    stack: class extends ReferenceStack {
      protected override merge(on: StackInterface, arp: ArpView): boolean {
        const merged = super.merge(on, arp);
        if (!merged && arp.operation === ARP_REPLY && !this.isTarget(on, arp)) this.add(on, arp);
        return merged;
      }
    },
  },
  {
    // NetX Duo, nx_arp_packet_receive.c: every sender gets an entry.
    name: 'learns-from-everyone',
    killedBy: ['rfc826.no-entry-from-third-parties'],
    origin: {
      project: 'picoTCP',
      version: '#84',
      link: 'https://github.com/tass-belgium/picotcp/issues/84',
      bug: 'A new entry was stored before anybody looked whether the target was an own address.',
      mechanism: 'learned-from-third-party-request',
    },
    stack: class extends ReferenceStack {
      protected override merge(on: StackInterface, arp: ArpView): boolean {
        if (!super.merge(on, arp)) this.add(on, arp);
        return true;
      }
    },
  },
  {
    name: 'learns-the-ethernet-source',
    killedBy: ['rfc826.binding-is-the-sender-hardware-address'],
    origin: {
      project: 'Zephyr',
      version: '#16098',
      link: 'https://github.com/zephyrproject-rtos/zephyr/issues/16098',
      bug: 'Packets went to the Ethernet source of what was heard and not to the sender hardware address in it.',
    },
    stack: class extends FramedStack {
      protected override add(on: StackInterface, arp: ArpView): void {
        if (!this.mayBind(on, arp.senderIp)) return;
        const entry = this.create(on, arp.senderIp, this.frame.source, 'reachable', 'frame');
        this.startTimer(entry, this.environment.now + ENTRY_LIFETIME);
      }
    },
  },
  {
    // FreeRTOS-Plus-TCP, FreeRTOS_ARP.c: an entry with the same MAC address is taken for the same neighbour.
    name: 'keeps-one-address-per-mac',
    killedBy: ['rfc826.changes-only-the-sender'],
    origin: {
      project: 'FreeRTOS-Plus-TCP',
      version: '27a96812',
      link: 'https://github.com/FreeRTOS/FreeRTOS-Plus-TCP/blob/27a96812/source/FreeRTOS_ARP.c',
      bug: 'An entry with the same MAC address is taken for the same neighbour, and replaced.',
    },
    stack: class extends ReferenceStack {
      protected override add(on: StackInterface, arp: ArpView): void {
        for (const entry of on.entries()) {
          if (entry.mac === arp.senderMac && entry.state !== 'permanent') this.remove(entry, 'frame');
        }
        super.add(on, arp);
      }
    },
  },
  {
    // lwIP, etharp.c: the sender is looked up and added before anyone asks whether it is the host itself.
    name: 'learns-its-own-address',
    killedBy: ['rfc5227.own-address-is-never-learned'],
    stack: class extends ReferenceStack {
      protected override mayBind(on: StackInterface, sender: Parameters<ReferenceStack['mayBind']>[1]): boolean {
        return this.owns(sender) || super.mayBind(on, sender);
      }
    },
  },
  {
    // gVisor, EDK2, picoTCP-NG and Contiki-NG have an entry for 0.0.0.0 after a probe.
    name: 'learns-from-probes',
    killedBy: ['rfc5227.probes-teach-nothing'],
    stack: class extends ReferenceStack {
      protected override mayBind(on: StackInterface, sender: Parameters<ReferenceStack['mayBind']>[1]): boolean {
        return sender === IPV4_ANY || super.mayBind(on, sender);
      }
    },
  },
  {
    // NetX Duo before its fix of static entries.
    name: 'overwrites-static-entries',
    killedBy: ['robustness.static-entries-never-change'],
    stack: class extends ReferenceStack {
      protected override merge(on: StackInterface, arp: ArpView): boolean {
        const entry = on.entry(arp.senderIp);
        if (entry !== undefined) this.confirm(entry, arp);
        return entry !== undefined;
      }
    },
  },
  {
    // iPXE (no timer), libslirp, NetX Duo (default expiration rate 0), Contiki-NG (inverted test)
    name: 'never-expires',
    killedBy: ['rfc1122.silent-neighbours-are-forgotten'],
    origin: {
      project: 'Contiki-NG',
      version: '9f80681d',
      link: 'https://github.com/contiki-ng/contiki-ng/blob/9f80681d/os/services/ip64/ip64-arp.c',
      bug: 'The test of age is inverted, and entries never expire.',
    },
    stack: class extends ReferenceStack {
      protected override timer(entry: NeighbourEntry): void {
        if (entry.mac === undefined) super.timer(entry);
      }
    },
  },
  {
    // uIP and old lwIP (ETHARP_TRUST_IP_MAC): IP packets teach, too.
    name: 'learns-from-ip-packets',
    killedBy: ['rfc826.packets-follow-a-claim'],
    origin: {
      project: 'smoltcp',
      version: '6210612',
      link: 'https://github.com/smoltcp-rs/smoltcp/commit/6210612be047ee706ac729015cdbc2581e6ae9a3',
      bug: 'The source of any IP packet was put into the cache with the MAC address of its frame.',
    },
    stack: class extends ReferenceStack {
      override receive(index: number, frame: Frame): void {
        const on = this.interfaces[index]!;
        if (frame.ip !== undefined && this.accepts(on, frame) && on.entry(frame.ip.source) === undefined) {
          if (this.mayBind(on, frame.ip.source)) this.create(on, frame.ip.source, frame.source, 'reachable', 'frame');
        }
        super.receive(index, frame);
      }
    },
  },
  {
    name: 'mixes-up-entries-in-one-bucket',
    killedBy: ['rfc826.packets-follow-a-claim'],
    stack: class extends ReferenceStack {
      protected override resolve(
        on: StackInterface,
        nextHop: Parameters<ReferenceStack['resolve']>[1],
        packet: IpPacket,
      ): void {
        const bucket = on.entries().find((entry) => entry.mac !== undefined && (entry.address & 3) === (nextHop & 3));
        if (bucket?.mac !== undefined) this.transmitIp(on, bucket.mac, packet);
        else super.resolve(on, nextHop, packet);
      }
    },
  },
  {
    name: 'sends-unresolved-packets-to-everyone',
    killedBy: ['rfc826.packets-follow-a-claim'],
    stack: class extends ReferenceStack {
      protected override enqueue(entry: NeighbourEntry, packet: IpPacket): void {
        this.transmitIp(entry.on, MAC_BROADCAST, packet);
      }
    },
  },
  {
    // Route caches that hold a copy of the link address.
    name: 'remembers-where-it-sent-first',
    killedBy: ['rfc826.packets-go-to-the-newest-claim'],
    stack: class extends ReferenceStack {
      readonly #routes = new Map<number, Parameters<ReferenceStack['transmitIp']>[1]>();
      protected override transmitIp(...[on, to, packet]: Parameters<ReferenceStack['transmitIp']>): void {
        const first = this.#routes.get(packet.destination) ?? to;
        this.#routes.set(packet.destination, first);
        super.transmitIp(on, first, packet);
      }
      override forgetNeighbour(...parameters: Parameters<ReferenceStack['forgetNeighbour']>): void {
        this.#routes.clear();
        super.forgetNeighbour(...parameters);
      }
    },
  },
];
