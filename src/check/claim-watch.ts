import { ARP_REPLY, ARP_REQUEST, formatMac, isLinkLocalIpv4, type Mac } from '../wire/index.ts';
import type { AddressState } from './address-state.ts';
import type { ArpSighting } from './arp-sighting.ts';
import type { FindingBook } from './finding-book.ts';
import type { Confidence, FindingKind } from './finding-kind.ts';
import { FINDING_KINDS } from './finding-kinds.ts';
import { addressSubject } from './subject.ts';

const SECOND = 1_000_000_000;
/** Two claims this close are at the same time: RFC 5227's DEFEND_INTERVAL, between two defences of an address. */
const SAME_TIME = 10 * SECOND;
/** A reply within this time is an answer; stacks that delay theirs do so for less (RFC 1122 asks again after one). */
const ANSWER_TIME = 5 * SECOND;
/** Two answers to one request are as close as two machines are to each other. */
const SAME_QUESTION = SECOND;
/** Claims of machines that are both up come at least this often: entries of neighbours expire. */
const BOTH_UP = 60 * SECOND;

interface Verdict {
  readonly kind: FindingKind;
  readonly mechanism: string;
  readonly confidence: Confidence;
  readonly reason: string;
}

/** Follows who claims which address, and says what is wrong when that changes. */
export class ClaimWatch {
  readonly #book: FindingBook;
  /** All interfaces are known to be in one network. */
  readonly #isOneNetwork: boolean;

  constructor(book: FindingBook, isOneNetwork: boolean) {
    this.#book = book;
    this.#isOneNetwork = isOneNetwork;
  }

  /** Somebody asks for the address of `state`. */
  asked(state: AddressState, arp: ArpSighting): void {
    state.askedFrame = arp.number;
    state.askedTime = arp.time;
    state.answerer = undefined;
  }

  /** Somebody says to have the address of `state`. */
  claimed(state: AddressState, arp: ArpSighting): void {
    const { senderMac: mac, time } = arp;
    const isReply = arp.operation === ARP_REPLY;
    const isAnswer = isReply && time - state.askedTime <= ANSWER_TIME;
    if (state.mac !== undefined && state.mac !== mac) this.#changed(state, arp, isReply && !isAnswer);
    if (isAnswer) {
      state.answerer = mac;
      state.answerFrame = arp.number;
    }
    if (state.mac !== mac) {
      state.formerMac = state.mac;
      state.formerFrame = state.frame;
      state.mac = mac;
      state.meet(mac);
    }
    state.frame = arp.number;
    state.time = time;
    state.interfaceId = arp.interfaceId;
    state.device = arp.device;
  }

  #changed(state: AddressState, arp: ArpSighting, isUnasked: boolean): void {
    const verdict = isLinkLocalIpv4(arp.senderIp) ? shared(state, arp) : moved(state, arp);
    this.#report(state, arp, verdict);
    if (!isUnasked) return;
    const hasBegunLater = arp.time < ANSWER_TIME;
    this.#report(state, arp, {
      kind: FINDING_KINDS.unsolicitedReply,
      mechanism: arp.isGratuitous ? 'gratuitous-reply' : 'unasked-reply',
      confidence: arp.isGratuitous || hasBegunLater ? 'possible' : 'likely',
      reason: arp.isGratuitous
        ? 'fail-over and migration announce themselves in this way'
        : hasBegunLater
          ? 'the request may have come before the capture began'
          : 'no request for the address came in the five seconds before; requests are broadcast, so one would be here',
    });
  }

  #report(state: AddressState, arp: ArpSighting, verdict: Verdict): void {
    const { kind, mechanism } = verdict;
    const subject = addressSubject(arp.senderIp, arp.vlan);
    if (this.#book.isFull(kind.id, mechanism, subject)) {
      this.#book.countOne(kind.id, mechanism, subject, arp.time);
      return;
    }
    const { confidence, reason } = this.#weighed(state, arp, verdict);
    const before = state.mac!;
    const isAnswered = mechanism === 'two-answers';
    const causes = isAnswered ? [state.answerFrame, state.askedFrame] : [state.frame];
    if (state.formerMac === arp.senderMac && !isAnswered) causes.push(state.formerFrame);
    this.#book.add({
      ...kind,
      mechanism,
      subject,
      confidence,
      reason,
      frame: arp.number,
      causes,
      time: arp.time,
      expected: `${subject} stays with ${formatMac(isAnswered ? state.answerer! : before)} (frame ${causes[0]})`,
      received: `${formatMac(arp.senderMac)} claims it ${HOW[howOf(arp)]}`,
    });
  }

  /** What speaks against a finding whoever is concerned. */
  #weighed(state: AddressState, arp: ArpSighting, verdict: Verdict): Pick<Verdict, 'confidence' | 'reason'> {
    const isElsewhere = state.interfaceId !== arp.interfaceId || state.device !== arp.device;
    if (isElsewhere && !this.#isOneNetwork) {
      return {
        confidence: 'possible',
        reason: 'the claims were seen at different interfaces, which may be in different networks',
      };
    }
    if (isVirtual(arp.senderMac) || isVirtual(state.mac!)) {
      return { confidence: 'possible', reason: 'one of the MAC addresses is the virtual one of a redundant gateway' };
    }
    return verdict;
  }
}

/** A link-local address with another MAC address. */
function shared(state: AddressState, arp: ArpSighting): Verdict {
  const kind = FINDING_KINDS.localAddressShared;
  const mechanism = howOf(arp);
  const count = state.macs.includes(arp.senderMac) ? state.macs.length : state.macs.length + 1;
  if (count > 2)
    return { kind, mechanism, confidence: 'certain', reason: `${count} MAC addresses have claimed it so far` };
  if (state.macs.includes(arp.senderMac)) {
    return { kind, mechanism, confidence: 'certain', reason: 'two MAC addresses take turns' };
  }
  return arp.time - state.time <= BOTH_UP
    ? { kind, mechanism, confidence: 'likely', reason: 'the two claims are less than a minute apart' }
    : {
        kind,
        mechanism,
        confidence: 'possible',
        reason: 'the claims are far apart; it may have got a new network card',
      };
}

/** Any other address. */
function moved(state: AddressState, arp: ArpSighting): Verdict {
  const isSameQuestion =
    arp.operation === ARP_REPLY &&
    state.answerer !== undefined &&
    state.answerer !== arp.senderMac &&
    arp.time - state.askedTime <= SAME_QUESTION;
  if (isSameQuestion) {
    const reason = 'two stations answered the same request';
    return { kind: FINDING_KINDS.addressConflict, mechanism: 'two-answers', confidence: 'certain', reason };
  }
  if (state.formerMac !== arp.senderMac) {
    const reason = 'the frames say so; whether it should have moved they do not say';
    return { kind: FINDING_KINDS.bindingMoved, mechanism: howOf(arp), confidence: 'certain', reason };
  }
  if (arp.time - state.time <= SAME_TIME) {
    const reason = 'both claim it within ten seconds, so both are there';
    return { kind: FINDING_KINDS.addressConflict, mechanism: 'both-claim', confidence: 'likely', reason };
  }
  const reason = 'more than ten seconds are between the claims, so one may have handed it to the other';
  return { kind: FINDING_KINDS.bindingMovesBack, mechanism: howOf(arp), confidence: 'likely', reason };
}

type How = 'gratuitous' | 'merge-from-third-party-request' | 'reply' | 'operation';

const HOW: Readonly<Record<How, string>> = {
  gratuitous: 'in a gratuitous packet',
  'merge-from-third-party-request': 'by asking for somebody else in its name',
  reply: 'in a reply',
  operation: 'in a packet of another operation',
};

/** What kind of packet the claim is in, by the names of mechanisms. */
function howOf(arp: ArpSighting): How {
  if (arp.isGratuitous) return 'gratuitous';
  if (arp.operation === ARP_REQUEST) return 'merge-from-third-party-request';
  return arp.operation === ARP_REPLY ? 'reply' : 'operation';
}

/** Prefixes of the MAC addresses of redundant gateways, and how many numbers share each. */
const VIRTUAL: readonly (readonly [prefix: number, size: number])[] = [
  // VRRP: 00:00:5e:00:01:xx (RFC 9568, section 7.3).
  [0x5e_0001, 0x100],
  // HSRP: 00:00:0c:07:ac:xx; version 2: 00:00:0c:9f:fx:xx.
  [0x0c_07ac, 0x100],
  [0xc9ff, 0x1000],
  // GLBP: 00:07:b4:00:xx:xx.
  [0x07_b400, 0x1_0000],
];

function isVirtual(mac: Mac): boolean {
  return VIRTUAL.some(([prefix, size]) => Math.floor(mac / size) === prefix);
}
