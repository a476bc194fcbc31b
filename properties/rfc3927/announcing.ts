import type { HostView, MonitorContext, Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  describeArp,
  formatMac,
  isLinkLocalIpv4,
  MAC_BROADCAST,
} from '../../src/wire/index.ts';
import { example, reply, request } from '../rfc826/cast.ts';
import { profileOf } from '../rfc826/settings.ts';
import { together } from '../rfc826/shared-fold.ts';
import { claimed, established, L, N } from './cast.ts';
import { watchChoices } from './choice-book.ts';
import { CHOOSES } from './choosing.ts';
import { complain, named } from './complaint.ts';
import { ANNOUNCE_INTERVAL, secondsText, TOLERANCE } from './timing.ts';

/** Section 2.4: "broadcasting ANNOUNCE_NUM ARP announcements, spaced ANNOUNCE_INTERVAL seconds apart". */
export const choicesAreAnnouncedTwice: Property = {
  id: 'rfc3927.choices-are-announced-twice',
  level: 'MUST',
  source: 'RFC 3927, sections 2.4 and 9',
  rows: ['R3927-12'],
  statement: 'A chosen address that nobody has is announced twice, two seconds apart.',
  rationale: 'Hosts with an old entry for the address go on sending to whoever had it before.',
  exercisedBy: 'a host has found its address free, and two seconds pass',
  needs: CHOOSES,
  examples: {
    holds: example(() => established()),
    violates: example(() => claimed().wait(4000).settled()),
  },
  watch: (context) =>
    watchChoices(context, {
      announced: (choice, event) => {
        const [first] = choice.announcements;
        if (first === undefined || choice.announcements.length > 1 || choice.isDisturbed) return;
        context.exercised();
        const gap = event.time - first.time;
        if (Math.abs(gap - ANNOUNCE_INTERVAL) <= TOLERANCE) return;
        complain(context, choice, event, {
          expected: `${secondsText(ANNOUNCE_INTERVAL)} between the announcements of ${named(choice)}`,
          received: secondsText(gap),
          mechanism: 'announced-at-the-wrong-time',
          after: first,
        });
      },
      settled: ({ current }, event) => {
        if (current?.stage !== 'in-use' || current.isDisturbed || current.isReported) return;
        const [first, second] = current.announcements;
        if (first === undefined || second !== undefined) return;
        if (event.time - first.time <= ANNOUNCE_INTERVAL + TOLERANCE) return;
        current.isReported = true;
        complain(context, current, event, {
          expected: `a second announcement of ${named(current)}`,
          received: `none within ${secondsText(event.time - first.time)}`,
          mechanism: 'announced-once',
          after: first,
        });
      },
    }),
};

/** Complains about packets of one operation that have a link-local sender and are not broadcast. */
function watchBroadcasts(context: MonitorContext, operation: number, mechanism: string) {
  const chosen = new Set<number>();
  /** A host that chose the address keeps to RFC 3927 whatever its profile says (C04). */
  function isBound(from: HostView, senderIp: number): boolean {
    const own = from.addresses.find(({ address }) => address === senderIp);
    if (own === undefined || own.scope === 'host') return false;
    return chosen.has(senderIp) || profileOf(from)?.broadcastsLinkLocal === true;
  }
  return together(
    watchChoices(context, {
      restart: () => chosen.clear(),
      tried: ({ address }) => chosen.add(address),
    }),
    {
      arpSent: (from: HostView, event: FrameEvent) => {
        const arp = event.frame.arp!;
        if (arp.operation !== operation || !isLinkLocalIpv4(arp.senderIp) || !isBound(from, arp.senderIp)) return;
        context.exercised();
        if (event.frame.destination === MAC_BROADCAST) return;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `"${describeArp(arp)}" goes to everyone`,
          received: `it went to ${formatMac(event.frame.destination)}`,
          mechanism,
          events: [event.id],
        });
      },
    },
  );
}

/**
 * Section 2.5: "All ARP packets (*replies* as well as requests) that contain a Link-Local 'sender IP address' MUST be
 * sent using link-layer broadcast instead of link-layer unicast. This aids timely detection of duplicate addresses."
 */
export const repliesAreBroadcast: Property = {
  id: 'rfc3927.replies-are-broadcast',
  level: 'MUST',
  source: 'RFC 3927, section 2.5',
  rows: ['R3927-13', 'R3927-15', 'INV-19'],
  statement: 'A reply in the name of a link-local address goes to everyone.',
  rationale: 'Only so does a second host that has the address hear of it, and one of the two gives it up.',
  exercisedBy: 'a host answers for a link-local address',
  needs: CHOOSES,
  examples: {
    holds: example(() =>
      established()
        .received(request(N, L))
        .sent(reply(L, N, { destination: MAC_BROADCAST })),
    ),
    violates: example(() => established().received(request(N, L)).sent(reply(L, N))),
  },
  watch: (context) => watchBroadcasts(context, ARP_REPLY, 'unicast-reply'),
};

export const requestsAreBroadcast: Property = {
  id: 'rfc3927.requests-are-broadcast',
  level: 'MUST',
  source: 'RFC 3927, section 2.5',
  rows: ['R3927-14'],
  statement: 'A request in the name of a link-local address goes to everyone, also one that polls a known neighbour.',
  rationale: 'A duplicate shows by whatever its owners send; what only one station hears shows nothing.',
  exercisedBy: 'a host sends a request, or an announcement, in the name of a link-local address',
  needs: CHOOSES,
  examples: {
    holds: example(() => established().sent(request(L, N))),
    violates: example(() => established().sent(request(L, N, { destination: N.mac }))),
  },
  watch: (context) => watchBroadcasts(context, ARP_REQUEST, 'unicast-request'),
};
