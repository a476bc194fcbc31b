import type { Property } from '../../src/monitor/index.ts';
import {
  ARP_REQUEST,
  describeArp,
  formatIpv4,
  formatMac,
  isGroupMac,
  isLinkLocalIpv4,
  isNobodysMac,
  MAC_BROADCAST,
} from '../../src/wire/index.ts';
import { A, announcement, example, H, host, probe, probeReply, reply, request } from '../rfc826/cast.ts';
import { watchExchange } from '../rfc826/exchange.ts';
import { watchSent } from '../rfc826/sent.ts';
import { maySuppress } from '../rfc826/settings.ts';

/**
 * Section 2.5: "… the host MUST answer ARP Requests in the usual way required by the ARP specification. … This applies
 * equally for both standard ARP Requests with non-zero sender IP addresses and Probe Requests with all-zero sender IP
 * addresses."
 */
export const answersProbes: Property = {
  id: 'rfc5227.answers-probes',
  level: 'MUST',
  source: 'RFC 5227, section 2.5',
  rows: ['R5227-71', 'R5227-72', 'SPA-01', 'LNX-77'],
  statement: 'A probe for an own address, a request whose sender is 0.0.0.0, is answered.',
  rationale: 'Otherwise the prober finds the address free and takes it: two hosts with one address.',
  exercisedBy: 'a probe for an own address of the interface',
  examples: {
    holds: example(() => host().received(probe(A, H)).sent(probeReply(H, A)).settled()),
    violates: example(() => host().received(probe(A, H)).settled()),
  },
  watch: (context) =>
    watchExchange(context, {
      kinds: ['probe'],
      rightReplies: 'exercise',
      replied: (_host, _event, question) => {
        if (question?.answers === 1) context.exercised();
      },
      unanswered: ({ host: at, arp, event: { id, port } }, event) => {
        const { world } = context;
        if (isNobodysMac(arp.senderMac, world.portOf(port).mac) || maySuppress(world, at, port, arp)) return;
        context.violated({
          time: event.time,
          at: at.name,
          expected: `a reply to "${describeArp(arp)}"`,
          received: 'nothing',
          mechanism: 'probe-unanswered',
          events: [id],
        });
      },
    }),
};

/** Section 2.6, on sending replies by link-level broadcast: "This is NOT RECOMMENDED for general use". */
export const repliesAreUnicast: Property = {
  id: 'rfc5227.replies-are-unicast',
  level: 'SHOULD',
  source: 'RFC 5227, section 2.6',
  rows: ['R5227-74', 'SEC-07', 'SHA-01'],
  statement:
    'A reply goes to the asker alone, unless its sender address is link-local or the asker says it is everyone.',
  rationale: 'Every broadcast interrupts every host; RFC 3927 accepts that for link-local addresses only.',
  exercisedBy: 'a request is answered',
  examples: {
    holds: example(() => host().received(request(A, H)).sent(reply(H, A))),
    violates: example(() =>
      host()
        .received(request(A, H))
        .sent(reply(H, A, { destination: MAC_BROADCAST })),
    ),
  },
  watch: (context) =>
    watchExchange(context, {
      kinds: ['request', 'probe'],
      rightReplies: 'exercise',
      replied: (from, event, question) => {
        const { destination } = event.frame;
        if (isLinkLocalIpv4(event.frame.arp!.senderIp) || question!.arp.senderMac === destination) {
          if (!isGroupMac(destination)) context.exercised();
          return;
        }
        if (!isGroupMac(destination)) return;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the reply goes to ${formatMac(question!.arp.senderMac)} alone`,
          received: `it went to ${destination === MAC_BROADCAST ? 'everyone' : formatMac(destination)}`,
          mechanism: 'broadcast-reply',
          events: [event.id, question!.event.id],
        });
      },
    }),
};

/**
 * Section 2.3: "An ARP Announcement is identical to the ARP Probe described above, except that now the sender and
 * target IP addresses are both set to the host's newly selected IPv4 address." Probes are broadcast.
 */
export const announcementsAreBroadcast: Property = {
  id: 'rfc5227.announcements-are-broadcast',
  level: 'MUST',
  source: 'RFC 5227, sections 1.1 and 2.3',
  rows: ['R5227-42', 'R3927-34'],
  statement: 'An announcement, a request for the own address, is broadcast.',
  rationale: 'It is there to correct the caches of everyone; a switch hands a unicast one to a single station.',
  exercisedBy: 'a stack announces an address',
  needs: [['announce', 'detect']],
  examples: {
    holds: example(() => host().sent(announcement(H))),
    violates: example(() => host().sent(request(H, H, { destination: A.mac }))),
  },
  watch: (context) =>
    watchSent(context, {
      kinds: ['announcement'],
      odd: (from, event) => {
        const arp = event.frame.arp!;
        const { destination } = event.frame;
        if (arp.operation !== ARP_REQUEST || !arp.isGratuitous || destination === MAC_BROADCAST) return true;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the announcement of ${formatIpv4(arp.senderIp)} goes to everyone`,
          received: `it went to ${formatMac(destination)}`,
          mechanism: 'announced-to-one-station',
          events: [event.id],
        });
        return false;
      },
    }),
};
