import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import { ARP_REPLY, describeArp, formatIpv4, formatMac, isGroupMac, isNobodysMac } from '../../src/wire/index.ts';
import { isNobodys } from './addresses.ts';
import { A, B, example, H, host, reply, request } from './cast.ts';
import { isAnnouncement, type Question, watchExchange } from './exchange.ts';
import { watchSent } from './sent.ts';
import { isProxy, maySuppress } from './settings.ts';

/**
 * "?Am I the target protocol address? Yes: … ?Is the opcode ares_op$REQUEST? Yes: Swap hardware and protocol fields,
 * putting the local hardware and protocol addresses in the sender fields. Set the ar$op field to ares_op$REPLY. Send
 * the packet to the (new) target hardware address on the same hardware on which the request was received."
 */
export const answersRequests: Property = {
  id: 'rfc826.answers-requests',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-22', 'R826-25', 'R826-42', 'R826-43', 'R826-53', 'R826-54', 'R1122-31', 'ETH-15', 'R4436-07'],
  statement: 'A request for an own address is answered, broadcast or not, whatever its target hardware address says.',
  rationale: 'A host that does not answer is unreachable from every neighbour that has no entry for it yet.',
  exercisedBy: 'a request for an own address of the interface, from an ordinary sender',
  examples: {
    holds: example(() => host().received(request(A, H)).sent(reply(H, A)).settled()),
    violates: example(() => host().received(request(A, H)).settled()),
  },
  watch: (context) =>
    watchExchange(context, {
      kinds: ['request'],
      rightReplies: 'exercise',
      replied: (_host, _event, question) => {
        if (question?.answers === 1) context.exercised();
      },
      unanswered: (question, event) => {
        if (!isOwed(context, question)) return;
        context.violated({
          time: event.time,
          at: question.host.name,
          expected: `a reply to "${describeArp(question.arp)}"`,
          received: 'nothing',
          mechanism: howUnanswered(question),
          events: [question.event.id],
        });
      },
    }),
};

/** Whoever asks for an address in its own name asks nothing in the eyes of some stacks (C06). */
function howUnanswered({ host: asked, arp, event }: Question): string {
  if (asked.owns(arp.senderIp)) return 'own-claim-unanswered';
  return `${isGroupMac(event.frame.destination) ? 'broadcast' : 'unicast'}-request-unanswered`;
}

/**
 * The question has to be answered. Odd senders are left out: what RFC 826 says of them and what careful stacks do are
 * two things (C08, C18).
 */
export function isOwed({ world }: MonitorContext, { host, event, arp }: Question): boolean {
  // A stack without 802.1Q need not understand a tag that only gives a priority.
  if (event.frame.vlan === 0) return false;
  if (isNobodys(host, arp.senderIp) || isNobodysMac(arp.senderMac, world.portOf(event.port).mac)) return false;
  return !maySuppress(world, host, event.port, arp);
}

/** The same sentences: one packet is swapped and sent back; nothing else makes a reply. */
export const answersOnce: Property = {
  id: 'rfc826.answers-once',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-55', 'INV-04', 'INV-05', 'SEC-06'],
  statement: 'Every reply for an own address answers one request that came before it, and no request gets two.',
  rationale: 'Replies that nobody asked for overwrite caches, and more replies than requests multiply traffic.',
  exercisedBy: 'a stack sends a reply',
  examples: {
    holds: example(() => host().received(request(A, H)).sent(reply(H, A))),
    violates: example(() => host().received(request(A, H)).sent(reply(H, A)).sent(reply(H, A))),
  },
  watch: (context) =>
    watchExchange(context, {
      rightReplies: 'exercise',
      replied: (from, event, question) => {
        const arp = event.frame.arp!;
        if (question?.answers === 1) {
          context.exercised();
          return;
        }
        // What is not for an own address is the subject of another property.
        if (!from.owns(arp.senderIp) || (question === undefined && isAnnouncement(event))) return;
        const cause = question === undefined ? 'none' : 'one that has its reply already';
        context.violated({
          time: event.time,
          at: from.name,
          expected: `a request that "${describeArp(arp)}" to ${formatMac(event.frame.destination)} answers`,
          received: cause,
          mechanism: question === undefined ? 'unasked-reply' : 'repeated-reply',
          events: question === undefined ? [event.id] : [event.id, question.event.id],
        });
      },
    }),
};

/** "?Am I the target protocol address?": only then is anything answered. */
export const answersOnlyForOwnAddresses: Property = {
  id: 'rfc826.answers-only-for-own-addresses',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: [
    'R826-41',
    'R826-61',
    'R826-62',
    'TPA-01',
    'TPA-02',
    'TPA-03',
    'TPA-04',
    'TPA-05',
    'TPA-06',
    'TPA-07',
    'LEN-06',
    'GARP-07',
    'R1027-01',
  ],
  statement: 'A reply speaks for an address that the host has at that time, unless it is configured as a proxy.',
  rationale:
    'A host that answers for others takes their traffic. It also makes every address look used to a host that probes for a free one.',
  exercisedBy: 'a stack sends a reply',
  examples: {
    holds: example(() => host().received(request(A, H)).sent(reply(H, A))),
    violates: example(() =>
      host()
        .received(request(A, B))
        .sent(reply({ ip: B.ip, mac: H.mac }, A)),
    ),
  },
  watch: (context) =>
    watchSent(context, {
      kinds: ['reply'],
      odd: (from, event) => {
        const { operation, senderIp } = event.frame.arp!;
        if (operation !== ARP_REPLY || from.owns(senderIp)) return true;
        if (isProxy(context.world, event.port)) return false;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `a reply for an address of ${from.name}, or none`,
          received: `a reply for ${formatIpv4(senderIp)}`,
          mechanism: isNobodys(from, senderIp) ? 'answer-for-nobodys-address' : 'answer-for-another-host',
          events: [event.id],
        });
        return false;
      },
    }),
};
