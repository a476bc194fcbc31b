import type { HostView, Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import {
  ARP_REQUEST,
  describeArp,
  formatIpv4,
  formatMac,
  IPV4_ANY,
  isGroupMac,
  MAC_BROADCAST,
  type Mac,
} from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { A, example, H, host, packet, request } from './cast.ts';
import { watchClaims } from './claims.ts';
import { together } from './shared-fold.ts';

/**
 * "It then causes this packet to be broadcast to all stations on the Ethernet cable originally determined by the
 * routing mechanism."
 */
export const firstRequestIsBroadcast: Property = {
  id: 'rfc826.first-request-is-broadcast',
  level: 'MUST',
  source: 'RFC 826, Packet Generation',
  rows: ['R826-11', 'R5227-01'],
  statement: 'A request for an address whose hardware address is not known is broadcast.',
  rationale: 'Nobody knows where the address is; a request to one station reaches the owner only by luck.',
  exercisedBy: 'a stack asks for an address that it has no hardware address for',
  needs: TALK,
  examples: {
    holds: example(() => host().pending(A.ip).sent(request(H, A))),
    violates: example(() =>
      host()
        .pending(A.ip)
        .sent(request(H, A, { destination: A.mac })),
    ),
  },
  watch: (context) =>
    watchClaims(context, () => ({
      asked: (claims, event) => {
        const { host: from, port, address } = claims;
        const known = from.cacheVisible
          ? context.world.binding(port, address)?.mac !== undefined
          : claims.mac !== undefined;
        if (known) return;
        const to = event.frame.destination;
        if (to === MAC_BROADCAST) {
          context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the request for ${formatIpv4(address)} goes to everyone`,
          received: `it went to ${formatMac(to)}`,
          mechanism: isGroupMac(to) ? 'first-request-to-a-group' : 'first-request-to-one-station',
          events: [event.id],
        });
      },
    })),
};

/** "If it finds the pair, it gives the corresponding 48.bit Ethernet address back to the caller": nothing is asked. */
export const knownNeighboursAreNotAskedFor: Property = {
  id: 'rfc826.known-neighbours-are-not-asked-for',
  level: 'MUST',
  source: 'RFC 826, Packet Generation',
  rows: ['R826-14', 'R826-17', 'R826-56'],
  statement: 'An address that is in the table is not asked for by broadcast; polling its owner is another matter.',
  rationale: 'Every broadcast interrupts every host of the segment; the table is there to avoid them.',
  exercisedBy: 'a stack sends a packet to an address that is in its cache, or that it was just told of',
  needs: TALK,
  examples: {
    holds: example(() => host().received(request(A, H)).learned(A.ip, A.mac).sent(packet(H, A))),
    violates: example(() => host().received(request(A, H)).learned(A.ip, A.mac).sent(request(H, A))),
  },
  watch: (context) => {
    const { world } = context;
    const report = (from: HostView, event: FrameEvent, mac: Mac): void => {
      const arp = event.frame.arp!;
      context.violated({
        time: event.time,
        at: from.name,
        expected: `no request, as ${formatIpv4(arp.targetIp)} is known to be at ${formatMac(mac)}`,
        received: `"${describeArp(arp)}", to everyone`,
        mechanism: 'asked-although-known',
        events: [event.id],
      });
    };
    // Who claims to be everyone is polled by broadcast.
    const isNeedless = (event: FrameEvent, mac: Mac | undefined): mac is Mac =>
      event.frame.destination === MAC_BROADCAST && mac !== undefined && mac !== MAC_BROADCAST;
    const unseen = watchClaims(context, (book) => ({
      forwardedUnseen: (_from, event, claims) => {
        if (book.isSure(claims, event.time)) context.exercised();
      },
      askedUnseen: (claims, event) => {
        if (book.isSure(claims, event.time) && isNeedless(event, claims.mac)) report(claims.host, event, claims.mac);
      },
    }));
    return together(unseen, {
      ipSent: (from, event) => {
        if (!from.cacheVisible) return;
        if (world.binding(event.port, event.frame.ip!.destination)?.mac !== undefined) context.exercised();
      },
      arpSent: (from, event) => {
        const arp = event.frame.arp!;
        if (!from.cacheVisible || arp.operation !== ARP_REQUEST || arp.isGratuitous) return;
        // A probe (RFC 5227) asks whether there is anybody, not where.
        if (arp.senderIp === IPV4_ANY) return;
        const mac = world.binding(event.port, arp.targetIp)?.mac;
        if (isNeedless(event, mac)) report(from, event, mac);
      },
    });
  },
};
