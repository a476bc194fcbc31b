import type { HostView } from '../../src/monitor/index.ts';
import type { DefencePolicy, EventId, FrameEvent, PortIndex } from '../../src/trace/index.ts';
import type { Ipv4 } from '../../src/wire/index.ts';
import { REACTION } from './timing.ts';

/**
 * What an ARP packet is to a host that tests or uses an address.
 *
 * `claim`: somebody else's, in the name of the address. `probe`: somebody else's probe for it. `question`: an ordinary
 * request for it. `other-probe`: a probe for another address. `own`: the host's own packet, come back. `misfit`: names
 * it, and is malformed or not for this interface. `elsewhere`: a claim on another link of the host. `other-claim`: a
 * claim to another address of the host. `open`: the standard leaves open what it is, such as another operation, a sender
 * that says it is everyone, or the host's own hardware address with the address that it only tests.
 */
export type HeardKind =
  | 'claim'
  | 'probe'
  | 'question'
  | 'other-probe'
  | 'own'
  | 'misfit'
  | 'elsewhere'
  | 'other-claim'
  | 'open';

export interface Heard {
  readonly kind: HeardKind;
  readonly event: FrameEvent;
  /** Probes that had been sent in the test so far. */
  readonly probes: number;
}

/** A claim to an address in use, and what became of it. */
export interface Conflict {
  readonly event: FrameEvent;
  /** Nanoseconds since the conflict before; infinite for the first one. */
  readonly gap: number;
  /** Routine announcements that had been sent. */
  readonly announcements: number;
  outcome: 'open' | 'defended' | 'given-up' | 'nothing';
}

/**
 * `waiting`: the link is down, or too many tests have failed. `testing`: probing. `in-use`: from the first announcement
 * on. `given-up` and `removed`: not the host's any more.
 */
export type Stage = 'waiting' | 'testing' | 'in-use' | 'given-up' | 'removed';

/** One address of one interface under conflict detection, as far as the trace tells. */
export class Detection {
  readonly host: HostView;
  readonly port: PortIndex;
  readonly address: Ipv4;
  /** Undefined for an address that was there without a test, on a host whose profile defends. */
  readonly policy: DefencePolicy | undefined;
  stage: Stage;
  /** When the test began, in nanoseconds, and the event that says so. */
  begun: number;
  begunBy: EventId;
  probes: FrameEvent[] = [];
  /** Routine announcements. */
  announcements: FrameEvent[] = [];
  /** What was heard during the test. */
  challenges: Heard[] = [];
  conflicts: Conflict[] = [];
  /** The announcement that defended it last. */
  defence: FrameEvent | undefined = undefined;
  /** What was heard last since the network settled. */
  heard: Heard | undefined = undefined;
  /** The conflict after which the address must not be used any more. */
  lost: Conflict | undefined = undefined;
  /** The link, or the host, was down since the address was last tested. */
  isUnlinked = false;
  /** The link went down while it was tested, and this is the test after that. */
  isRestarted = false;
  /** The address was in use when the link, or the host, went down, and this is the test after that. */
  isAgain = false;
  /** A rule took a frame of it, or packets are being sent to it: counts and times say nothing. */
  isDisturbed = false;
  /** What is to be said of this test once has been said. */
  isReported = false;

  constructor(
    host: HostView,
    port: PortIndex,
    address: Ipv4,
    policy: DefencePolicy | undefined,
    stage: Stage,
    begun: number,
    begunBy: EventId,
  ) {
    this.host = host;
    this.port = port;
    this.address = address;
    this.policy = policy;
    this.stage = stage;
    this.begun = begun;
    this.begunBy = begunBy;
  }

  get lastProbe(): FrameEvent | undefined {
    return this.probes.at(-1);
  }

  /** What was heard just before: only that can have made the host do something. */
  justHeard(time: number): Heard | undefined {
    return this.heard !== undefined && time - this.heard.event.time <= REACTION ? this.heard : undefined;
  }

  get lastConflict(): Conflict | undefined {
    return this.conflicts.at(-1);
  }

  /** The test begins, or begins anew. */
  begin(time: number, by: EventId): void {
    const isUp = this.isUnlinked && this.stage === 'waiting';
    this.isRestarted = isUp && this.announcements.length === 0;
    this.isAgain = isUp && this.announcements.length > 0;
    this.stage = 'testing';
    this.isUnlinked = false;
    this.begun = time;
    this.begunBy = by;
    this.probes = [];
    this.announcements = [];
    this.challenges = [];
    // What was claimed on the link before says nothing about this one.
    this.conflicts = [];
    this.defence = undefined;
    this.lost = undefined;
    this.isReported = false;
  }

  /** Somebody else has it, so that the host is right to give it up. */
  get isChallenged(): boolean {
    return this.challenges.some(({ kind }) => kind === 'claim' || kind === 'probe' || kind === 'open');
  }
}
