import type { Property, Verdict } from '../../src/monitor/index.ts';
import type { ConformRow } from '../../src/runner/expected.ts';
import type { TallyRow } from '../../src/runner/tally.ts';
import type { Expectation } from '../../src/stacks/stack.ts';
import { madeUpProperty } from '../monitor/made-up-property.ts';

const never = (): never => {
  throw new Error('a made-up row is not watched');
};

/** What a campaign might say of a property of nothing in particular. */
export function madeUpTallyRow(
  id: string,
  verdict: Verdict,
  part: Partial<TallyRow> = {},
  property: Partial<Property> = {},
): TallyRow {
  const exercised = verdict === 'held' || verdict === 'violated' ? 1234 : 0;
  const violated = verdict === 'violated' ? 2 : 0;
  const numbers = { exercised, exercisedRuns: exercised, violated };
  return { property: madeUpProperty(id, never, property), verdict, ...numbers, reason: undefined, ...part };
}

/** The same in the light of expectations. */
export function madeUpRow(
  id: string,
  shown: ConformRow['shown'],
  part: Partial<ConformRow> = {},
  property: Partial<Property> = {},
): ConformRow {
  const verdict = shown === 'expected' ? 'violated' : shown === 'gone' ? 'held' : shown;
  const gone = shown === 'gone' ? [madeUpExpectation(id)] : [];
  return { ...madeUpTallyRow(id, verdict, {}, property), shown, expectations: gone, unexpected: [], gone, ...part };
}

/** A deviation that no stack has. */
export function madeUpExpectation(property: string, part: Partial<Expectation> = {}): Expectation {
  return { property, reason: 'It does something else.', source: 'its.c', rows: [], case: property, ...part };
}
