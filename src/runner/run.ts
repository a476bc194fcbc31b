import { Judge, type Judgement, type Property, type Violation } from '../monitor/index.ts';
import { compilePlan, Network, type Plan, type StackChoice, type Topology } from '../network/index.ts';
import { interpretNow } from '../scenario/interpreter.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Trace, TraceEvent } from '../trace/index.ts';

export interface RunOptions {
  readonly properties: readonly Property[];
  /** Another stack than the reference for some nodes. */
  readonly stackFor?: StackChoice;
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

/**
 * Runs scenarios on the simulator, one after the other, and judges them by the same properties.
 *
 * What it returns is good until the next run: a campaign of small cases would otherwise spend its time making judges.
 */
export class ScenarioRunner {
  readonly #options: RunOptions;
  #judge: Judge | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  run(scenario: Scenario): RunResult {
    const { properties, record, stackFor } = this.#options;
    const events: TraceEvent[] = [];
    const network = new Network(planOf(scenario.topology), stackFor);
    let judge = this.#judge;
    if (judge === undefined) {
      judge = new Judge(network.header, properties);
      this.#judge = judge;
    } else {
      judge.restart(network.header);
    }
    const tell = judge.event;
    network.sink =
      record === true
        ? (event) => {
            events.push(event);
            tell(event);
          }
        : tell;
    interpretNow(network, scenario);
    const judgements = judge.end();
    const violations =
      judge.firstViolation === undefined ? NO_VIOLATIONS : judgements.flatMap((each) => each.violations);
    return { judgements, violations, frames: network.frames, trace: { header: network.header, events } };
  }
}

/** Runs one scenario on the simulator and judges it. The same scenario gives the same result. */
export function runScenario(scenario: Scenario, options: RunOptions): RunResult {
  return new ScenarioRunner(options).run(scenario);
}
