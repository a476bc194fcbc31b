import type { LiveStack } from '../network/live-stack.ts';

/** Who a stack under test is: the harness tells those that can be told, and takes the word of the others. */
export interface StackIdentity {
  /** `02:00:00:00:00:01` */
  readonly mac: string;
  /** `10.0.0.1/8`; all of them in a prefix of 8 bits, so that there are fresh neighbours for every case. */
  readonly addresses: readonly string[];
  /** An entry that the stack was given by its operator; undefined if it cannot be given any. */
  readonly staticNeighbour: { readonly address: string; readonly mac: string } | undefined;
  /** Settings of Linux in force, for profiles that have them. */
  readonly sysctl?: Readonly<Record<string, number>> | undefined;
}

/** What was said of a stack on the command line: `kernel,arp_accept=1` or `exec,control:./my-stack --fast`. */
export interface StackSpec {
  /** As it was typed; cases and reports carry it. */
  readonly label: string;
  /** `kernel`, `exec` */
  readonly kind: string;
  /** Options between the kind and the colon; a bare one is the empty string. */
  readonly options: ReadonlyMap<string, string>;
  /** What follows the colon: a command, a path, an address; empty if nothing does. */
  readonly target: string;
}

/** Whether a stack can be used on this machine, found out without starting it. */
export type Availability =
  | { readonly available: true; readonly version: string }
  /** `missing` is one line for the user; `remedy` the command, or the deed, that helps. */
  | { readonly available: false; readonly missing: string; readonly remedy: string };

/** A deviation that is known and explained: it does not fail, and its going away does. */
export interface Expectation {
  /** Id of the property that the stack violates. */
  readonly property: string;
  /** Only violations that come about like this; any if absent. */
  readonly mechanism?: string;
  /** Profiles under which it is a deviation; all if absent. */
  readonly profiles?: readonly string[];
  /** What the stack does instead, and why, in a sentence. */
  readonly reason: string;
  /** Where it can be read or was seen: a file of its source, a bug report, a manual. */
  readonly source: string;
  /** Rows of the requirements catalogue that mark it. */
  readonly rows: readonly string[];
  /**
   * The stored case that shows it, below `traces/stacks/`, without ending; `.json` and `.pcapng` are there. Empty if
   * there is none: then it is gone as soon as generated cases exercise its property and do not show it.
   */
  readonly case: string;
}

/** One kind of stack under test, as `--stack` names it. */
export interface StackKind {
  readonly name: string;
  /** One line for `arpcheck stacks`. */
  readonly summary: string;
  /** `kernel[,SYSCTL=VALUE…]` */
  readonly usage: string;
  /** Names of the options that it takes, with a line about each. */
  readonly options: Readonly<Record<string, string>>;
  /** The profile that it is judged by unless the user says otherwise. */
  readonly profile: string;
  readonly expectations: readonly Expectation[];
  /** Clock of what it starts, for planning; `undefined` if that is known only once it runs. */
  readonly clock: 'virtual' | 'real' | undefined;
  check(spec: StackSpec): Availability;
  /** Who it will be; needed before it runs. */
  identity(spec: StackSpec): StackIdentity;
  /**
   * Starts it, as who it is by {@link identity} unless it is told otherwise. Rejects with a {@link StackStartError} if
   * it does not start, or cannot be told.
   */
  start(spec: StackSpec, identity?: StackIdentity): Promise<StartedStack>;
}

export interface StartedStack {
  readonly stack: LiveStack;
  /** Name and version, as reports show it: `Linux 6.18.44`, `lwIP 2.1.3`. */
  readonly version: string;
}

/** The stack could not be started: exit code 3. The message says what to do. */
export class StackStartError extends Error {
  readonly stderr: readonly string[];

  constructor(message: string, stderr: readonly string[] = []) {
    super(message);
    this.name = 'StackStartError';
    this.stderr = stderr;
  }
}
