import { Judge, type Judgement, type Property, type Violation } from '../monitor/index.ts';
import { compilePlan, Network, type NetworkOptions, type Plan, type Topology } from '../network/index.ts';
import { interpret } from '../scenario/interpreter.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Trace, TraceEvent } from '../trace/index.ts';

export interface RunOptions {
  readonly properties: readonly Property[];
  readonly stackFor?: NetworkOptions['stackFor'];
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

/** Runs a scenario on the simulator and judges it. The same scenario gives the same result. */
export function runScenario(scenario: Scenario, options: RunOptions): RunResult {
  const events: TraceEvent[] = [];
  let judge: Judge | undefined;
  const sink =
    options.record === true
      ? (event: TraceEvent): void => {
          events.push(event);
          judge!.event(event);
        }
      : (event: TraceEvent): void => judge!.event(event);
  const network = new Network(planOf(scenario.topology), {
    sink,
    ...(options.stackFor === undefined ? {} : { stackFor: options.stackFor }),
  });
  judge = new Judge(network.header, options.properties);
  interpret(network, scenario);
  const judgements = judge.end();
  const violations =
    judge.firstViolation === undefined ? NO_VIOLATIONS : judgements.flatMap((each) => each.violations);
  return { judgements, violations, frames: network.frames, trace: { header: network.header, events } };
}
