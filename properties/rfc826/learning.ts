import { profilesWhere } from '../../src/model/index.ts';
import type { Property } from '../../src/monitor/index.ts';
import { TALK } from '../needs.ts';
import { A, B, example, H, host, reply, request, X_MAC } from './cast.ts';
import { watchLessons } from './lessons.ts';

/** A as it claims to be elsewhere. */
const MOVED_A = { ip: A.ip, mac: X_MAC };

/** "?Am I the target protocol address? Yes: If Merge_flag is false, add the triplet … to the translation table." */
export const learnsFromRequests: Property = {
  id: 'rfc826.learns-from-requests',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-38', 'R826-56', 'R826-57', 'R826-53', 'INV-10', 'R4436-08'],
  statement: 'A request for an own address from an unknown sender makes an entry for the sender.',
  rationale:
    'Whoever asks is about to send, and will want answers: a host that does not learn has to ask back, by broadcast.',
  exercisedBy: 'a request for an own address from a sender that is not in the table',
  needs: TALK,
  examples: {
    holds: example(() => host().received(request(A, H)).learned(A.ip, A.mac).sent(reply(H, A)).settled()),
    violates: example(() => host().received(request(A, H)).sent(reply(H, A)).settled()),
  },
  watch: (context) => watchLessons(context, ['request-from-stranger']),
};

/** "If the pair … is already in my translation table, update the sender hardware address field of the entry …" */
export const updatesFromRequests: Property = {
  id: 'rfc826.updates-from-requests',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-30', 'R826-34', 'R826-66', 'R826-59'],
  statement: 'A request for an own address updates the entry of its sender.',
  rationale: 'A neighbour with a new network card stays unreachable for as long as the old entry is kept.',
  exercisedBy: 'a request for an own address from a sender with an entry that says otherwise',
  needs: TALK,
  profiles: profilesWhere(({ override }) => override !== 'confirmed'),
  examples: {
    holds: example(() =>
      host().received(request(A, H)).learned(A.ip, A.mac).received(request(MOVED_A, H)).learned(A.ip, X_MAC).settled(),
    ),
    violates: example(() =>
      host().received(request(A, H)).learned(A.ip, A.mac).received(request(MOVED_A, H)).settled(),
    ),
  },
  watch: (context) => watchLessons(context, ['request-from-known']),
};

/** The same sentence: nothing in it asks for the operation. */
export const updatesFromReplies: Property = {
  id: 'rfc826.updates-from-replies',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-32', 'R826-34', 'LNX-45', 'LNX-46', 'SEC-09'],
  statement: 'A reply to an own address updates the entry of its sender; on Linux once locktime has passed.',
  rationale: 'A host that keeps the first answer for ever follows neither a fail-over nor a moved station.',
  exercisedBy: 'a reply to an own address from a sender with an entry that says otherwise',
  needs: TALK,
  profiles: profilesWhere(({ override }) => override !== 'confirmed'),
  examples: {
    holds: example(() =>
      host().received(request(A, H)).learned(A.ip, A.mac).received(reply(MOVED_A, H)).learned(A.ip, X_MAC).settled(),
    ),
    violates: example(() => host().received(request(A, H)).learned(A.ip, A.mac).received(reply(MOVED_A, H)).settled()),
  },
  watch: (context) => watchLessons(context, ['reply-from-known']),
};

/** The table is updated before the question "?Am I the target protocol address?" is asked. */
export const mergesThirdPartyClaims: Property = {
  id: 'rfc826.merges-third-party-claims',
  level: 'MUST',
  source: 'RFC 826, Packet Reception; RFC 1122, section 2.3.2.1',
  rows: ['R826-31', 'R826-33', 'R826-58'],
  statement:
    'A packet for another host updates an entry that exists for its sender; on Linux once locktime has passed.',
  rationale:
    'Overheard broadcasts keep entries right without traffic of their own. That is what the ARP bubble lives on, too.',
  exercisedBy: 'a packet between others, from a sender with an entry that says otherwise',
  needs: TALK,
  profiles: profilesWhere(({ mergesFromOthers }) => mergesFromOthers),
  examples: {
    holds: example(() =>
      host().received(request(A, H)).learned(A.ip, A.mac).received(request(MOVED_A, B)).learned(A.ip, X_MAC).settled(),
    ),
    violates: example(() =>
      host().received(request(A, H)).learned(A.ip, A.mac).received(request(MOVED_A, B)).settled(),
    ),
  },
  watch: (context) => watchLessons(context, ['third-party-request', 'third-party-reply']),
};

/**
 * "Machine X gets the reply packet from Y, forms the map from <ET(IP), IPA(Y)> to EA(Y)": the case that all others
 * stand on.
 */
export const repliesResolve: Property = {
  id: 'rfc826.replies-resolve',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-17', 'GARP-11', 'TOPO-01'],
  statement: 'A reply from the address that is being asked for completes the resolution.',
  rationale: 'Otherwise the host reaches nobody.',
  exercisedBy: 'a stack that waits for an address gets a unicast reply from it',
  needs: TALK,
  examples: {
    holds: example(() => host().pending(A.ip).sent(request(H, A)).received(reply(A, H)).learned(A.ip, A.mac).settled()),
    violates: example(() => host().pending(A.ip).sent(request(H, A)).received(reply(A, H)).settled()),
  },
  watch: (context) => watchLessons(context, ['reply-to-pending']),
};

/**
 * Nothing in "Packet Reception" asks whether the receiver had wanted to know. Linux and others do not learn (C03).
 */
export const learnsFromUnsolicitedReplies: Property = {
  id: 'rfc826.learns-from-unsolicited-replies',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-39'],
  statement: 'A reply to an own address that was not asked for makes an entry for its sender.',
  rationale: 'RFC 826 to the letter; test suites for automotive stacks demand it, hardened stacks refuse it.',
  exercisedBy: 'a reply to an own address from a sender that is neither in the table nor being asked for',
  needs: TALK,
  profiles: profilesWhere(({ learnsFromReply }) => learnsFromReply),
  examples: {
    holds: example(() => host().received(reply(A, H)).learned(A.ip, A.mac).settled()),
    violates: example(() => host().received(reply(A, H)).settled()),
  },
  watch: (context) => watchLessons(context, ['unsolicited-reply']),
};

/** "?Is the opcode ares_op$REQUEST? (NOW look at the opcode!!)": what comes before does not depend on it. */
export const mergesUnknownOperations: Property = {
  id: 'rfc826.merges-unknown-operations',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-35', 'R826-40', 'OP-31', 'OP-09'],
  statement: 'A packet with an unknown operation updates the table as a request or a reply does.',
  rationale: 'RFC 826 to the letter: new operations still keep tables right. Most stacks drop them first (C02).',
  exercisedBy: 'a packet with an unknown operation that says something new of its sender',
  needs: TALK,
  profiles: profilesWhere(({ operationLast }) => operationLast),
  examples: {
    holds: example(() =>
      host()
        .received(request(A, H, { operation: 26 }))
        .learned(A.ip, A.mac)
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(request(A, H, { operation: 26 }))
        .settled(),
    ),
  },
  watch: (context) => watchLessons(context, ['unknown-operation']),
};
