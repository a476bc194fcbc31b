import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import { describeArp, ETHERNET_MAXIMUM_LENGTH, IPV4_ANY } from '../../src/wire/index.ts';
import { isNetworkAddress, isNobodys, isOnLink } from '../rfc826/addresses.ts';
import { A, example, H, host, reply, request, resized } from '../rfc826/cast.ts';
import { type Question, type QuestionKind, watchExchange } from '../rfc826/exchange.ts';
import { isOwed as isOwedByRfc826 } from '../rfc826/replies.ts';
import { together } from '../rfc826/shared-fold.ts';

/**
 * RFC 1122 section 1.2.2: "Software should be written to deal with every conceivable error, no matter how unlikely".
 */
export const answersAfterAnything: Property = {
  id: 'robustness.answers-after-anything',
  level: 'MUST',
  source: 'RFC 1122, section 1.2.2',
  rows: ['INV-15', 'LEN-04', 'LEN-28', 'SEC-04', 'ETH-05', 'SPA-11', 'SPA-13'],
  statement:
    'After malformed packets, unknown operations, odd senders and foreign frames, a request for an own address is answered.',
  rationale: 'A stack that one odd frame stops is taken off the network by anyone who can send one.',
  exercisedBy: 'a request for an own address after a packet that wants no answer; the last one of the run counts',
  examples: {
    holds: example(() => odd().received(request(A, H)).sent(reply(H, A)).settled()),
    violates: example(() => odd().received(request(A, H)).settled()),
  },
  watch: (context) => {
    /** By node: the last odd packet, and the last request if that has no answer. */
    const oddities = new Map<number, QuestionKind | 'odd-sender' | 'giant-frame'>();
    const unanswered = new Map<number, Question>();
    const exchange = watchExchange(context, {
      heard: (question) => {
        const { host: at, kind, event } = question;
        if (event.frame.length > ETHERNET_MAXIMUM_LENGTH) oddities.set(at.index, 'giant-frame');
        else if (hasOddSender(question)) oddities.set(at.index, 'odd-sender');
        else if (kind === 'request') {
          if (!oddities.has(at.index)) return;
          // Only the last request of the run counts.
          unanswered.delete(at.index);
          if (isOwed(context, question)) context.exercised();
        } else if (kind !== 'probe' && kind !== 'reply') oddities.set(at.index, kind);
      },
      unanswered: (question) => {
        const { host: at, kind } = question;
        if (kind === 'request' && oddities.has(at.index) && isOwed(context, question))
          unanswered.set(at.index, question);
      },
    });
    return together(exchange, {
      restart() {
        if (oddities.size > 0) oddities.clear();
        if (unanswered.size > 0) unanswered.clear();
      },
      end() {
        for (const { host: at, event, arp } of unanswered.values()) {
          context.violated({
            time: event.time,
            at: at.name,
            expected: `a reply to "${describeArp(arp)}", the last request of the run`,
            received: 'nothing',
            mechanism: `silent-after-${oddities.get(at.index)!.replaceAll(' ', '-')}`,
            events: [event.id],
          });
        }
      },
    });
  },
};

/** An address that is no station's, or that is reserved: 0/8, 240/4, the name of a network (RFC 1122 section 3.2.1.3). */
function hasOddSender({ host: at, event: { port }, arp: { senderIp } }: Question): boolean {
  if (senderIp === IPV4_ANY) return false;
  return isNobodys(at, senderIp) || !isOnLink(at, port, senderIp) || isNetworkAddress(at, port, senderIp);
}

function odd() {
  return host().received(resized(request(A, H), 8));
}

/** A request in the stack's own name is a conflict in the eyes of many (C06): silence then is no sign of anything. */
function isOwed(context: MonitorContext, question: Question): boolean {
  return !question.host.owns(question.arp.senderIp) && isOwedByRfc826(context, question);
}
