import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import { describeArp } from '../../src/wire/index.ts';
import { A, example, H, host, reply, request } from './cast.ts';
import { type QuestionKind, watchExchange } from './exchange.ts';

function watchSilence(context: MonitorContext, kind: QuestionKind, mechanism: string) {
  return watchExchange(context, {
    kinds: [kind],
    heard: () => context.exercised(),
    replied: (from, event, question) => {
      context.violated({
        time: event.time,
        at: from.name,
        expected: `no reply to "${describeArp(question!.arp)}"`,
        received: `"${describeArp(event.frame.arp!)}"`,
        mechanism,
        events: [event.id, question!.event.id],
      });
    },
  });
}

/** "?Is the opcode ares_op$REQUEST? (NOW look at the opcode!!)": only a request is turned into a reply. */
export const repliesAreNotAnswered: Property = {
  id: 'rfc826.replies-are-not-answered',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-51', 'GARP-08', 'SEC-08'],
  statement: 'A reply is never answered.',
  rationale: 'Two hosts that answer answers never stop.',
  exercisedBy: 'a reply to an own address reaches a stack',
  examples: {
    holds: example(() => host().received(reply(A, H)).settled()),
    violates: example(() => host().received(reply(A, H)).sent(reply(H, A))),
  },
  watch: (context) => watchSilence(context, 'reply', 'reply-to-a-reply'),
};

/**
 * The same question: reverse, inverse and unassigned operations are none of ARP's business (RFC 5494, IANA registry).
 */
export const unknownOperationsAreNotAnswered: Property = {
  id: 'rfc826.unknown-operations-are-not-answered',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: [
    'R826-52',
    'OP-00',
    'OP-01',
    'OP-03',
    'OP-04',
    'OP-06',
    'OP-08',
    'OP-10',
    'OP-11',
    'OP-23',
    'OP-24',
    'OP-26',
    'OP-30',
    'OP-65535',
  ],
  statement: 'A packet whose operation is neither request nor reply is never answered.',
  rationale: 'A stack that takes any operation for a request answers what was meant for other protocols.',
  exercisedBy: 'a packet with an unknown operation for an own address reaches a stack',
  examples: {
    holds: example(() =>
      host()
        .received(request(A, H, { operation: 26 }))
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(request(A, H, { operation: 26 }))
        .sent(reply(H, A)),
    ),
  },
  watch: (context) => watchSilence(context, 'operation', 'reply-to-an-unknown-operation'),
};
