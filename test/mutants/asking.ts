import { type NeighbourEntry, ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import {
  ARP_REQUEST,
  type Frame,
  type IpMessage,
  type IpPacket,
  type Ipv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../src/wire/index.ts';
import { FramedStack } from './framed-stack.ts';
import type { Mutant } from './mutant.ts';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;

/** Requests: too many, too few, to the wrong station, in the wrong name, for what nobody has. */
export const asking: readonly Mutant[] = [
  {
    // smoltcp, iface/neighbor.rs: one limiter, silent_until, for all addresses.
    name: 'limits-requests-for-all-addresses-together',
    killedBy: ['rfc826.asks-for-unknown-neighbours'],
    origin: {
      project: 'smoltcp',
      version: '#1101',
      link: 'https://github.com/smoltcp-rs/smoltcp/issues/1101',
      bug: 'One limit of a request a second for all addresses: a dead neighbour kept a living one from being asked for.',
    },
    stack: class extends ReferenceStack {
      #silentUntil = -1;
      protected override transmitArp(...parameters: Parameters<ReferenceStack['transmitArp']>): void {
        if (parameters[2] === ARP_REQUEST) {
          if (this.environment.now < this.#silentUntil) return;
          this.#silentUntil = this.environment.now + SECOND;
        }
        super.transmitArp(...parameters);
      }
    },
  },
  {
    name: 'asks-once-in-a-life',
    killedBy: ['rfc826.asks-for-unknown-neighbours'],
    stack: class extends ReferenceStack {
      readonly #asked = new Set<Ipv4>();
      protected override request(entry: NeighbourEntry): void {
        if (this.#asked.has(entry.address)) this.startTimer(entry, this.environment.now + SECOND);
        else super.request(entry);
        entry.probes += 1;
        this.#asked.add(entry.address);
      }
    },
  },
  {
    name: 'asks-the-station-that-it-heard-last',
    killedBy: ['rfc826.first-request-is-broadcast'],
    stack: class extends FramedStack {
      protected override transmitArp(...[on, to, operation, ...rest]: Parameters<ReferenceStack['transmitArp']>): void {
        super.transmitArp(on, operation === ARP_REQUEST ? this.frame.source : to, operation, ...rest);
      }
    },
  },
  {
    name: 'asks-although-it-knows',
    killedBy: ['rfc826.known-neighbours-are-not-asked-for'],
    stack: class extends ReferenceStack {
      protected override resolve(on: StackInterface, nextHop: Ipv4, packet: IpPacket): void {
        super.resolve(on, nextHop, packet);
        const entry = on.entry(nextHop);
        if (entry?.mac === undefined || entry.state === 'permanent') return;
        this.transmitArp(on, MAC_BROADCAST, ARP_REQUEST, packet.source, MAC_ZERO, nextHop);
      }
    },
  },
  {
    // FreeRTOS-Plus-TCP, FreeRTOS_ARP.c: a gratuitous request every 20 seconds.
    name: 'announces-itself-every-20-seconds',
    killedBy: ['rfc826.no-periodic-broadcast'],
    origin: {
      project: 'FreeRTOS-Plus-TCP',
      version: '27a96812',
      link: 'https://github.com/FreeRTOS/FreeRTOS-Plus-TCP/blob/27a96812/source/FreeRTOS_ARP.c',
      bug: 'A gratuitous request is sent every 20 seconds for ever.',
    },
    stack: class extends ReferenceStack {
      #started = false;
      override receive(index: number, frame: Frame): void {
        if (!this.#started) this.environment.wakeAt(this.environment.now + 20 * SECOND, this);
        this.#started = true;
        super.receive(index, frame);
      }
      override wake(token: object): void {
        if (token !== this) {
          super.wake(token);
          return;
        }
        const own = this.interfaces[0]!.addresses[0];
        if (own !== undefined) this.announce(own.address, 'request');
        this.environment.wakeAt(this.environment.now + 20 * SECOND, this);
      }
    },
  },
  {
    name: 'never-gives-up',
    killedBy: ['rfc826.no-periodic-broadcast'],
    stack: class extends ReferenceStack {
      protected override timer(entry: NeighbourEntry): void {
        if (entry.mac === undefined) entry.probes = 0;
        super.timer(entry);
      }
    },
  },
  {
    // libslirp, slirp.c if_encap(): a request for every packet; five packets in 0.2 s, five requests.
    name: 'asks-for-every-packet',
    killedBy: ['rfc1122.no-request-flood'],
    origin: {
      project: 'libslirp',
      version: '4.7.0',
      link: 'https://gitlab.freedesktop.org/slirp/libslirp/-/blob/v4.7.0/src/slirp.c',
      bug: 'if_encap() sends a request for every packet that waits: five packets in 0.2 s, five requests.',
    },
    stack: class extends ReferenceStack {
      protected override enqueue(entry: NeighbourEntry, packet: IpPacket): void {
        if (entry.queue.length > 0) this.request(entry);
        super.enqueue(entry, packet);
      }
    },
  },
  {
    // xarxa (its audit 047): a full table throws an unresolved entry out, and its limit with it.
    name: 'forgets-its-limits-under-pressure',
    killedBy: ['rfc1122.one-request-a-second'],
    origin: {
      project: 'xarxa',
      version: 'audit 047',
      link: 'https://github.com/embassy-rs/xarxa',
      bug: 'A full table throws an unresolved entry out and its limit with it: six to nine requests a second.',
    },
    stack: class extends ReferenceStack {
      protected override resolve(on: StackInterface, nextHop: Ipv4, packet: IpPacket): void {
        if (on.entry(nextHop) === undefined) {
          for (const other of on.entries()) if (other.mac === undefined) this.remove(other, 'traffic');
        }
        super.resolve(on, nextHop, packet);
      }
    },
  },
  {
    // iPXE, net/neighbour.c: after 125, 250, 500 ms …
    name: 'asks-again-after-125-ms',
    killedBy: ['rfc1122.one-request-a-second'],
    origin: {
      project: 'iPXE',
      version: '0ab2277c',
      link: 'https://github.com/ipxe/ipxe/blob/0ab2277c/src/net/neighbour.c',
      bug: 'The first requests are repeated after 125, 250 and 500 ms.',
    },
    stack: class extends ReferenceStack {
      protected override request(entry: NeighbourEntry): void {
        super.request(entry);
        this.startTimer(entry, this.environment.now + ((125 * MILLISECOND) << (entry.probes - 1)));
      }
    },
  },
  {
    name: 'asks-with-the-mac-that-it-heard-last',
    killedBy: ['rfc826.sends-own-hardware-address'],
    stack: class extends FramedStack {
      protected override transmitArp(
        ...[on, to, operation, senderIp, , targetIp]: Parameters<ReferenceStack['transmitArp']>
      ): void {
        super.transmitArp(
          { ...on, mac: this.frame.source } as StackInterface,
          to,
          operation,
          senderIp,
          MAC_ZERO,
          targetIp,
        );
      }
    },
  },
  {
    // A router that resolves with the source of the packet that it forwards.
    name: 'asks-in-the-name-of-the-last-asker',
    killedBy: ['rfc826.sends-own-protocol-address'],
    stack: class extends FramedStack {
      protected override transmitArp(
        ...[on, to, operation, senderIp, ...rest]: Parameters<ReferenceStack['transmitArp']>
      ): void {
        const heard = this.frame.arp?.senderIp ?? senderIp;
        super.transmitArp(on, to, operation, operation === ARP_REQUEST ? heard : senderIp, ...rest);
      }
    },
  },
  {
    // libslirp 4.7.0, ip_icmp.c: whoever is named as the source of an echo request is answered, so it is asked for.
    name: 'answers-echo-requests-of-nobody',
    killedBy: ['rfc1122.group-addresses-are-not-resolved', 'rfc1122.loopback-stays-inside'],
    stack: class extends ReferenceStack {
      protected override sendIp(packet: IpPacket): void {
        if (this.routes.lookup(packet.destination) !== undefined) super.sendIp(packet);
        else this.resolve(this.interfaces[0]!, packet.destination, packet);
      }
    },
  },
  {
    name: 'resolves-groups-and-broadcast',
    killedBy: ['rfc1122.traffic-for-groups-is-not-asked-for'],
    stack: class extends ReferenceStack {
      override originate(destination: Ipv4, message: IpMessage, id: number): boolean {
        const on = this.interfaces[0]!;
        const isGroup = isMulticastIpv4(destination) || on.isSubnetBroadcast(destination);
        const source = on.addresses[0]?.address;
        if (!isGroup || source === undefined) return super.originate(destination, message, id);
        const packet = { source, destination, message, id };
        this.environment.originated(packet);
        this.resolve(on, destination, packet);
        return true;
      }
    },
  },
  {
    name: 'resolves-loopback',
    killedBy: ['rfc1122.traffic-for-loopback-stays-inside'],
    stack: class extends ReferenceStack {
      override originate(destination: Ipv4, message: IpMessage, id: number): boolean {
        const on = this.interfaces[0]!;
        const source = on.addresses[0]?.address;
        if (!isLoopbackIpv4(destination) || source === undefined) return super.originate(destination, message, id);
        const packet = { source, destination, message, id };
        this.environment.originated(packet);
        this.resolve(on, destination, packet);
        return true;
      }
    },
  },
];
