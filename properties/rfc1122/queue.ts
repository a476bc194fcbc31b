import type { Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { ARP_REPLY, ARP_REQUEST, formatIpv4, formatMac } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { A, B, example, H, host, packet, reply, request } from '../rfc826/cast.ts';
import { type ClaimBook, watchClaims } from '../rfc826/claims.ts';
import { profileOf, setting } from '../rfc826/settings.ts';
import { together } from '../rfc826/shared-fold.ts';
import { type Given, type PacketBook, watchPackets } from './packets.ts';

/** A tenth less than the second that a resolution waits at least, as timers and clocks are not exact. */
const SURE_TO_WAIT = 900_000_000;

/** H wants to ping A and asks for it. */
function asked() {
  return host().originated(H.ip, A.ip, 'echo-request', 1).pending(A.ip).sent(request(H, A)).settled();
}

/** The answer, and what it does to the cache. */
function answered() {
  return asked().received(reply(A, H)).learned(A.ip, A.mac);
}

/**
 * "The link layer SHOULD save (rather than discard) at least one (the latest) packet of each set of packets destined to
 * the same unresolved IP address, and transmit the saved packet when the address has been resolved."
 */
export const keepsTheLatestPacket: Property = {
  id: 'rfc1122.keeps-the-latest-packet',
  level: 'SHOULD',
  source: 'RFC 1122, section 2.3.2.2',
  rows: ['R1122-20', 'R1122-21', 'R1122-25'],
  statement: 'Of the packets that wait for an address, at least the latest is sent once the address is resolved.',
  rationale: 'A host that throws it away loses the first packet of every exchange, and waits for a retransmission.',
  exercisedBy: 'an answer arrives for an address that packets wait for',
  needs: TALK,
  examples: {
    holds: example(() => answered().sent(packet(H, A)).settled()),
    violates: example(() => answered().settled()),
  },
  watch: (context) => {
    let due: { readonly given: Given; readonly event: FrameEvent }[] = [];
    let packets: PacketBook;
    const watched = watchPackets(context, (book) => {
      packets = book;
      return {
        restart: () => {
          due = [];
        },
        sent: (_host, _event, given) => {
          if (due.some((each) => each.given === given)) context.exercised();
        },
        settled: (event) => {
          if (due.length === 0) return;
          for (const { given, event: answer } of due) {
            if (given.sent > 0 || given.isVoid) continue;
            context.violated({
              time: event.time,
              at: context.world.nameOf(given.node),
              expected: `the latest packet for ${formatIpv4(given.destination)} is sent now that its address is known`,
              received: 'it was not sent',
              mechanism: 'latest-packet-lost',
              events: [answer.id, given.event],
            });
          }
          due = [];
        },
      };
    });
    const claimed = watchClaims(context, () => ({
      claimed: (claims, event, belief) => {
        if (belief !== 'firm' || !claims.isPending(event.time)) return;
        const { host: at, port, address } = claims;
        const { operation, targetIp } = event.frame.arp!;
        // Whether other operations count is another property's business (C02).
        if (!at.owns(targetIp) || (operation !== ARP_REQUEST && operation !== ARP_REPLY)) return;
        // A resolution that is about to be given up may have been, for all that can be seen from outside.
        if (!at.cacheVisible && event.time - claims.askedAt > SURE_TO_WAIT) return;
        if (profileOf(at)?.sysctls === true && setting(context.world, port, 'unres_qlen') === 0) return;
        const given = packets.waiting(at.index, address).at(-1);
        if (given !== undefined && !given.isPassed) due.push({ given, event });
      },
    }));
    return together(watched, claimed);
  },
};

/** "… and transmit the saved packet when the address has been resolved": once, that is. */
export const keptPacketsGoOutOnce: Property = {
  id: 'rfc1122.kept-packets-go-out-once',
  level: 'MUST',
  source: 'RFC 1122, section 2.3.2.2',
  rows: ['R1122-22', 'INV-17', 'SEC-16'],
  statement: 'A packet that waited for an address is sent once, however many answers arrive.',
  rationale: 'Duplicates of datagrams are new datagrams to whoever receives them.',
  exercisedBy: 'a packet that had to wait is sent',
  needs: TALK,
  examples: {
    holds: example(() => answered().sent(packet(H, A))),
    violates: example(() => answered().sent(packet(H, A)).sent(packet(H, A))),
  },
  watch: (context) =>
    watchPackets(context, () => ({
      sent: (from, event, given) => {
        if (given.sent <= given.times) {
          if (event.time > given.time) context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the packet for ${formatIpv4(given.destination)} is sent once`,
          received: 'it was sent again',
          mechanism: 'sent-again',
          events: [event.id, given.event],
        });
      },
    })),
};

/** Queues that turn packets round look like loss to a transport above. */
export const keptPacketsGoOutInOrder: Property = {
  id: 'rfc1122.kept-packets-go-out-in-order',
  level: 'SHOULD',
  source: 'RFC 1122, section 2.3.2.2 (derived)',
  rows: ['R1122-23'],
  statement: 'Packets that wait for the same address are sent in the order in which they came, before any later one.',
  rationale: 'Reordering inside one host makes transports retransmit what was not lost.',
  exercisedBy: 'several packets for one address wait, and are sent',
  needs: TALK,
  examples: {
    holds: example(() =>
      twoWaiting()
        .sent(packet(H, A, 1))
        .sent(packet(H, A, 2)),
    ),
    violates: example(() =>
      twoWaiting()
        .sent(packet(H, A, 2))
        .sent(packet(H, A, 1)),
    ),
  },
  watch: (context) => {
    /** Waiting packets that a later one has overtaken, and that one's event. */
    const overtaken = new Map<Given, FrameEvent>();
    return watchPackets(context, (book) => ({
      restart: () => overtaken.clear(),
      sent: (from, event, given) => {
        const by = overtaken.get(given);
        if (by !== undefined) {
          overtaken.delete(given);
          // Which of several alike this is cannot be told: the first may have been given up long ago.
          if (given.times > 1) return;
          context.violated({
            time: event.time,
            at: from.name,
            expected: `packets for ${formatIpv4(given.destination)} leave in the order in which they came`,
            received: 'a later one left first',
            mechanism: 'overtaken',
            events: [event.id, by.id, given.event],
          });
          return;
        }
        const waiting = book.waiting(given.node, given.destination);
        if (waiting.length === 0 || given.sent > 1) return;
        for (const each of waiting) if (each.order < given.order) overtaken.set(each, event);
        if (event.time > given.time && waiting[0]!.order > given.order) context.exercised();
      },
      settled: () => {
        // What was not sent by now has been thrown away.
        if (overtaken.size > 0) overtaken.clear();
      },
    }));
  },
};

function twoWaiting() {
  return asked().originated(H.ip, A.ip, 'echo-request', 2).settled().received(reply(A, H)).learned(A.ip, A.mac);
}

/** "each set of packets destined to the same unresolved IP address": the sets are apart. */
export const keptPacketsWaitForTheirNeighbour: Property = {
  id: 'rfc1122.kept-packets-wait-for-their-neighbour',
  level: 'MUST',
  source: 'RFC 1122, section 2.3.2.2',
  rows: ['R1122-24', 'R826-19', 'R1122-26'],
  statement: 'A packet that waits for an address is not sent before that address has been claimed.',
  rationale: 'A stack with one queue for all addresses sends what is for one neighbour to another.',
  exercisedBy: 'a packet that had to wait is sent',
  needs: TALK,
  examples: {
    holds: example(() => answered().sent(packet(H, A))),
    violates: example(() =>
      asked()
        .received(reply(B, H))
        .learned(B.ip, B.mac)
        .sent(packet(H, { ip: A.ip, mac: B.mac })),
    ),
  },
  watch: (context) => {
    let claimed: ClaimBook;
    const book = watchClaims(context, (each) => {
      claimed = each;
      return {};
    });
    const watched = watchPackets(context, () => ({
      sent: (from, event, given) => {
        if (event.time === given.time) return;
        const claims = claimed.claimsOn(event.port, given.destination);
        if (claims === undefined || claims.askedAllBy < given.event) return;
        if (context.world.binding(event.port, given.destination)?.state === 'permanent') return;
        if (claims.event !== undefined && claims.event.id > given.event) {
          context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the packet waits until somebody says where ${formatIpv4(given.destination)} is`,
          received: `it was sent to ${formatMac(event.frame.destination)}`,
          mechanism: 'released-unresolved',
          events: [event.id, given.event],
        });
      },
    }));
    return together(book, watched);
  },
};
