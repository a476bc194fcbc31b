import type { Property, Verdict, Violation } from '../monitor/index.ts';
import type { NodeFailure, StackChoice } from '../network/index.ts';
import type { CaseFile } from '../scenario/case-file.ts';
import { serialiseTrace } from '../trace/trace-json.ts';
import { findingKey } from './finding.ts';
import type { Rig } from './rig.ts';
import { type LiveRunResult, type RunResult, runScenario, ScenarioRunner } from './run.ts';

/**
 * `failed`: the case violates its property again. `fixed`: it does not any more. `flaky`: two runs of the same scenario
 * differ, so neither says anything; a simulated network cannot do that, a live stack can. `inconclusive`: it could not
 * be judged.
 */
export type ReplayOutcome = 'failed' | 'fixed' | 'flaky' | 'inconclusive';

export interface Replay {
  readonly outcome: ReplayOutcome;
  readonly verdict: Verdict;
  /** The violation, by the mechanism of the case if it is there; undefined if there is none. */
  readonly violation: Violation | undefined;
  /** Why it is inconclusive, or how the stack failed. */
  readonly reason: string | undefined;
  /** The real stack failed, in both runs. */
  readonly failure?: NodeFailure;
  /** The first of the two runs, with its trace. */
  readonly result: RunResult;
}

/** Runs the scenario of a case exactly as it was stored, twice, and judges it by the property of the case. */
export function replayCase(each: CaseFile, property: Property, stackFor?: StackChoice): Replay {
  const options = { properties: [property], record: true, ...(stackFor === undefined ? {} : { stackFor }) };
  const result = runScenario(each.scenario, options);
  const again = runScenario(each.scenario, options);
  const { verdict, reason } = result.judgements[0]!;
  const violation = result.violations.find((one) => one.mechanism === each.mechanism) ?? result.violations[0];
  const same = again.judgements[0]!.verdict === verdict && serialiseTrace(again.trace) === serialiseTrace(result.trace);
  return { outcome: same ? outcomeOf(verdict) : 'flaky', verdict, violation, reason, result };
}

/**
 * Runs the scenario of a case twice on real stacks that are started anew each time, and judges it.
 *
 * Times of a stack in real time differ from run to run, so runs are compared by what they violate.
 */
export async function replayLive(each: CaseFile, property: Property, rig: Rig): Promise<Replay> {
  const result = await runAnew(each, property, rig);
  const again = await runAnew(each, property, rig);
  const { verdict, reason } = result.judgements[0]!;
  const violation = result.violations.find((one) => one.mechanism === each.mechanism) ?? result.violations[0];
  const common = { verdict, violation, result };
  if (result.failure?.kind !== again.failure?.kind) return { ...common, outcome: 'flaky', reason };
  const { failure } = result;
  if (failure !== undefined) return { ...common, outcome: 'failed', reason: failure.message, failure };
  const doubt = result.doubt ?? again.doubt;
  if (result.isLate || again.isLate) return { ...common, outcome: 'inconclusive', reason: doubt };
  const same = again.judgements[0]!.verdict === verdict && findings(again) === findings(result);
  return { ...common, outcome: same ? outcomeOf(verdict) : 'flaky', reason: reason ?? doubt };
}

async function runAnew({ scenario }: CaseFile, property: Property, rig: Rig): Promise<LiveRunResult> {
  await rig.restart();
  return new ScenarioRunner({ properties: [property], record: true }).runLive(scenario, rig);
}

function findings({ violations }: RunResult): string {
  return [...new Set(violations.map(findingKey))].sort().join('\n');
}

function outcomeOf(verdict: Verdict): ReplayOutcome {
  switch (verdict) {
    case 'violated':
      return 'failed';
    case 'held':
    case 'vacuous':
      return 'fixed';
    case 'inconclusive':
    case 'unsupported':
      return 'inconclusive';
    default:
      return verdict satisfies never;
  }
}
