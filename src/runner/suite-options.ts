import type { Property } from '../monitor/index.ts';
import type { CreateStack } from '../stacks/module/module.ts';
import type { Expectation, StackKind } from '../stacks/stack.ts';

/** A deviation of a stack that is known and explained: its test passes and names it; when it has gone, its test fails. */
export interface KnownDeviation extends Pick<Expectation, 'property' | 'mechanism' | 'profiles' | 'reason'> {
  /** Where it can be read or was seen. */
  readonly source?: string;
  /**
   * A case file (`.json`) that shows it, from the folder in which the tests run. It is replayed first. Without one it is
   * gone as soon as its property is exercised and not violated.
   */
  readonly case?: string;
}

/** What is put under test: a name as `--stack` takes it, a function or module that makes a stack, or a kind of stack. */
export type SuiteStack = string | CreateStack | { readonly createStack: CreateStack } | StackKind;

/** The options of a suite; all but `stack` may be missing. */
export interface ArpConformanceOptions {
  /**
   * `lwip`, `kernel,arp_accept=1`, `exec:./my-stack`, `module:./my-stack.js`; or `createStack` itself, or the module that
   * exports it (`import * as stack from './my-stack.ts'`), so that watch mode knows on what the suite depends.
   */
  readonly stack: SuiteStack;
  /** What titles call a stack that is no string. */
  readonly name?: string;
  /** The profile that it is judged by; that of the kind of stack if absent, `rfc826-strict` for a stack of one's own. */
  readonly profile?: string;
  /** Known deviations, besides those that arpcheck itself knows of the kind of stack. */
  readonly expectations?: readonly KnownDeviation[];
  /** Ids of properties, or what ids begin with; all that apply to a single stack if absent. */
  readonly properties?: readonly string[];
  /** The same seed makes the same cases; 1 if absent. */
  readonly seed?: number;
  /** Cases; 2000 if absent. */
  readonly runs?: number;
  /** Milliseconds for all cases together; 60,000 if absent. Shrinking what was found may take longer. */
  readonly maxTime?: number;
  /** SHOULDs and practices fail like MUSTs. */
  readonly strict?: boolean;
  /** Wait in real time for as long as properties need it, not for seconds only. */
  readonly long?: boolean;
  /** Whether a MUST that no case exercised fails (the default) or is skipped. It never passes. */
  readonly vacuous?: 'fail' | 'skip';
  /** Whether a stack that is not there on this machine fails (the default) or has all its tests skipped. */
  readonly unavailable?: 'fail' | 'skip';
  /** `2/8`: one of several runs that share a seed and make different cases. */
  readonly shard?: string;
  /** Where cases and captures go; `arpcheck-out` if absent. */
  readonly out?: string;
  /** Where the result is written as JSON; nowhere if absent. `arpcheck merge` makes one report of several. */
  readonly json?: string;
  /** Frames once, or at every port, in captures. */
  readonly vantage?: 'once' | 'all';
}

/** Whether a property is about what is known of the stack, under this profile. */
export function isKnownOf(property: Property, expectations: readonly Expectation[], profile: string): boolean {
  return expectations.some((each) => each.property === property.id && each.profiles?.includes(profile) !== false);
}
