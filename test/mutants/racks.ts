import {
  LinuxStack,
  type NeighbourEntry,
  ReferenceStack,
  type StackInterface,
  selectAddress,
} from '../../src/model/index.ts';
import { ARP_REPLY, ARP_REQUEST, type ArpView, type Ipv4, MAC_BROADCAST, MAC_ZERO } from '../../src/wire/index.ts';
import type { Mutant } from './mutant.ts';

/** Stacks that are harmless alone: it takes several of them, or a rack. */
export const racks: readonly Mutant[] = [
  {
    // arp_announce is set to 2 on every host of the rack, and read as 0.
    name: 'asks-with-the-source-of-the-packet',
    killedBy: [
      'host-scope.never-on-wire-off-host',
      'host-scope.never-learned-off-host',
      'host-scope.delivered-to-own-host',
      'network.simulator-agrees-with-linux',
    ],
    origin: {
      project: 'Antrea',
      version: '#5451',
      link: 'https://github.com/antrea-io/antrea/issues/5451',
      bug: 'Requests left the gateway interface in the name of an address of another interface, and every other node believed them.',
    },
    profile: 'linux',
    scene: 'rack',
    stack: class extends LinuxStack {
      protected override senderAddress(entry: NeighbourEntry): Ipv4 | undefined {
        return entry.queue.at(-1)?.source ?? selectAddress(this.interfaces, entry.on, entry.address);
      }
    },
  },
  {
    // What arp_notify=1 does, where it is 0.
    name: 'announces-all-addresses-when-its-link-comes-up',
    killedBy: ['host-scope.never-on-wire-off-host'],
    profile: 'linux',
    scene: 'rack',
    stack: class extends LinuxStack {
      protected override linkUp(on: StackInterface): void {
        for (const own of on.addresses) {
          this.transmitArp(on, MAC_BROADCAST, ARP_REQUEST, own.address, MAC_ZERO, own.address);
        }
      }
    },
  },
  {
    name: 'answers-answers',
    killedBy: ['network.no-arp-storm'],
    scene: 'brief',
    stack: class extends ReferenceStack {
      protected override isRequest(arp: ArpView): boolean {
        return arp.operation === ARP_REQUEST || arp.operation === ARP_REPLY;
      }
    },
  },
  {
    name: 'passes-on-what-it-hears',
    killedBy: ['network.no-arp-storm'],
    scene: 'brief',
    stack: class extends ReferenceStack {
      protected override reply(on: StackInterface, arp: ArpView): void {
        super.reply(on, arp);
        if (arp.targetMac !== MAC_BROADCAST) {
          this.transmitArp(on, MAC_BROADCAST, ARP_REQUEST, arp.targetIp, MAC_ZERO, arp.senderIp);
        }
      }
    },
  },
  {
    // libslirp, iPXE: entries never expire, so a wrong one stays.
    name: 'believes-for-ever',
    killedBy: ['network.converges'],
    scene: 'plain',
    stack: class extends ReferenceStack {
      protected override timer(entry: NeighbourEntry): void {
        if (entry.mac === undefined) super.timer(entry);
      }
    },
  },
];
