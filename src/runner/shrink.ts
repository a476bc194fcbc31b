import type { Arbitrary } from 'fast-check';
import type { Violation } from '../monitor/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Breath } from './breath.ts';

/** Candidates per finding. A minimal rack takes some hundred; the limit is for cases that hardly shrink. */
export const SHRINK_TRIES_MAX = 20_000;

export interface Shrunk {
  readonly scenario: Scenario;
  readonly violation: Violation;
  readonly tries: number;
  readonly minimal: boolean;
}

/**
 * Looks for a simpler scenario with the same finding until no candidate has it any more.
 *
 * `check` runs a candidate and returns the violation if it is still the same finding: same property, same mechanism.
 */
export async function shrink(
  start: { readonly scenario: Scenario; readonly violation: Violation },
  arbitrary: Arbitrary<Scenario>,
  check: (candidate: Scenario) => Violation | undefined,
  breath: Breath,
  onImproved: (scenario: Scenario, tries: number) => void = () => {},
): Promise<Shrunk> {
  let { scenario, violation } = start;
  let tries = 0;
  for (;;) {
    let improved = false;
    for (const candidate of arbitrary.shrink(scenario, undefined)) {
      if (tries >= SHRINK_TRIES_MAX || (await breath.interrupted()))
        return { scenario, violation, tries, minimal: false };
      tries += 1;
      const found = check(candidate.value);
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
