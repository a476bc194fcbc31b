import type { EventId, Trace } from '../trace/index.ts';
import type { Monitor, MonitorContext } from './monitor.ts';

/** How binding a requirement is (RFC 2119); `PRACTICE`: no document demands it, experience does. */
export type Level = 'MUST' | 'SHOULD' | 'PRACTICE';

/**
 * `held`: exercised and never violated. `vacuous`: what it speaks of did not happen, so it says nothing.
 * `inconclusive`: could not be decided. `unsupported`: the stack or its profile rules it out.
 */
export type Verdict = 'held' | 'violated' | 'vacuous' | 'inconclusive' | 'unsupported';

/**
 * What a stack under test has to offer besides frames: it answers echo requests (`ping`), it can be made to send
 * (`send`), its operator announces addresses (`announce`), configures some with conflict detection (`detect`), takes the
 * link down (`link`) or gave it a static neighbour (`static`), has it choose a link-local address (`link-local`), changes
 * addresses and routes (`configure`), or restarts it (`restart`), its profile defends every address (`defence`) or
 * keeps link-local packets on the link (`on-link`), its cache can be seen (`cache`).
 */
export type Need =
  | 'ping'
  | 'send'
  | 'announce'
  | 'detect'
  | 'link'
  | 'link-local'
  | 'configure'
  | 'restart'
  | 'static'
  | 'defence'
  | 'on-link'
  | 'cache';

/** A property: a requirement, and the monitor that judges it on any trace. */
export interface Property {
  /** Stable slug, `source.what-must-be`; never renumbered. */
  readonly id: string;
  readonly level: Level;
  /** Document and section: `RFC 826, Packet Reception`. */
  readonly source: string;
  /** Rows of the requirements catalogue that it covers: `R826-42`. */
  readonly rows: readonly string[];
  /** One sentence: what must be so. */
  readonly statement: string;
  /** Why it matters: what breaks if it does not hold. */
  readonly rationale: string;
  /** What has to happen for it to say anything; shown for vacuous verdicts. */
  readonly exercisedBy: string;
  /**
   * What has to be there for a single stack to exercise it: of each list, one. Frames alone are enough if absent. A
   * simulated stack offers everything.
   */
  readonly needs?: readonly (readonly Need[])[];
  /** The least time, in seconds, that has to pass for that; it matters where time is real. 0 if absent. */
  readonly seconds?: number;
  /** Profiles under which it is demanded; all if absent. */
  readonly profiles?: readonly string[];
  /** The smallest exchange in which it holds, and the smallest that violates it. */
  readonly examples: { readonly holds: () => Trace; readonly violates: () => Trace };
  readonly watch: (context: MonitorContext) => Monitor;
}

/** One violation, as data; reports make text of it. */
export interface Violation {
  readonly property: string;
  readonly level: Level;
  readonly source: string;
  /** Virtual time in nanoseconds. */
  readonly time: number;
  /** The node that did it, by name. */
  readonly at: string;
  readonly expected: string;
  readonly received: string;
  /** How it came about: `merge-from-third-party-request`. */
  readonly mechanism: string;
  /** What else marks the case, for instance `arpreply`; sorted. */
  readonly circumstances: readonly string[];
  /** The decisive events: the violation itself first, then its causes. */
  readonly events: readonly EventId[];
}
