import { type NeighbourEntry, ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  arpFrameBytes,
  ETHERNET_MINIMUM_LENGTH,
  Frame,
  IPV4_ANY,
  IPV4_BROADCAST,
  type IpPacket,
  type Ipv4,
  isGroupMac,
  MAC_BROADCAST,
} from '../../src/wire/index.ts';
import { FramedStack } from './framed-stack.ts';
import type { Mutant } from './mutant.ts';

/** Entries of smoltcp's neighbour cache where nobody asks for more (`iface-neighbor-cache-count-4`). */
const SMOLTCP_ENTRIES = 4;

/** Bugs of real stacks that no other mutant re-creates. */
export const shipped: readonly Mutant[] = [
  {
    name: 'fills-its-cache-from-whatever-it-hears',
    killedBy: ['rfc826.no-entry-from-third-parties'],
    origin: {
      project: 'smoltcp',
      version: '#537',
      link: 'https://github.com/smoltcp-rs/smoltcp/issues/537',
      bug: 'Every request and reply on the link made an entry for its sender, whomever it was for.',
      mechanism: 'learned-from-third-party-request',
    },
    stack: class extends ReferenceStack {
      protected override merge(on: StackInterface, arp: ArpView): boolean {
        const isPacket = arp.operation === ARP_REQUEST || arp.operation === ARP_REPLY;
        if (super.merge(on, arp)) return true;
        if (isPacket && !isGroupMac(arp.senderMac)) this.add(on, arp);
        return on.entry(arp.senderIp) !== undefined;
      }
    },
  },
  {
    name: 'throws-away-the-answer-to-whom-it-does-not-know',
    killedBy: ['rfc1122.keeps-the-latest-packet'],
    origin: {
      project: 'smoltcp',
      version: '#597',
      link: 'https://github.com/smoltcp-rs/smoltcp/issues/597',
      bug: 'The answer to the first echo request was thrown away while the asker was being resolved.',
    },
    stack: class extends ReferenceStack {
      protected override enqueue(entry: NeighbourEntry, packet: IpPacket): void {
        if (packet.message !== 'echo-reply') super.enqueue(entry, packet);
      }
    },
  },
  {
    name: 'makes-room-by-forgetting-neighbours-in-use',
    killedBy: ['rfc826.changes-only-the-sender'],
    origin: {
      project: 'smoltcp',
      version: '#965',
      link: 'https://github.com/smoltcp-rs/smoltcp/issues/965',
      bug: 'The cache held four entries and gave up the oldest one, used or not, whenever somebody else was heard.',
    },
    stack: class extends ReferenceStack {
      protected override create(...[on, address, mac, ...rest]: Parameters<ReferenceStack['create']>): NeighbourEntry {
        if (mac !== undefined) this.#makeRoom(on);
        return super.create(on, address, mac, ...rest);
      }
      protected override confirm(entry: NeighbourEntry, arp: ArpView): void {
        if (entry.mac === undefined) this.#makeRoom(entry.on);
        super.confirm(entry, arp);
      }
      #makeRoom(on: StackInterface): void {
        const known = on.entries().filter((each) => each.mac !== undefined && each.state !== 'permanent');
        if (known.length < SMOLTCP_ENTRIES) return;
        this.remove(
          known.reduce((oldest, each) => (each.confirmed < oldest.confirmed ? each : oldest)),
          'frame',
        );
      }
    },
  },
  {
    name: 'takes-any-hardware-and-protocol-type',
    killedBy: ['rfc826.foreign-hardware-type-is-ignored', 'rfc826.foreign-protocol-type-is-ignored'],
    origin: {
      project: 'picoTCP',
      version: '#81',
      link: 'https://github.com/tass-belgium/picotcp/issues/81',
      bug: 'Packets of another hardware or protocol type were taken for ARP over Ethernet and IPv4.',
    },
    stack: class extends ReferenceStack {
      protected override hasHardwareType(arp: ArpView): boolean {
        return arp.complete && arp.hardwareLength === 6;
      }
      protected override speaksProtocol(arp: ArpView): boolean {
        return arp.protocolLength === 4;
      }
    },
  },
  {
    name: 'announces-itself-to-nobody-by-reply',
    killedBy: ['rfc826.answers-once'],
    origin: {
      project: 'mirage-tcpip',
      version: '#225',
      link: 'https://github.com/mirage/mirage-tcpip/issues/225',
      bug: 'What was to be a gratuitous packet was a reply to ff:ff:ff:ff:ff:ff at 0.0.0.0.',
    },
    stack: class extends ReferenceStack {
      override announce(address: Ipv4): boolean {
        const on = this.interfaces[0]!;
        if (!on.up || !on.owns(address)) return false;
        this.transmitArp(on, MAC_BROADCAST, ARP_REPLY, address, MAC_BROADCAST, IPV4_ANY);
        return true;
      }
    },
  },
  {
    name: 'announces-itself-to-the-broadcast-address-by-reply',
    killedBy: ['rfc826.answers-once'],
    origin: {
      project: 'kube-vip',
      version: '#80, #82',
      link: 'https://github.com/kube-vip/kube-vip/issues/80',
      bug: 'The gratuitous reply did not name the moved address as its target, and other nodes kept the old entry.',
    },
    stack: class extends ReferenceStack {
      override announce(address: Ipv4): boolean {
        const on = this.interfaces[0]!;
        if (!on.up || !on.owns(address)) return false;
        this.transmitArp(on, MAC_BROADCAST, ARP_REPLY, address, MAC_BROADCAST, IPV4_BROADCAST);
        return true;
      }
    },
  },
  {
    name: 'looks-at-no-field-of-the-header',
    killedBy: [
      'rfc826.foreign-protocol-type-is-ignored',
      'rfc826.foreign-hardware-type-is-ignored',
      'robustness.wrong-address-lengths-are-ignored',
    ],
    origin: {
      project: 'libslirp',
      version: '4.7.0',
      link: 'https://gitlab.freedesktop.org/slirp/libslirp/-/blob/v4.7.0/src/slirp.c',
      bug: 'arp_input() looks at the operation only: any hardware type, protocol type and address length is answered.',
    },
    stack: class extends ReferenceStack {
      protected override hasHardwareType(arp: ArpView): boolean {
        return arp.complete;
      }
      protected override speaksProtocol(): boolean {
        return true;
      }
    },
  },
  {
    name: 'pads-frames-with-what-its-memory-held',
    killedBy: ['robustness.trailing-bytes-are-not-echoed'],
    origin: {
      project: 'network drivers (EtherLeak)',
      version: 'CVE-2003-0001',
      link: 'https://www.kb.cert.org/vuls/id/412115',
      bug: 'Short frames were padded with what the memory of the driver held: parts of earlier frames.',
    },
    stack: class extends FramedStack {
      readonly #memory = new Uint8Array(ETHERNET_MINIMUM_LENGTH);
      protected override transmitArp(
        ...[on, to, operation, senderIp, targetMac, targetIp]: Parameters<ReferenceStack['transmitArp']>
      ): void {
        // A driver puts a frame where there is room: the one before began where the end of this one comes to lie.
        const bytes = arpFrameBytes(to, on.mac, { operation, senderMac: on.mac, senderIp, targetMac, targetIp });
        this.#memory.set(this.frame.bytes.subarray(0, ETHERNET_MINIMUM_LENGTH - bytes.length), bytes.length);
        this.#memory.set(bytes);
        this.environment.transmit(on.index, new Frame(this.#memory.slice()));
      }
    },
  },
];
