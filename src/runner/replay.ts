import type { Property, Verdict, Violation } from '../monitor/index.ts';
import type { StackChoice } from '../network/index.ts';
import type { CaseFile } from '../scenario/case-file.ts';
import { serialiseTrace } from '../trace/trace-json.ts';
import { type RunResult, runScenario } from './run.ts';

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
  /** Why it is inconclusive. */
  readonly reason: string | undefined;
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
