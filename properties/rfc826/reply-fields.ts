import type { HostView, MonitorContext, Property } from '../../src/monitor/index.ts';
import type { DroppedEvent, FrameEvent } from '../../src/trace/index.ts';
import { formatIpv4, formatMac, MAC_BROADCAST } from '../../src/wire/index.ts';
import { A, B, example, H, H2, host, reply, request, X_MAC } from './cast.ts';
import { type Question, watchExchange } from './exchange.ts';

/** What is wrong with a reply. */
interface Fault {
  readonly expected: string;
  readonly received: string;
  readonly mechanism: string;
}

/** Watches the replies to requests; `check` returns a fault, or whether the case says anything. */
function watchReplies(
  context: MonitorContext,
  rightReplies: 'exercise' | 'skip',
  check: (question: Question, event: FrameEvent | DroppedEvent, from: HostView) => Fault | boolean,
): ReturnType<typeof watchExchange> {
  return watchExchange(context, {
    kinds: ['request', 'probe'],
    rightReplies,
    replied: (from, event, question) => {
      // A second reply is a case of its own.
      if (question?.answers !== 1) return;
      const result = check(question, event, from);
      if (result === true) context.exercised();
      if (typeof result === 'boolean') return;
      context.violated({ time: event.time, at: from.name, ...result, events: [event.id, question.event.id] });
    },
  });
}

/** "Swap hardware and protocol fields, putting the local hardware and protocol addresses in the sender fields." */
export const replyNamesTheAskedAddress: Property = {
  id: 'rfc826.reply-names-the-asked-address',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-45', 'ASEL-11'],
  statement: 'The sender protocol address of a reply is the address that was asked for.',
  rationale: 'The asker waits for that address; a reply for a "better" one of the same host leaves it waiting.',
  exercisedBy: 'a request is answered',
  examples: {
    holds: example(() => host().received(request(A, H)).sent(reply(H, A))),
    violates: example(() =>
      host({ addresses: ['10.0.0.1/24', '10.0.0.7/24'] })
        .received(request(A, H2))
        .sent(reply(H, A)),
    ),
  },
  watch: (context) =>
    watchReplies(context, 'exercise', (question, event) => {
      const { senderIp } = event.frame.arp!;
      const asked = question.arp.targetIp;
      if (senderIp === asked) return true;
      return {
        expected: `a reply that says where ${formatIpv4(asked)} is`,
        received: `it says where ${formatIpv4(senderIp)} is`,
        mechanism: 'wrong-sender-protocol-address',
      };
    }),
};

/** The same sentence, from the other side: the asker's addresses come to be the target fields. */
export const replyNamesTheAsker: Property = {
  id: 'rfc826.reply-names-the-asker',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-46', 'R826-47', 'R3927-16'],
  statement: "The target fields of a reply are the request's sender fields.",
  rationale: 'Askers check them: Linux takes a reply for gratuitous when the target is its sender, others drop it.',
  exercisedBy: 'a request is answered',
  examples: {
    holds: example(() => host().received(request(A, H)).sent(reply(H, A))),
    violates: example(() =>
      host()
        .received(request(A, H))
        .sent(reply(H, A, { targetIp: B.ip })),
    ),
  },
  watch: (context) =>
    watchReplies(context, 'exercise', (question, event) => {
      const { targetIp, targetMac } = event.frame.arp!;
      const { senderIp, senderMac } = question.arp;
      if (targetIp === senderIp && targetMac === senderMac) return true;
      return {
        expected: `the target fields say ${formatIpv4(senderIp)} at ${formatMac(senderMac)}, who asked`,
        received: `they say ${formatIpv4(targetIp)} at ${formatMac(targetMac)}`,
        mechanism: targetIp === senderIp ? 'wrong-target-hardware-address' : 'wrong-target-protocol-address',
      };
    }),
};

/** "Send the packet to the (new) target hardware address": what was ar$sha, not the source of the Ethernet header. */
export const replyGoesToTheSender: Property = {
  id: 'rfc826.reply-goes-to-the-sender',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-48', 'ETH-10', 'ETH-13'],
  statement: "A reply is sent to the request's sender hardware address, not to the source of its Ethernet frame.",
  rationale:
    'Bridges and proxies that ask in the name of others are the difference: what goes to the Ethernet source never reaches the asker.',
  exercisedBy: 'a request whose Ethernet source is not its sender hardware address is answered',
  examples: {
    holds: example(() =>
      host()
        .received(request(A, H, { source: X_MAC }))
        .sent(reply(H, A)),
    ),
    violates: example(() =>
      host()
        .received(request(A, H, { source: X_MAC }))
        .sent(reply(H, A, { destination: X_MAC })),
    ),
  },
  watch: (context) =>
    watchReplies(context, 'skip', (question, event) => {
      const to = event.frame.destination;
      const { senderMac } = question.arp;
      const { source } = question.event.frame;
      // Broadcast reaches the asker too, and RFC 3927 section 2.5 asks for it; another property is about that.
      if (to === senderMac || to === MAC_BROADCAST) return source !== senderMac;
      return {
        expected: `a reply to ${formatMac(senderMac)}, the sender hardware address of the request`,
        received: `it went to ${formatMac(to)}`,
        mechanism: to === source ? 'reply-to-ethernet-source' : 'reply-to-another-station',
      };
    }),
};
