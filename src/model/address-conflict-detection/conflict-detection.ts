import type { DefencePolicy } from '../../trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  IPV4_ANY,
  type Ipv4,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
} from '../../wire/index.ts';
import { type DetectionFrame, type DetectionState, isUsable, type Transition } from './detection-state.ts';
import { type DetectionTiming, RFC5227_TIMING } from './detection-timing.ts';

/** Whether a hardware address is one of the host's own interfaces. */
export type IsOwnMac = (mac: Mac) => boolean;

/**
 * Address conflict detection for one address, RFC 5227, as a pure function of state and input.
 *
 * Which address is tried, and which one after a conflict, is none of its business: whoever chose the address begins, and
 * is told by the state (`given-up`) how it ended. So it serves a configured address, a leased one, and one that the host
 * chose itself (RFC 3927). Every decision is a method of its own, so that a mutant changes one thing and nothing else.
 */
export class ConflictDetection {
  readonly timing: DetectionTiming;

  constructor(timing: DetectionTiming = RFC5227_TIMING) {
    this.timing = timing;
  }

  // ---------------------------------------------------------------- Beginning

  /** An address that is to be tested, at a time that {@link start} says. */
  candidate(address: Ipv4, policy: DefencePolicy, delays: readonly number[]): DetectionState {
    return {
      address,
      phase: 'waiting',
      policy,
      delays,
      probes: 0,
      announcements: 0,
      defended: Number.NEGATIVE_INFINITY,
      wakeAt: undefined,
    };
  }

  /** An address that is in use without a test; detection goes on all the same (section 2.4). */
  inUse(address: Ipv4, policy: DefencePolicy): DetectionState {
    return { ...this.candidate(address, policy, []), phase: 'in-use' };
  }

  /** Section 2.1: the test begins, or begins anew, now or once `notBefore` has come. */
  start(state: DetectionState, now: number, notBefore = now): DetectionState {
    const anew = this.candidate(state.address, state.policy, state.delays);
    if (notBefore > now) return { ...anew, wakeAt: notBefore };
    return { ...anew, phase: 'probing', wakeAt: now + this.delayOf(anew) };
  }

  /** The link is gone: nothing is known of the next one, and nothing is in use on it (section 2.1). */
  suspend(state: DetectionState): DetectionState {
    return this.candidate(state.address, state.policy, state.delays);
  }

  // ---------------------------------------------------------------- Time

  wake(state: DetectionState, now: number): Transition {
    switch (state.phase) {
      case 'waiting':
        return { state: this.start(state, now) };
      case 'probing':
        return state.probes < this.timing.probes ? this.sendProbe(state, now) : this.sendAnnouncement(state, now);
      case 'announcing':
        return this.sendAnnouncement(state, now);
      case 'defending':
        return { state: { ...state, phase: 'in-use', wakeAt: undefined } };
      case 'in-use':
      case 'given-up':
        return { state };
      default:
        return state.phase satisfies never;
    }
  }

  /** Section 2.1.1: the first probe after PROBE_WAIT at most, the others PROBE_MIN to PROBE_MAX after it. */
  protected sendProbe(state: DetectionState, now: number): Transition {
    const next = { ...state, probes: state.probes + 1 };
    const isLast = next.probes >= this.timing.probes;
    const wakeAt = now + (isLast ? this.timing.announceWait : this.delayOf(next));
    return { state: { ...next, wakeAt }, frame: this.probe(state) };
  }

  /** In front of the next probe; the middle of what is allowed, if nothing was drawn. */
  protected delayOf({ probes, delays }: DetectionState): number {
    const { probeWait, probeMin, probeMax } = this.timing;
    return delays[probes] ?? (probes === 0 ? probeWait / 2 : (probeMin + probeMax) / 2);
  }

  /** Section 2.3: ANNOUNCE_NUM announcements, ANNOUNCE_INTERVAL apart; in use from the first one on. */
  protected sendAnnouncement(state: DetectionState, now: number): Transition {
    const announcements = state.announcements + 1;
    const frame = this.announcement(state);
    if (announcements < this.timing.announcements) {
      const wakeAt = now + this.timing.announceInterval;
      return { state: { ...state, phase: 'announcing', announcements, wakeAt }, frame };
    }
    return { state: this.settle({ ...state, announcements }, now), frame };
  }

  /** In use, and still on the defence if there was a conflict just now. */
  protected settle(state: DetectionState, now: number): DetectionState {
    const end = state.defended + this.timing.defendInterval;
    return end > now ? { ...state, phase: 'defending', wakeAt: end } : { ...state, phase: 'in-use', wakeAt: undefined };
  }

  // ---------------------------------------------------------------- Packets

  /** A well-formed ARP packet has come to the interface. */
  hear(state: DetectionState, arp: ArpView, isOwn: IsOwnMac, now: number): Transition {
    if (state.phase === 'probing') {
      return this.isTaken(state, arp, isOwn) ? { state: this.giveUp(state), isConflict: true } : { state };
    }
    if (!isUsable(state) || !this.isConflict(state, arp, isOwn)) return { state };
    return { ...this.meetConflict(state, now), isConflict: true };
  }

  /**
   * Section 2.1.1: "any ARP packet (Request *or* Reply) […] where the packet's 'sender IP address' is the address being
   * probed for", and any probe for it of somebody else.
   */
  protected isTaken({ address }: DetectionState, arp: ArpView, isOwn: IsOwnMac): boolean {
    if (!this.isKnownOperation(arp)) return false;
    if (arp.senderIp === address) return true;
    return this.isProbe(arp) && arp.targetIp === address && !isOwn(arp.senderMac);
  }

  /**
   * Section 2.4: "an ARP packet (Request *or* Reply) where the 'sender IP address' is (one of) the host's own IP
   * address(es) configured on that interface, but the 'sender hardware address' does not match".
   */
  protected isConflict({ address }: DetectionState, arp: ArpView, isOwn: IsOwnMac): boolean {
    return this.isKnownOperation(arp) && arp.senderIp === address && !isOwn(arp.senderMac);
  }

  protected isKnownOperation({ operation }: ArpView): boolean {
    return operation === ARP_REQUEST || operation === ARP_REPLY;
  }

  protected isProbe({ operation, senderIp }: ArpView): boolean {
    return operation === ARP_REQUEST && senderIp === IPV4_ANY;
  }

  /** Section 2.4: (a) ceases, (b) defends once in DEFEND_INTERVAL and ceases, (c) defends once in it and stays. */
  protected meetConflict(state: DetectionState, now: number): Transition {
    const isRecent = this.isRecent(state, now);
    if (state.policy === 'cease' || (state.policy === 'defend-once' && isRecent)) return { state: this.giveUp(state) };
    return isRecent ? { state } : this.defend(state, now);
  }

  protected isRecent({ defended }: DetectionState, now: number): boolean {
    return now - defended < this.timing.defendInterval;
  }

  /** Routine announcements that are still due stay due. */
  protected defend(state: DetectionState, now: number): Transition {
    const next = { ...state, defended: now };
    return { state: state.phase === 'announcing' ? next : this.settle(next, now), frame: this.announcement(state) };
  }

  protected giveUp(state: DetectionState): DetectionState {
    return { ...state, phase: 'given-up', wakeAt: undefined };
  }

  // ---------------------------------------------------------------- Frames

  /** Section 2.1.1: a request for the address by a sender without one; target hardware address zero. */
  protected probe({ address }: DetectionState): DetectionFrame {
    return {
      destination: MAC_BROADCAST,
      operation: ARP_REQUEST,
      senderIp: IPV4_ANY,
      targetMac: MAC_ZERO,
      targetIp: address,
    };
  }

  /** Section 2.3: "identical to the ARP Probe", with the address as sender and target. */
  protected announcement({ address }: DetectionState): DetectionFrame {
    return {
      destination: MAC_BROADCAST,
      operation: ARP_REQUEST,
      senderIp: address,
      targetMac: MAC_ZERO,
      targetIp: address,
    };
  }
}
