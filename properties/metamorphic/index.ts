import type { Property } from '../../src/monitor/index.ts';
import { MAC_BROADCAST } from '../../src/wire/index.ts';
import { A, B, example, H, host, reply, request, resized } from '../rfc826/cast.ts';
import { watchLikeness } from './answers.ts';
import { repeatedRepliesChangeNothing } from './repeated-replies.ts';

/** RFC 826, "Packet Reception", keeps no count: what is swapped and sent back depends on the packet alone. */
const sameRequestSameReply: Property = {
  id: 'metamorphic.same-request-same-reply',
  level: 'MUST',
  source: 'RFC 826, Packet Reception (derived)',
  rows: ['R826-55'],
  statement: 'A request that is sent again gets the same reply again, or none again.',
  rationale: 'Requests and replies are lost. Who is not answered the second time is cut off by one lost frame.',
  exercisedBy: 'a stack gets the same request for an own address twice',
  examples: {
    holds: example(() => asked().received(request(A, H)).sent(reply(H, A)).settled()),
    violates: example(() => asked().received(request(A, H)).settled()),
  },
  watch: (context) => watchLikeness(context, 'nothing'),
};

/** RFC 826 knows nothing behind the 28 octets; RFC 894 has frames padded. */
const trailingBytesChangeNothing: Property = {
  id: 'metamorphic.trailing-bytes-change-nothing',
  level: 'MUST',
  source: 'RFC 826, Packet format; RFC 894 (derived)',
  rows: ['INV-08', 'ETH-03', 'ETH-06'],
  statement:
    'Requests that differ in nothing but the octets behind them, or in how many there are, get the same reply.',
  rationale:
    'Hardware pads what virtual links do not, and switches add what they like: a host must not vanish behind one of them.',
  exercisedBy: 'a stack gets a request for an own address with other octets behind it than before',
  examples: {
    holds: example(() => asked().received(padded()).sent(reply(H, A)).settled()),
    violates: example(() => asked().received(padded()).settled()),
  },
  watch: (context) => watchLikeness(context, 'trailing octets'),
};

/** "The target hardware address … is not assigned any meaning in a request": what is asked for cannot be known. */
const targetHardwareAddressChangesNothing: Property = {
  id: 'metamorphic.target-hardware-address-changes-nothing',
  level: 'MUST',
  source: 'RFC 826, Packet Generation (derived)',
  rows: ['INV-10', 'R826-53'],
  statement: 'Requests that differ in nothing but the target hardware address get the same reply.',
  rationale: 'Some stacks write zeros there, some broadcast, some what they knew before: all of them ask.',
  exercisedBy: 'a stack gets a request for an own address with another target hardware address than before',
  examples: {
    holds: example(() =>
      asked()
        .received(request(A, H, { targetMac: MAC_BROADCAST }))
        .sent(reply(H, A))
        .settled(),
    ),
    violates: example(() =>
      asked()
        .received(request(A, H, { targetMac: MAC_BROADCAST }))
        .settled(),
    ),
  },
  watch: (context) => watchLikeness(context, 'target hardware address'),
};

/** How a packet was delivered is no field of it; RFC 1122 section 2.3.2.1 has hosts poll by unicast. */
const unicastOrBroadcastChangesNothing: Property = {
  id: 'metamorphic.unicast-or-broadcast-changes-nothing',
  level: 'MUST',
  source: 'RFC 826, Packet Reception; RFC 1122, section 2.3.2.1 (derived)',
  rows: ['ETH-15', 'R826-54'],
  statement: 'A request gets the same reply whether its frame was for everyone or for the host alone.',
  rationale:
    'Hosts poll their neighbours by unicast. Who only answers everyone is forgotten, and found again, for ever.',
  exercisedBy: 'a stack gets a request for an own address by unicast and by broadcast',
  examples: {
    holds: example(() => asked().received(unicast()).sent(reply(H, A)).settled()),
    violates: example(() => asked().received(unicast()).settled()),
  },
  watch: (context) => watchLikeness(context, 'Ethernet destination'),
};

/** No step of RFC 826 depends on who asks, so that other names in the question are other names in the answer. */
const anotherAskerSameReply: Property = {
  id: 'metamorphic.another-asker-same-reply',
  level: 'SHOULD',
  source: 'RFC 826, Packet Reception (derived)',
  rows: ['INV-12', 'SHA-06', 'SHA-07'],
  statement: 'The same request from another neighbour gets the same reply, with that neighbour in it.',
  rationale:
    'A stack that looks at single bits of the asker, or mixes askers up, is reached by some of its neighbours only.',
  exercisedBy: 'two neighbours ask a stack the same way',
  examples: {
    holds: example(() => asked().received(request(B, H)).sent(reply(H, B)).settled()),
    violates: example(() => asked().received(request(B, H)).sent(reply(H, A)).settled()),
  },
  watch: (context) => watchLikeness(context, 'asker'),
};

/** "?Am I the target protocol address?": what is for others ends there, but for what it says of its sender. */
const framesForOthersChangeNoAnswer: Property = {
  id: 'metamorphic.frames-for-others-change-no-answer',
  level: 'MUST',
  source: 'RFC 826, Packet Reception (derived)',
  rows: ['INV-13'],
  statement: 'A request gets the same reply whatever the host has heard between others since it was last asked.',
  rationale: 'Every host hears the broadcasts of all others: a stack that they disturb fails where there are many.',
  exercisedBy: 'a stack gets the same request for an own address before and after ARP packets for others',
  examples: {
    holds: example(() => asked().received(request(B, A)).settled().received(request(A, H)).sent(reply(H, A)).settled()),
    violates: example(() => asked().received(request(B, A)).settled().received(request(A, H)).settled()),
  },
  watch: (context) => watchLikeness(context, 'others'),
};

/** Neighbours are told apart by their addresses alone, so that it does not matter who comes first. */
const orderChangesNoAnswer: Property = {
  id: 'metamorphic.order-changes-no-answer',
  level: 'SHOULD',
  source: 'RFC 826, Packet Reception (derived)',
  rows: ['INV-09'],
  statement: 'Two neighbours that ask one after the other get the same replies if they ask in the other order.',
  rationale: 'A stack that mixes up who asked last answers the wrong one, or nobody, when two ask at once.',
  exercisedBy: 'two neighbours ask a stack for an own address, and again in the other order',
  examples: {
    holds: example(() => inBothOrders().sent(reply(H, A)).settled()),
    violates: example(() => inBothOrders().settled()),
  },
  watch: (context) => watchLikeness(context, 'order'),
};

/** A and B ask, then B and A; the last reply is missing. */
function inBothOrders() {
  return asked()
    .received(request(B, H))
    .sent(reply(H, B))
    .settled()
    .received(request(B, H))
    .sent(reply(H, B))
    .settled()
    .received(request(A, H));
}

/** A request of A that was answered. */
function asked() {
  return host().received(request(A, H)).sent(reply(H, A)).settled();
}

function padded() {
  return resized(request(A, H), 46);
}

function unicast() {
  return request(A, H, { destination: H.mac });
}

/** What needs no oracle: stimuli that are alike, and answers that have to be. */
export const metamorphic: readonly Property[] = [
  sameRequestSameReply,
  trailingBytesChangeNothing,
  targetHardwareAddressChangesNothing,
  unicastOrBroadcastChangesNothing,
  anotherAskerSameReply,
  framesForOthersChangeNoAnswer,
  orderChangesNoAnswer,
  repeatedRepliesChangeNothing,
];
