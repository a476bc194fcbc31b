import type { HostView, Property } from '../../src/monitor/index.ts';
import type { DroppedEvent, FrameEvent, PortIndex } from '../../src/trace/index.ts';
import { ARP_REQUEST, describeArp, formatIpv4, MAC_BROADCAST } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { type Given, watchPackets } from '../rfc1122/packets.ts';
import { LATENESS, RESOLUTION_TIME } from './address-claims.ts';
import { isNobodys, isOnLink } from './addresses.ts';
import { A, announcement, example, H, host, request } from './cast.ts';
import { type ClaimBook, watchClaims } from './claims.ts';
import { wasTakenFromStack } from './settings.ts';
import { together } from './shared-fold.ts';

/** How long a request is an excuse: timers of a real stack are late now and then. */
const EXCUSE = RESOLUTION_TIME + LATENESS;

/**
 * "If it does not, it probably informs the caller that it is throwing the packet away …, and generates an Ethernet
 * packet with a type field of ether_type$ADDRESS_RESOLUTION."
 */
export const asksForUnknownNeighbours: Property = {
  id: 'rfc826.asks-for-unknown-neighbours',
  level: 'MUST',
  source: 'RFC 826, Packet Generation',
  rows: ['R826-01', 'R826-10', 'R826-19', 'R1122-13', 'R1122-17', 'SEC-05', 'SEC-15'],
  statement:
    'A packet for a neighbour is sent, or its address is asked for, unless it has been within the last second.',
  rationale: 'A limit on requests that is not per address, or that never ends, cuts neighbours off.',
  exercisedBy: 'a stack is given a packet for an address in a prefix of one of its interfaces',
  needs: TALK,
  examples: {
    holds: example(() => host().originated(H.ip, A.ip, 'echo-request', 1).sent(request(H, A)).settled()),
    violates: example(() => host().originated(H.ip, A.ip, 'echo-request', 1).settled()),
  },
  watch: (context) => {
    const { world } = context;
    let open: Given[] = [];
    let suppressed: DroppedEvent[] = [];
    let claims: ClaimBook;

    /** Where a packet for the address would leave; undefined if that is for a route to say. */
    function portTo(from: HostView, given: Given): PortIndex | undefined {
      if (isNobodys(from, given.destination)) return undefined;
      return from.addresses.find((own) => world.isUp(own.port) && isOnLink(from, own.port, given.destination))?.port;
    }

    /** An answer may still be on its way to an earlier request; a rule may have taken the request off the wire. */
    function isAskedFor(port: PortIndex, given: Given): boolean {
      const askedAt = claims.claimsOn(port, given.destination)?.askedAt ?? Number.NEGATIVE_INFINITY;
      if (askedAt > given.time - EXCUSE) return true;
      return suppressed.some(
        (event) =>
          event.port === port && event.frame.arp!.targetIp === given.destination && event.time > given.time - EXCUSE,
      );
    }

    const asked = watchClaims(context, (book) => {
      claims = book;
      return {};
    });
    const packets = watchPackets(context, () => ({
      restart: () => {
        open = [];
        suppressed = [];
      },
      given: (given) => {
        open.push(given);
      },
      settled: (event) => {
        if (open.length === 0) return;
        for (const given of open) {
          const from = world.hosts[given.node];
          const port = from === undefined ? undefined : portTo(from, given);
          if (port === undefined) continue;
          if (given.sent > 0 || given.isVoid || isAskedFor(port, given)) {
            context.exercised();
            continue;
          }
          context.violated({
            time: event.time,
            at: from!.name,
            expected: `the packet for ${formatIpv4(given.destination)} is sent, or its address asked for`,
            received: 'neither',
            mechanism: 'never-asked',
            events: given.question < 0 ? [given.event] : [given.event, given.question],
          });
        }
        open = [];
        if (suppressed.length > 0) suppressed = suppressed.filter((each) => each.time > event.time - EXCUSE);
      },
    }));
    return together(together(asked, packets), {
      dropped: (event) => {
        if (event.frame.arp?.operation === ARP_REQUEST && wasTakenFromStack(event)) suppressed.push(event);
      },
    });
  },
};

/** Broadcasts about one address between two reasons to talk; a resolution takes three, a poll none. */
const UNPROMPTED_MAX = 5;

/** "Why is it done this way??": "Periodic broadcasting is definitely not desired." */
export const noPeriodicBroadcast: Property = {
  id: 'rfc826.no-periodic-broadcast',
  level: 'SHOULD',
  source: 'RFC 826, Why is it done this way??',
  rows: ['R826-18', 'R3927-28', 'R5227-45', 'R5227-09', 'LNX-52'],
  statement: `A host that nobody talks to, and that has nothing to send, broadcasts at most ${UNPROMPTED_MAX} ARP packets about an address.`,
  rationale: 'A hundred hosts that say every few seconds where they are interrupt each other all day.',
  exercisedBy: 'a stack broadcasts an ARP packet',
  needs: TALK,
  seconds: 6,
  examples: {
    holds: example(() => host().step().sent(announcement(H))),
    violates: example(() => {
      const chatty = host();
      for (let count = 0; count <= UNPROMPTED_MAX; count++) chatty.wait(20_000).sent(announcement(H));
      return chatty;
    }),
  },
  watch: (context) => {
    const { world } = context;
    /** By node: when it last had a reason to talk, in reasons so far; and its broadcasts since, by target. */
    let reasons: number[] = [];
    let counts: (Map<number, { reason: number; broadcasts: number }> | undefined)[] = [];
    let stepAt = -1;
    const prompted = (node: number): void => {
      reasons[node] = (reasons[node] ?? 0) + 1;
    };
    /** Counts one more, unless it was ordered. */
    function count(node: number, target: number, isOrdered: boolean): number {
      const reason = reasons[node] ?? 0;
      const known = counts[node] ?? new Map<number, { reason: number; broadcasts: number }>();
      counts[node] = known;
      const entry = known.get(target | 0);
      if (entry === undefined || entry.reason !== reason || isOrdered) {
        const broadcasts = isOrdered ? 0 : 1;
        known.set(target | 0, { reason, broadcasts });
        return broadcasts;
      }
      entry.broadcasts += 1;
      return entry.broadcasts;
    }
    /** An announcement against whoever has just claimed the address (RFC 5227 section 2.4). */
    function isDefence(from: HostView, { port, frame }: FrameEvent): boolean {
      const heard = world.lastReceivedAt(port)?.frame.arp;
      return frame.arp!.isGratuitous && heard?.senderIp === frame.arp!.senderIp && from.owns(heard.senderIp);
    }
    return {
      restart() {
        if (reasons.length > 0) reasons = [];
        if (counts.length > 0) counts = [];
        stepAt = -1;
      },
      originated: (event) => prompted(event.node),
      ipReceived: (at) => prompted(at.index),
      link: (event) => prompted(world.portOf(event.port).node),
      address: (event) => prompted(event.node),
      detection: (event) => prompted(event.node),
      rebooted: (event) => prompted(event.node),
      step: (event) => {
        stepAt = event.time;
      },
      arpSent: (from, event) => {
        if (event.frame.destination !== MAC_BROADCAST) return;
        const arp = event.frame.arp!;
        // An announcement in the instant of a step is the operator's.
        const isOrdered = arp.isGratuitous && event.time === stepAt;
        const broadcasts = count(from.index, arp.targetIp, isOrdered || isDefence(from, event));
        if (broadcasts <= UNPROMPTED_MAX) {
          context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `at most ${UNPROMPTED_MAX} broadcasts about ${formatIpv4(arp.targetIp)} while there is nothing to send`,
          received: `"${describeArp(arp)}", the ${broadcasts}th`,
          mechanism: arp.isGratuitous ? 'periodic-announcement' : 'endless-requests',
          events: [event.id],
        });
      },
    };
  },
};
