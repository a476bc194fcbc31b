import type { HostView } from '../../src/monitor/index.ts';
import type { FrameEvent, NeighbourBinding, SettledEvent } from '../../src/trace/index.ts';
import type { IpPacket, Mac } from '../../src/wire/index.ts';
import type { Claims } from './address-claims.ts';
import type { Belief } from './beliefs.ts';
import type { ClaimKind } from './claim-kind.ts';

/** A packet that has to change the cache, as its profile leaves no choice. */
export interface Lesson {
  readonly claims: Claims;
  readonly kind: ClaimKind;
  readonly event: FrameEvent;
  readonly mac: Mac;
  /** What the cache held before, where it is visible. */
  readonly before: NeighbourBinding | undefined;
}

export interface ClaimListener {
  /** Lessons of these kinds only. */
  readonly kinds?: readonly ClaimKind[];
  taught?(lesson: Lesson): void;
  /** The network has settled and the entry, which is visible, does not hold what it was taught. */
  missed?(lesson: Lesson, event: SettledEvent): void;
  /** A claim that the profile believes, or may believe. `claims` is as it was before. */
  claimed?(claims: Claims, event: FrameEvent, belief: Belief): void;
  /** The stack sent a request that is no announcement. `claims` is as it was before. */
  asked?(claims: Claims, event: FrameEvent): void;
  /**
   * The stack sent a packet to a station. `claims` is what it was told about the packet's destination, or undefined
   * if it goes through a gateway, for all that the trace tells.
   */
  forwarded?(host: HostView, event: FrameEvent, packet: IpPacket, claims: Claims | undefined): void;
  /** The same of hosts whose cache is not visible, and whose traffic has to tell. */
  forwardedUnseen?(host: HostView, event: FrameEvent, claims: Claims): void;
  askedUnseen?(claims: Claims, event: FrameEvent): void;
  restart?(): void;
}

/** Who wants to be told of what; each list is short, and most events concern few. */
export class Audience {
  readonly #all: ClaimListener[] = [];
  readonly #byKind = new Map<ClaimKind, readonly ClaimListener[]>();
  readonly claimed: ClaimListener[] = [];
  readonly asked: ClaimListener[] = [];
  readonly forwarded: ClaimListener[] = [];
  readonly forwardedUnseen: ClaimListener[] = [];
  readonly askedUnseen: ClaimListener[] = [];
  readonly restart: ClaimListener[] = [];

  add(listener: ClaimListener): void {
    this.#all.push(listener);
    this.#byKind.clear();
    if (listener.claimed !== undefined) this.claimed.push(listener);
    if (listener.asked !== undefined) this.asked.push(listener);
    if (listener.forwarded !== undefined) this.forwarded.push(listener);
    if (listener.forwardedUnseen !== undefined) this.forwardedUnseen.push(listener);
    if (listener.askedUnseen !== undefined) this.askedUnseen.push(listener);
    if (listener.restart !== undefined) this.restart.push(listener);
  }

  /** Whom lessons of a kind concern. */
  of(kind: ClaimKind): readonly ClaimListener[] {
    const known = this.#byKind.get(kind);
    if (known !== undefined) return known;
    const concerned = this.#all.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
    this.#byKind.set(kind, concerned);
    return concerned;
  }
}
