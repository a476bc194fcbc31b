import type { Arbitrary } from 'fast-check';
import type { Violation } from '../monitor/index.ts';
import type { Later } from '../network/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Breath } from './breath.ts';

/** Candidates per finding. A minimal rack takes some hundred; the limit is for cases that hardly shrink. */
export const SHRINK_TRIES_MAX = 20_000;

export interface Shrunk<Found = Violation> {
  readonly scenario: Scenario;
  readonly violation: Found;
  readonly tries: number;
  readonly minimal: boolean;
}

/** What bounds the search besides its own end. */
export interface ShrinkLimits {
  readonly breath: Breath;
  /** Milliseconds; for real stacks, where every candidate may take seconds. Unlimited if absent. */
  readonly milliseconds?: number;
}

/**
 * Looks for a simpler scenario with the same finding until no candidate has it any more.
 *
 * `check` runs a candidate and returns the violation if it is still the same finding: same property, same mechanism.
 */
export async function shrink<Found = Violation>(
  start: { readonly scenario: Scenario; readonly violation: Found },
  arbitrary: Arbitrary<Scenario>,
  check: (candidate: Scenario) => Later<Found | undefined>,
  { breath, milliseconds = Number.POSITIVE_INFINITY }: ShrinkLimits,
  onImproved: (scenario: Scenario, tries: number) => void = () => {},
): Promise<Shrunk<Found>> {
  let { scenario, violation } = start;
  const started = performance.now();
  let tries = 0;
  for (;;) {
    let improved = false;
    for (const candidate of arbitrary.shrink(scenario, undefined)) {
      const isOver = tries >= SHRINK_TRIES_MAX || performance.now() - started > milliseconds;
      if (isOver || (await breath.interrupted())) return { scenario, violation, tries, minimal: false };
      tries += 1;
      const answer = check(candidate.value);
      const found = answer instanceof Promise ? await answer : answer;
      if (found === undefined) continue;
      scenario = candidate.value;
      violation = found;
      improved = true;
      onImproved(scenario, tries);
      break;
    }
    if (!improved) return { scenario, violation, tries, minimal: true };
  }
}
