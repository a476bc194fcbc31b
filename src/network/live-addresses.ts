import type { DetectionOrder, InterfaceAddress } from '../model/index.ts';
import type { DefencePolicy, DetectionEvent } from '../trace/index.ts';
import type { Ipv4 } from '../wire/index.ts';
import type { Later, LiveStack } from './live-stack.ts';

/** RFC 3927 section 2.8 */
const LINK_LOCAL_PREFIX = 16;

/** Told what becomes of the addresses of a live stack. */
export interface AddressListener {
  detected(own: InterfaceAddress, phase: DetectionEvent['phase'], policy: DefencePolicy): void;
  addressChanged(own: InterfaceAddress, present: boolean): void;
}

interface Watched {
  readonly own: InterfaceAddress;
  readonly policy: DefencePolicy;
  phase: DetectionEvent['phase'];
  isPresent: boolean;
}

/** The addresses that a live stack was told to configure with conflict detection, as far as it tells of them. */
export class LiveAddresses {
  readonly #stack: LiveStack;
  readonly #listener: AddressListener;
  readonly #watched = new Map<Ipv4, Watched>();
  /** How it defends the link-local addresses that it chooses; undefined while it chooses none. */
  #linkLocal: DefencePolicy | undefined;

  constructor(stack: LiveStack, listener: AddressListener) {
    this.#stack = stack;
    this.#listener = listener;
  }

  /** Without the ability nothing happens. */
  detect(own: InterfaceAddress, order: DetectionOrder): Later<void> {
    const { detection } = this.#stack;
    if (detection === undefined || this.#watched.has(own.address)) return;
    // The order comes first, whatever the stack does about it.
    const watched = { own, policy: order.policy, phase: 'probing', isPresent: false } as const;
    this.#watched.set(own.address, { ...watched });
    this.#listener.detected(own, 'probing', order.policy);
    const taken = detection.configure(own, order);
    if (typeof taken !== 'boolean') return taken.then((isTaken) => this.#answered(own, isTaken));
    this.#answered(own, taken);
  }

  #answered(own: InterfaceAddress, isTaken: boolean): void {
    if (!isTaken) this.#enter(own.address, 'removed');
  }

  /** Without the ability nothing happens, and only once. */
  chooseLinkLocal(order: DetectionOrder): Later<void> {
    const { detection } = this.#stack;
    if (detection?.chooseLinkLocal === undefined || this.#linkLocal !== undefined) return;
    this.#linkLocal = order.policy;
    const taken = detection.chooseLinkLocal(order);
    if (typeof taken !== 'boolean') return taken.then(() => undefined);
  }

  has(address: Ipv4): boolean {
    return this.#watched.has(address);
  }

  remove(own: InterfaceAddress): Later<void> {
    const { detection } = this.#stack;
    if (detection === undefined || !this.#watched.has(own.address)) return;
    const done = detection.remove(own);
    if (typeof done !== 'boolean') return done.then(() => this.#enter(own.address, 'removed'));
    this.#enter(own.address, 'removed');
  }

  /** Passes on what the stack has told, as far as it comes before its next frame. */
  tell(): void {
    const { detection } = this.#stack;
    if (detection === undefined) return;
    for (let report = detection.next(); report !== undefined; report = detection.next()) {
      this.#enter(report.address, report.phase);
    }
  }

  #enter(address: Ipv4, phase: DetectionEvent['phase']): void {
    const watched = this.#watched.get(address) ?? this.#chosen(address);
    if (watched === undefined || watched.phase === phase) return;
    watched.phase = phase;
    this.#listener.detected(watched.own, phase, watched.policy);
    const isPresent = phase === 'announcing' || phase === 'in-use' || phase === 'defending';
    if (isPresent !== watched.isPresent) {
      watched.isPresent = isPresent;
      this.#listener.addressChanged(watched.own, isPresent);
    }
    if (phase === 'given-up' || phase === 'removed') this.#watched.delete(address);
  }

  /** An address that nobody told it to configure is one that it chose. */
  #chosen(address: Ipv4): Watched | undefined {
    if (this.#linkLocal === undefined) return undefined;
    const own = { address, prefix: LINK_LOCAL_PREFIX, scope: 'link' } as const;
    const watched = { own, policy: this.#linkLocal, phase: 'removed', isPresent: false } as const;
    this.#watched.set(address, { ...watched });
    return this.#watched.get(address);
  }
}
