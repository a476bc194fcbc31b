import { formatMac } from '../wire/index.ts';
import type { AddressState } from './address-state.ts';
import type { ArpSighting } from './arp-sighting.ts';
import type { FindingBook, Sighting } from './finding-book.ts';
import type { Confidence } from './finding-kind.ts';
import { FINDING_KINDS } from './finding-kinds.ts';
import { addressSubject } from './subject.ts';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;
/** PROBE_MIN of RFC 5227, one second, and a tenth less: timers of small systems are coarse. */
const PROBE_MIN = 900 * MILLISECOND;
/** PROBE_MAX, two seconds, and what timers add: a probe that comes later begins a new row. */
const PROBE_MAX = 2500 * MILLISECOND;
const PROBE_NUM = 3;
/** ANNOUNCE_WAIT and ANNOUNCE_INTERVAL, two seconds each, less a tenth. */
const ANNOUNCE_MIN = 1800 * MILLISECOND;
/** A mirror port shows a packet twice within this time; no program sends twice so fast on purpose. */
const SHOWN_TWICE = 100_000;
/** A probe older than this has nothing to do with an announcement: probing takes at most nine seconds. */
const PROBE_MEMORY = 60 * SECOND;

/** Follows how stations probe for addresses and announce them (RFC 5227). */
export class ProbeWatch {
  readonly #book: FindingBook;

  constructor(book: FindingBook) {
    this.#book = book;
  }

  /** A request for the address of `state` whose sender is 0.0.0.0. */
  probed(state: AddressState, arp: ArpSighting): void {
    const { senderMac: mac, time } = arp;
    const since = time - state.probeTime;
    const isSame = state.prober === mac;
    if (isSame && since < SHOWN_TWICE) return;
    const isRow = isSame && since <= PROBE_MAX;
    if (isRow && since < PROBE_MIN) {
      const got = `a probe ${milliseconds(since)} after the last one`;
      this.#timing(arp, 'probes-too-close', 'at least a second between two probes', got, [state.probeFrame], 'likely');
    }
    state.probes = isRow ? state.probes + 1 : 1;
    if (state.probes === PROBE_NUM + 1) {
      this.#timing(arp, 'too-many-probes', 'three probes', 'a fourth one', [state.probeFrame], 'possible');
    }
    if (!isSame || since > PROBE_MEMORY) state.probesBegun = time;
    state.prober = mac;
    state.probeFrame = arp.number;
    state.probeTime = time;
  }

  /** A request for the own address of its sender; `state` has not been told of the claim yet. */
  announced(state: AddressState, arp: ArpSighting): void {
    const { senderMac: mac, time } = arp;
    const isProber = state.prober === mac && time - state.probeTime <= PROBE_MEMORY;
    const since = time - state.announcementTime;
    if (state.announcer === mac && since < SHOWN_TWICE) return;
    if (isProber) this.#afterProbe(state, arp);
    if (state.announcer === mac && since < ANNOUNCE_MIN) {
      const got = `an announcement ${milliseconds(since)} after the last one`;
      const expected = 'two seconds between two announcements';
      const causes = [state.announcementFrame];
      this.#announcement(arp, 'announcements-too-close', expected, got, causes, isProber ? 'likely' : 'possible');
    }
    state.announcer = mac;
    state.announcementFrame = arp.number;
    state.announcementTime = time;
  }

  #afterProbe(state: AddressState, arp: ArpSighting): void {
    const isFirst = state.announcer !== arp.senderMac || state.announcementTime < state.probeTime;
    if (!isFirst) return;
    const since = arp.time - state.probeTime;
    if (since < ANNOUNCE_MIN) {
      const got = `an announcement ${milliseconds(since)} after it`;
      const causes = [state.probeFrame];
      this.#announcement(
        arp,
        'announced-too-soon',
        'two seconds of silence after the last probe',
        got,
        causes,
        'likely',
      );
    }
    if (state.mac === undefined || state.mac === arp.senderMac || state.time < state.probesBegun) return;
    const subject = addressSubject(arp.senderIp, arp.vlan);
    this.#book.add({
      ...FINDING_KINDS.takenDespiteConflict,
      mechanism: 'answer-ignored',
      subject,
      confidence: 'likely',
      reason: 'the answer is in the capture; that it reached the prober is not',
      frame: arp.number,
      causes: [state.frame, state.probeFrame],
      time: arp.time,
      expected: `${formatMac(arp.senderMac)} leaves ${subject} to ${formatMac(state.mac)}, who claimed it in frame ${state.frame}`,
      received: 'it announces the address',
    });
  }

  #timing(
    arp: ArpSighting,
    mechanism: string,
    expected: string,
    received: string,
    causes: readonly number[],
    confidence: Confidence,
  ): void {
    const reason =
      confidence === 'likely'
        ? 'the times are those of the capture, not of the sender'
        : 'several programs of one machine may probe';
    const subject = `${addressSubject(arp.targetIp, arp.vlan)}, probed for by ${formatMac(arp.senderMac)}`;
    this.#add(
      { ...FINDING_KINDS.probeTiming, mechanism, subject, confidence, reason, causes, expected, received },
      arp,
    );
  }

  #announcement(
    arp: ArpSighting,
    mechanism: string,
    expected: string,
    received: string,
    causes: readonly number[],
    confidence: Confidence,
  ): void {
    const reason =
      confidence === 'likely'
        ? 'the sender probed first, so it follows RFC 5227 otherwise'
        : 'no probe was seen: this may be fail-over software, which repeats itself on purpose';
    const subject = `${addressSubject(arp.senderIp, arp.vlan)}, announced by ${formatMac(arp.senderMac)}`;
    const kind = FINDING_KINDS.announcementTiming;
    this.#add({ ...kind, mechanism, subject, confidence, reason, causes, expected, received }, arp);
  }

  #add(finding: Omit<Sighting, 'frame' | 'time'>, arp: ArpSighting): void {
    this.#book.add({ ...finding, frame: arp.number, time: arp.time });
  }
}

function milliseconds(nanoseconds: number): string {
  return `${Math.floor(nanoseconds / MILLISECOND)} ms`;
}
