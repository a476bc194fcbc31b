import { HOST_5227, type NeighbourEntry, ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  type Frame,
  type IpPacket,
  isGroupMac,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../src/wire/index.ts';
import type { Mutant } from './mutant.ts';

/** A host that follows RFC 5227. */
class Host extends ReferenceStack {
  constructor(...[config, environment]: ConstructorParameters<typeof ReferenceStack>) {
    super(config, environment, HOST_5227);
  }
}

/** Senders that are nobody, or somewhere else, or the stack itself. */
export const senders: readonly Mutant[] = [
  {
    // Linux, gVisor, libslirp, lwIP, EDK2, NetX Duo: any sender hardware address will do.
    name: 'believes-group-addresses',
    profile: 'host-5227',
    sweep: 'special-fields',
    killedBy: ['rfc1812.group-addresses-are-not-believed'],
    stack: class extends Host {
      protected override refuses(on: StackInterface, arp: ArpView): boolean {
        return !isGroupMac(arp.senderMac) && super.refuses(on, arp);
      }
    },
  },
  {
    name: 'looks-at-one-group-only',
    profile: 'host-5227',
    sweep: 'special-fields',
    killedBy: ['rfc1812.group-addresses-are-not-believed'],
    stack: class extends Host {
      protected override refuses(on: StackInterface, arp: ArpView): boolean {
        const isOther = isGroupMac(arp.senderMac) && arp.senderMac !== MAC_BROADCAST;
        return !isOther && super.refuses(on, arp);
      }
    },
  },
  {
    // Linux, gVisor, lwIP
    name: 'believes-zero',
    profile: 'host-5227',
    sweep: 'special-fields',
    killedBy: ['robustness.empty-addresses-are-not-believed'],
    stack: class extends Host {
      protected override refuses(on: StackInterface, arp: ArpView): boolean {
        return arp.senderMac !== MAC_ZERO && super.refuses(on, arp);
      }
    },
  },
  {
    name: 'believes-that-others-have-its-own-hardware-address',
    profile: 'host-5227',
    sweep: 'special-fields',
    killedBy: ['robustness.empty-addresses-are-not-believed'],
    stack: class extends Host {
      protected override refuses(on: StackInterface, arp: ArpView): boolean {
        return arp.senderMac !== on.mac && super.refuses(on, arp);
      }
    },
  },
  {
    name: 'learns-the-broadcast-address',
    sweep: 'special-fields',
    killedBy: ['robustness.nobodys-addresses-are-not-learned'],
    stack: class extends ReferenceStack {
      protected override mayBind(on: StackInterface, sender: Parameters<ReferenceStack['mayBind']>[1]): boolean {
        return on.isSubnetBroadcast(sender) || super.mayBind(on, sender);
      }
    },
  },
  {
    // The table of neighbours stands in for the one of routes.
    name: 'takes-whoever-it-knows-for-a-neighbour',
    sweep: 'special-fields',
    killedBy: ['rfc1122.claims-change-no-route'],
    stack: class extends ReferenceStack {
      protected override sendIp(packet: IpPacket): void {
        const on = this.interfaces.find((each) => each.entry(packet.destination) !== undefined);
        if (on === undefined) super.sendIp(packet);
        else this.resolve(on, packet.destination, packet);
      }
    },
  },
  {
    // Hosts that were set up for proxy ARP: every address is on the link.
    name: 'asks-for-any-address',
    killedBy: ['rfc1122.asks-for-next-hops-only'],
    stack: class extends ReferenceStack {
      protected override sendIp(packet: IpPacket): void {
        if (this.routes.lookup(packet.destination) === undefined) {
          this.resolve(this.interfaces[0]!, packet.destination, packet);
        } else super.sendIp(packet);
      }
    },
  },
  {
    // A conflict is any packet with the own address, whoever sent it.
    name: 'defends-its-address-against-itself',
    killedBy: ['robustness.own-packets-cause-no-storm'],
    stack: class extends ReferenceStack {
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        if (this.owns(arp.senderIp)) {
          this.transmitArp(on, MAC_BROADCAST, ARP_REQUEST, arp.senderIp, MAC_ZERO, arp.senderIp);
        } else super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    name: 'answers-in-ascending-order-only',
    killedBy: ['metamorphic.order-changes-no-answer'],
    sweep: 'likenesses',
    stack: class extends ReferenceStack {
      #last = 0;
      protected override reply(on: StackInterface, arp: ArpView): void {
        const isLower = arp.senderIp < this.#last;
        this.#last = arp.senderIp;
        if (!isLower) super.reply(on, arp);
      }
    },
  },
  {
    // What is answered is asked again, to be sure.
    name: 'asks-again-upon-the-second-reply',
    killedBy: ['metamorphic.repeated-replies-change-nothing'],
    sweep: 'announcements',
    stack: class extends ReferenceStack {
      protected override confirm(entry: NeighbourEntry, arp: ArpView): void {
        if (arp.operation === ARP_REPLY && entry.mac === arp.senderMac) this.request(entry);
        super.confirm(entry, arp);
      }
    },
  },
];
