import { expect, it } from 'vitest';
import type { Judgement, Violation } from '../../src/monitor/index.ts';
import { Tally } from '../../src/runner/tally.ts';
import { madeUpProperty } from '../monitor/made-up-property.ts';

const properties = ['a', 'b'].map((id) => madeUpProperty(id, () => ({})));
const VIOLATION = { property: 'a' } as Violation;

/** What one run says of property a: how often exercised, how many violations, why inconclusive. */
function judged(exercised: number, violations = 0, reason?: string): Judgement[] {
  const quiet = { verdict: 'vacuous', exercised: 0, violations: [], reason: undefined } as const;
  const spoken = { ...quiet, exercised, violations: new Array(violations).fill(VIOLATION), reason };
  return [
    { ...spoken, property: properties[0]! },
    { ...quiet, property: properties[1]! },
  ];
}

function tallied(...runs: readonly Judgement[][]): unknown {
  const tally = new Tally(properties);
  for (const run of runs) tally.add(run);
  const { property, ...row } = tally.rows()[0]!;
  expect([property.id, tally.rows()[1]!.verdict]).toEqual(['a', 'vacuous']);
  return row;
}

it('without runs everything is vacuous', () => {
  const row = { verdict: 'vacuous', exercised: 0, exercisedRuns: 0, violated: 0, reason: undefined };
  expect(tallied()).toEqual(row);
  expect(tallied(judged(0), judged(0))).toEqual(row);
});

it('exercised once is held, and the runs in which it was are counted', () => {
  expect(tallied(judged(0), judged(3), judged(2))).toMatchObject({ verdict: 'held', exercised: 5, exercisedRuns: 2 });
});

it('violated once is violated; runs are counted, not violations', () => {
  const row = tallied(judged(9, 4), judged(1), judged(2, 1), judged(0, 0, 'who knows'));
  expect(row).toEqual({ verdict: 'violated', exercised: 12, exercisedRuns: 3, violated: 2, reason: 'who knows' });
});

it('inconclusive once is inconclusive, for the first reason', () => {
  const row = tallied(judged(5), judged(0, 0, 'first'), judged(1, 0, 'second'));
  expect(row).toMatchObject({ verdict: 'inconclusive', reason: 'first', exercised: 6 });
});

it('rows are a summary so far: more can be added', () => {
  const tally = new Tally(properties);
  tally.add(judged(1));
  const before = tally.rows();
  tally.add(judged(1, 1));
  expect([before[0]!.verdict, tally.rows()[0]!.verdict]).toEqual(['held', 'violated']);
});
