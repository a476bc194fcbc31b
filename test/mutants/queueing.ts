import { type NeighbourEntry, ReferenceStack } from '../../src/model/index.ts';
import type { ArpView, IpPacket } from '../../src/wire/index.ts';
import type { Mutant } from './mutant.ts';

/** What becomes of packets that wait for an address. */
export const queueing: readonly Mutant[] = [
  {
    // MirageOS and small stacks: "it probably informs the caller that it is throwing the packet away".
    name: 'throws-waiting-packets-away',
    killedBy: ['rfc1122.keeps-the-latest-packet'],
    stack: class extends ReferenceStack {
      protected override enqueue(): void {}
    },
  },
  {
    // picoTCP-NG, modules/pico_arp.c: a full queue drops the packet that comes.
    name: 'drops-the-newest',
    killedBy: ['rfc1122.keeps-the-latest-packet'],
    origin: {
      project: 'picoTCP-NG',
      version: 'fe8c44f3',
      link: 'https://github.com/virtualsquare/picotcp/blob/fe8c44f3/modules/pico_arp.c',
      bug: 'A full queue drops the packet that comes, and sends stale ones.',
    },
    stack: class extends ReferenceStack {
      protected override enqueue(entry: NeighbourEntry, packet: IpPacket): void {
        if (entry.queue.length === 0) super.enqueue(entry, packet);
      }
    },
  },
  {
    // FreeRTOS-Plus-TCP, FreeRTOS_ARP.c: one buffer for whatever waits, whomever it is for.
    name: 'has-one-waiting-buffer-for-all',
    killedBy: ['rfc1122.keeps-the-latest-packet'],
    origin: {
      project: 'FreeRTOS-Plus-TCP',
      version: '27a96812',
      link: 'https://github.com/FreeRTOS/FreeRTOS-Plus-TCP/blob/27a96812/source/FreeRTOS_ARP.c',
      bug: 'One buffer holds what waits, whomever it is for: the packet for another neighbour is lost.',
    },
    stack: class extends ReferenceStack {
      protected override enqueue(entry: NeighbourEntry, packet: IpPacket): void {
        for (const other of entry.on.entries()) if (other !== entry) other.queue = [];
        super.enqueue(entry, packet);
      }
    },
  },
  {
    name: 'sends-waiting-packets-for-every-reply',
    killedBy: ['rfc1122.kept-packets-go-out-once'],
    stack: class extends ReferenceStack {
      protected override confirm(entry: NeighbourEntry, arp: ArpView): void {
        const { queue } = entry;
        super.confirm(entry, arp);
        if (entry.queue.length === 0) entry.queue = queue;
        if (queue.length > 0 && entry.mac !== undefined) this.transmitIp(entry.on, entry.mac, queue[0]!);
      }
    },
  },
  {
    name: 'sends-waiting-packets-last-first',
    killedBy: ['rfc1122.kept-packets-go-out-in-order'],
    stack: class extends ReferenceStack {
      protected override sendQueued(entry: NeighbourEntry): void {
        entry.queue = [...entry.queue].reverse();
        super.sendQueued(entry);
      }
    },
  },
  {
    // picoTCP-NG and FreeRTOS-Plus-TCP: one queue for all addresses, sent when any of them is resolved.
    name: 'sends-everything-when-anything-is-resolved',
    killedBy: ['rfc1122.kept-packets-wait-for-their-neighbour'],
    stack: class extends ReferenceStack {
      protected override sendQueued(entry: NeighbourEntry): void {
        super.sendQueued(entry);
        for (const other of entry.on.entries()) {
          for (const packet of other.queue) this.transmitIp(entry.on, entry.mac!, packet);
          other.queue = [];
        }
      }
    },
  },
];
