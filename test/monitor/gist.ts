import type { Judgement } from '../../src/monitor/index.ts';

/** Judgements as plain data: those of a judge are void once it is used for another trace. */
export function gistOf(judgements: readonly Judgement[]): unknown {
  return judgements.map(({ property, verdict, exercised, violations, reason }) => ({
    property: property.id,
    verdict,
    exercised,
    violations: [...violations],
    reason,
  }));
}
