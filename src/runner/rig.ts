import { setTimeout as sleep } from 'node:timers/promises';
import {
  EarlierCases,
  type Later,
  type LiveClock,
  type LiveMachine,
  type LiveStack,
  type LiveStacks,
  type NodePlan,
  type Pace,
  type Plan,
} from '../network/index.ts';
import { withFreshStations } from '../scenario/fresh-stations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { StackIdentity, StackKind, StackSpec } from '../stacks/stack.ts';
import type { KernelPart } from './kernel-part.ts';

/** A live stack of a rig: which kind, how it is started, and on which node it sits. */
export interface RigStack {
  readonly kind: StackKind;
  readonly spec: StackSpec;
  /** Who it is in a larger network; its own choice if absent. */
  readonly identity?: StackIdentity;
}

/** The machine's monotonic clock. */
export const MACHINE_CLOCK: LiveClock = {
  now: () => performance.now() * 1e6,
  sleep: async (milliseconds) => {
    // Below a millisecond timers are not kept; the loop is yielded to all the same.
    await sleep(Math.max(milliseconds, 0));
  },
};

interface Running extends RigStack {
  stack: LiveStack;
  version: string;
}

/**
 * The real stacks of a campaign: started once, made ready for every case, started anew after a failure.
 *
 * By name of the node that they are.
 */
export class Rig implements LiveStacks {
  readonly clock = MACHINE_CLOCK;
  /** Aborted when the user wants to stop. */
  signal: AbortSignal | undefined = undefined;
  /** The machines that are on real kernels as a whole. */
  readonly kernels: KernelPart | undefined;
  readonly #running = new Map<string, Running>();
  #cases = 0;
  #isUsed = false;
  #earlier = new EarlierCases();

  private constructor(running: ReadonlyMap<string, Running>, kernels: KernelPart | undefined) {
    this.kernels = kernels;
    for (const [name, each] of running) this.#running.set(name, each);
  }

  /** Starts all of them, or none. Rejects with a {@link StackStartError}. */
  static async start(stacks: ReadonlyMap<string, RigStack>, kernels?: KernelPart): Promise<Rig> {
    const running = new Map<string, Running>();
    try {
      for (const [name, each] of stacks)
        running.set(name, { ...each, ...(await each.kind.start(each.spec, each.identity)) });
    } catch (error) {
      for (const { stack } of running.values()) await stack.close();
      kernels?.close();
      throw error;
    }
    return new Rig(running, kernels);
  }

  /** The first case is remembered too: whether a stack can be reset is known when the second begins. */
  get earlier(): EarlierCases | undefined {
    return this.#isUsed || this.#cases === 1 ? this.#earlier : undefined;
  }

  readonly isInterrupted = (): boolean => this.signal?.aborted === true;

  readonly machineFor = (node: NodePlan): LiveMachine | undefined => this.kernels?.machineFor(node);

  /** Makes the machines of a case that are on real kernels; how time passes for them. */
  begin(plan: Plan, scenario: Scenario): Pace | undefined {
    const isInRealTime = [...this.#running.values()].some(({ stack }) => stack.clock === 'real');
    return this.kernels?.begin(plan, scenario, isInRealTime);
  }

  /** Nothing but kernels and simulated machines: what it does can be predicted. */
  get isPredictable(): boolean {
    return this.kernels !== undefined && this.#running.size === 0;
  }

  readonly stackFor = (node: NodePlan): LiveStack | undefined => this.#running.get(node.name)?.stack;

  /** The stack of this node. */
  stack(name: string): LiveStack | undefined {
    return this.#running.get(name)?.stack;
  }

  /** Names and versions, as reports show them. */
  get version(): string {
    const kernels = this.kernels === undefined ? [] : [this.kernels.version];
    return [...kernels, ...[...this.#running.values()].map((each) => each.version)].join(', ');
  }

  /** Makes every stack ready for a case; the scenario to run, with other stations where a stack remembers the last. */
  prepare(scenario: Scenario): Later<Scenario> {
    this.#cases += 1;
    this.#earlier.begin();
    this.#isUsed = false;
    const waiting: Promise<void>[] = [];
    for (const { stack } of this.#running.values()) {
      const state = stack.beginCase();
      if (typeof state !== 'string') waiting.push(state.then((each) => this.#begun(each)));
      else this.#begun(state);
    }
    if (waiting.length > 0) return Promise.all(waiting).then(() => this.#prepared(scenario));
    return this.#prepared(scenario);
  }

  #begun(state: 'empty' | 'used'): void {
    if (state === 'used') this.#isUsed = true;
  }

  #prepared(scenario: Scenario): Scenario {
    return this.#isUsed ? withFreshStations(scenario, this.#cases - 1) : scenario;
  }

  /** Starts every stack anew: after a failure, or to see whether a case shows the same on a fresh one. */
  async restart(): Promise<void> {
    this.#cases = 0;
    this.#earlier = new EarlierCases();
    this.kernels?.renew();
    for (const each of this.#running.values()) {
      await each.stack.close();
      const { stack, version } = await each.kind.start(each.spec, each.identity);
      each.stack = stack;
      each.version = version;
    }
  }

  async close(): Promise<void> {
    this.kernels?.close();
    for (const { stack } of this.#running.values()) await stack.close();
  }
}
