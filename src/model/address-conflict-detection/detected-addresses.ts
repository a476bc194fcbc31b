import type { DefencePolicy } from '../../trace/index.ts';
import type { ArpView, Ipv4 } from '../../wire/index.ts';
import type { StackInterface } from '../interface.ts';
import type { InterfaceAddress } from '../interface-config.ts';
import type { StackEnvironment } from '../stack.ts';
import type { Wake } from '../wake.ts';
import { type AttemptLimit, NO_ATTEMPTS, nextAttempt } from './attempt-limit.ts';
import type { ConflictDetection, IsOwnMac } from './conflict-detection.ts';
import { type DetectionFrame, type DetectionState, isUsable, type Transition } from './detection-state.ts';

/** What detection does to the host around it. */
export interface DetectingHost {
  readonly isOwnMac: IsOwnMac;
  transmitDetection(on: StackInterface, frame: DetectionFrame): void;
  /** The address is configured from now on, or no longer. */
  setUsable(on: StackInterface, own: InterfaceAddress, isUsable: boolean): void;
  /** Somebody else has the address; detection of it has ended. */
  lost(on: StackInterface, own: InterfaceAddress): void;
}

/** An address under detection; also what the stack's timers are set for. */
class Claim {
  readonly on: StackInterface;
  readonly own: InterfaceAddress;
  /** It is tested whenever the link comes up; an address that was there from the beginning is only defended. */
  readonly isTested: boolean;
  state: DetectionState;
  wake: Wake | undefined = undefined;

  constructor(on: StackInterface, own: InterfaceAddress, state: DetectionState, isTested: boolean) {
    this.on = on;
    this.own = own;
    this.state = state;
    this.isTested = isTested;
  }
}

/** The addresses of a stack that are under detection: feeds the machine, and does what it says. */
export class DetectedAddresses {
  readonly #machine: ConflictDetection;
  readonly #environment: StackEnvironment;
  readonly #host: DetectingHost;
  readonly #claims: Claim[] = [];
  readonly #limits = new Map<StackInterface, AttemptLimit>();

  constructor(machine: ConflictDetection, environment: StackEnvironment, host: DetectingHost) {
    this.#machine = machine;
    this.#environment = environment;
    this.#host = host;
  }

  has(address: Ipv4): boolean {
    return this.#claims.some((claim) => claim.own.address === address);
  }

  /** Begins to test an address that is new on the interface; at once, unless too many tests have failed there. */
  begin(on: StackInterface, own: InterfaceAddress, policy: DefencePolicy, delays: readonly number[]): void {
    const { now } = this.#environment;
    const candidate = this.#machine.candidate(own.address, policy, delays);
    const limit = this.#limitOf(on);
    const notBefore = on.up ? nextAttempt(limit, now, this.#machine.timing) : now;
    this.#limits.set(on, { ...limit, lastAttempt: notBefore });
    const claim = new Claim(on, own, on.up ? this.#machine.start(candidate, now, notBefore) : candidate, true);
    this.#claims.push(claim);
    this.#setTimer(claim, candidate);
    this.#report(claim);
  }

  /** An address that was configured without a test is defended. */
  adopt(on: StackInterface, own: InterfaceAddress, policy: DefencePolicy): void {
    this.#claims.push(new Claim(on, own, this.#machine.inUse(own.address, policy), false));
  }

  /** The operator removes the address; the host takes it off the interface itself. */
  remove(on: StackInterface, address: Ipv4): void {
    const claim = this.#claims.find((each) => each.on === on && each.own.address === address);
    if (claim === undefined) return;
    this.#drop(claim);
    this.#environment.detected(on.index, claim.own, 'removed', claim.state.policy);
  }

  /**
   * True if the packet claims an address of the interface that stays in use: that is dealt with then. Once an address is
   * given up, the packet is one of somebody else who has it.
   */
  hear(on: StackInterface, arp: ArpView): boolean {
    let isSettled = false;
    // Claims that are given up are dropped on the way.
    for (const claim of this.#claims.slice()) {
      if (claim.on !== on) continue;
      const wasUsable = isUsable(claim.state);
      const next = this.#machine.hear(claim.state, arp, this.#host.isOwnMac, this.#environment.now);
      if (next.isConflict === true) {
        if (!wasUsable) this.#countConflict(on);
        else if (isUsable(next.state)) isSettled = true;
      }
      this.#enter(claim, next);
    }
    return isSettled;
  }

  /** True if the token is one of its own. */
  wake(token: object): boolean {
    if (!(token instanceof Claim)) return false;
    token.wake = undefined;
    if (this.#claims.includes(token)) this.#enter(token, this.#machine.wake(token.state, this.#environment.now));
    return true;
  }

  linkUp(on: StackInterface): void {
    const { now } = this.#environment;
    for (const claim of this.#claims) {
      if (claim.on === on && claim.isTested) this.#enter(claim, { state: this.#machine.start(claim.state, now) });
    }
  }

  linkDown(on: StackInterface): void {
    for (const claim of this.#claims) {
      if (claim.on === on && claim.isTested) this.#enter(claim, { state: this.#machine.suspend(claim.state) });
    }
  }

  /** Conflicts of a life before are forgotten with everything else. */
  restart(): void {
    this.#limits.clear();
  }

  #enter(claim: Claim, { state, frame }: Transition): void {
    const before = claim.state;
    if (state !== before) {
      claim.state = state;
      this.#setTimer(claim, before);
      if (state.phase !== before.phase) this.#report(claim);
      if (isUsable(state) !== isUsable(before)) this.#host.setUsable(claim.on, claim.own, isUsable(state));
      if (state.phase === 'given-up') this.#drop(claim);
    }
    if (frame !== undefined) this.#host.transmitDetection(claim.on, frame);
    if (state !== before && state.phase === 'given-up') this.#host.lost(claim.on, claim.own);
  }

  #setTimer(claim: Claim, before: DetectionState): void {
    const { wakeAt } = claim.state;
    if (wakeAt === before.wakeAt && claim.wake !== undefined) return;
    claim.wake?.cancel();
    claim.wake = wakeAt === undefined ? undefined : this.#environment.wakeAt(wakeAt, claim);
  }

  #report({ on, own, state }: Claim): void {
    this.#environment.detected(on.index, own, state.phase, state.policy);
  }

  #drop(claim: Claim): void {
    claim.wake?.cancel();
    claim.wake = undefined;
    this.#claims.splice(this.#claims.indexOf(claim), 1);
  }

  #limitOf(on: StackInterface): AttemptLimit {
    return this.#limits.get(on) ?? NO_ATTEMPTS;
  }

  #countConflict(on: StackInterface): void {
    const limit = this.#limitOf(on);
    this.#limits.set(on, { ...limit, conflicts: limit.conflicts + 1 });
  }
}
