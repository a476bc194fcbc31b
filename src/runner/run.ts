import { Judge, type Judgement, type Property, type Violation } from '../monitor/index.ts';
import {
  compilePlan,
  type Later,
  Network,
  type NodeFailure,
  type Plan,
  type StackChoice,
  StepRecorder,
  type Topology,
} from '../network/index.ts';
import { interpret, interpretNow } from '../scenario/interpreter.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Trace, TraceEvent, TraceSink } from '../trace/index.ts';
import { Prediction } from './prediction.ts';
import type { Rig } from './rig.ts';

export interface RunOptions {
  readonly properties: readonly Property[];
  /** Another stack than the reference for some nodes. */
  readonly stackFor?: StackChoice;
  /** Compare simulated runs, too, with what Linux would have done in every host; others never are. */
  readonly predict?: boolean;
  /** Keep the trace; a campaign judges while it happens and keeps nothing. */
  readonly record?: boolean;
}

/** What one run of a scenario gave. */
export interface RunResult {
  readonly judgements: readonly Judgement[];
  readonly violations: readonly Violation[];
  /** Frames that crossed a cable. */
  readonly frames: number;
  /** Empty unless recorded. */
  readonly trace: Trace;
}

/** What one run on real stacks gave. */
export interface LiveRunResult extends RunResult {
  /** The scenario as it was run: with other stations, if a stack remembered those of earlier cases. */
  readonly scenario: Scenario;
  /** A stack failed, and the run ended there. */
  readonly failure: NodeFailure | undefined;
  /** The harness itself was late, so its judgements count for nothing. */
  readonly isLate: boolean;
  /** Why the run says less than it could: silence meant nothing, or the harness was late. */
  readonly doubt: string | undefined;
}

/** Compiled topologies; a campaign on one topology compiles it once. */
const plans = new WeakMap<Topology, Plan>();

function planOf(topology: Topology): Plan {
  let plan = plans.get(topology);
  if (plan === undefined) {
    plan = compilePlan(topology);
    plans.set(topology, plan);
  }
  return plan;
}

const NO_VIOLATIONS: readonly Violation[] = [];
/** A run in which the harness was late is tried again so many times; a machine that is that busy says nothing. */
/** Milliseconds: timers of kernels are set to end at least two ticks away from where it would make a difference. */
const TOLERANCE_OF_PREDICTIONS = 8;
/** The property that compares. */
const PREDICTED = 'network.simulator-agrees-with-linux';
const LATE_TRIES_MAX = 3;

/**
 * Runs scenarios, one after the other, and judges them by the same properties.
 *
 * What it returns is good until the next run: a campaign of small cases would otherwise spend its time making judges.
 */
export class ScenarioRunner {
  readonly #options: RunOptions;
  /** Some property wants to know what the simulator would have done. */
  readonly #compares: boolean;
  #judge: Judge | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#compares = options.properties.some((each) => each.id === PREDICTED);
  }

  /** Runs a scenario on the simulator. */
  run(scenario: Scenario): RunResult {
    const plan = planOf(scenario.topology);
    const network = new Network(plan, this.#options.stackFor);
    const prediction = this.#options.predict === true ? new Prediction(plan, scenario, undefined) : undefined;
    const events = this.#listen(network, prediction);
    interpretNow(network, scenario);
    return this.#judged(network, events);
  }

  /** Runs a scenario with real stacks in it; at once, if none of them has to be waited for. */
  runLive(scenario: Scenario, rig: Rig, tries = 1): Later<LiveRunResult> {
    const prepared = rig.prepare(scenario);
    if (prepared instanceof Promise) return prepared.then((ready) => this.#runPrepared(scenario, ready, rig, tries));
    return this.#runPrepared(scenario, prepared, rig, tries);
  }

  #runPrepared(original: Scenario, ready: Scenario, rig: Rig, tries: number): Later<LiveRunResult> {
    const plan = planOf(ready.topology);
    const begun = rig.begin(plan, ready);
    const isCompared = this.#compares && rig.isPredictable;
    const pace = isCompared && begun !== undefined ? { ...begun, tolerance: TOLERANCE_OF_PREDICTIONS } : begun;
    const network = new Network(plan, this.#options.stackFor, rig, pace);
    const prediction = isCompared ? new Prediction(plan, ready, pace) : undefined;
    const events = this.#listen(network, prediction);
    const pauses = interpret(network, ready);
    const first = pauses.next();
    if (first.done === true) return this.#ended(original, ready, network, events, rig, tries);
    return this.#await(pauses, first.value).then(() => this.#ended(original, ready, network, events, rig, tries));
  }

  async #await(pauses: Generator<Promise<void>, void, void>, first: Promise<void>): Promise<void> {
    await first;
    for (const pause of pauses) await pause;
  }

  #ended(
    original: Scenario,
    scenario: Scenario,
    network: Network,
    events: readonly TraceEvent[],
    rig: Rig,
    tries: number,
  ): Later<LiveRunResult> {
    const { failure, lateness } = network;
    const isLate = lateness > 0;
    if (isLate && failure === undefined && tries < LATE_TRIES_MAX) return this.runLive(original, rig, tries + 1);
    const result = this.#judged(network, events);
    const doubt = isLate
      ? `the harness itself was late by ${Math.ceil(lateness)} ms`
      : network.isUncertain
        ? 'the stack may answer later than it was waited for, so its silence means nothing'
        : undefined;
    return { ...result, violations: isLate ? NO_VIOLATIONS : result.violations, scenario, failure, isLate, doubt };
  }

  #listen(network: Network, prediction: Prediction | undefined): readonly TraceEvent[] {
    const events: TraceEvent[] = [];
    let judge = this.#judge;
    if (judge === undefined) {
      judge = new Judge(network.header, this.#options.properties);
      this.#judge = judge;
    } else {
      judge.restart(network.header);
    }
    const tell = judge.event;
    const isRecorded = this.#options.record === true;
    const note: TraceSink = isRecorded
      ? (event) => {
          events.push(event);
          tell(event);
        }
      : tell;
    network.sink = prediction === undefined ? note : comparing(network, prediction, note);
    return events;
  }

  #judged(network: Network, events: readonly TraceEvent[]): RunResult {
    const judge = this.#judge!;
    const judgements = judge.end();
    const violations =
      judge.firstViolation === undefined ? NO_VIOLATIONS : judgements.flatMap((each) => each.violations);
    return { judgements, violations, frames: network.frames, trace: { header: network.header, events } };
  }
}

/** Passes everything on, and tells after each step how it compares with what was predicted. */
function comparing(network: Network, prediction: Prediction, note: TraceSink): TraceSink {
  const recorder = new StepRecorder(network);
  return (event) => {
    note(event);
    const seen = recorder.event(event);
    const compared = seen === undefined ? undefined : prediction.compare(network, seen);
    if (compared !== undefined) note({ kind: 'compared', id: network.nextId(), time: network.now, ...compared });
  };
}

/** Runs one scenario on the simulator and judges it. The same scenario gives the same result. */
export function runScenario(scenario: Scenario, options: RunOptions): RunResult {
  return new ScenarioRunner(options).run(scenario);
}
