import type { DefencePolicy, DetectionPhase } from '../../trace/index.ts';
import type { Ipv4, Mac } from '../../wire/index.ts';

/** What is known of one address of one interface. Values: every transition makes a new one. */
export interface DetectionState {
  readonly address: Ipv4;
  readonly phase: DetectionPhase;
  readonly policy: DefencePolicy;
  /** Time in front of each probe, in nanoseconds; drawn by whoever began the test, as the machine draws nothing. */
  readonly delays: readonly number[];
  /** Probes and routine announcements sent in this test. */
  readonly probes: number;
  readonly announcements: number;
  /** When the last conflict was met that was defended; minus infinity if none was (section 2.4 (b) and (c)). */
  readonly defended: number;
  /** When it wants to be woken, in nanoseconds; undefined if only a packet, the link or the operator moves it on. */
  readonly wakeAt: number | undefined;
}

/** The fields of a frame that the machine sends; source and sender hardware address are the interface's. */
export interface DetectionFrame {
  readonly destination: Mac;
  readonly operation: number;
  readonly senderIp: Ipv4;
  readonly targetMac: Mac;
  readonly targetIp: Ipv4;
}

/** What an input comes to: the next state, and what is sent. The state is in force before the frame leaves. */
export interface Transition {
  readonly state: DetectionState;
  readonly frame?: DetectionFrame;
  /** The input was a conflict: with a probed address, or with one in use. */
  readonly isConflict?: boolean;
}

/** The host may use the address: from the first announcement on (section 2.3). */
export function isUsable({ phase }: DetectionState): boolean {
  return phase === 'announcing' || phase === 'in-use' || phase === 'defending';
}
