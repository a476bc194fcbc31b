import { describe, expect, test } from 'vitest';
import { type Merged, mergeResults } from '../../src/report/merge-results.ts';
import { type Result, type ResultProperty, resultSchema } from '../../src/report/result-schema.ts';
import { shardsOf } from '../../src/report/shard-results.ts';
import { DEVIATION, MUST, madeUpPart, madeUpResult, madeUpViolation } from './made-up-result.ts';

function merged(first: Partial<Result>, second: Partial<Result> = {}): Merged {
  const results = [madeUpResult(1, first), madeUpResult(2, second)];
  return mergeResults(shardsOf(results.map((result, index) => ({ file: `${index}.json`, result }))));
}

function ofParts(first: Partial<ResultProperty>, second: Partial<ResultProperty>, exitCode = 0): Merged {
  const result = (part: Partial<ResultProperty>): Partial<Result> => ({ properties: [madeUpPart(part)], exitCode });
  return merged(result(first), result(second));
}

const VACUOUS: Partial<ResultProperty> = {
  verdict: 'vacuous',
  exercised: 0,
  exercisedCases: 0,
  reason: 'never happened: a request',
};
const VIOLATED: Partial<ResultProperty> = {
  ...{ verdict: 'violated', violatedCases: 2 },
  violations: [madeUpViolation('merge')],
};

test('numbers are added up, and the seed is the one that the shards share', () => {
  const { result, outcome, note } = merged({}, { cases: 50 });
  expect({ outcome, note }).toEqual({ outcome: 'ok', note: undefined });
  expect(result).toMatchObject({ seed: 7, shards: 2, seconds: 2.5, cases: 150, frames: 2000, ended: 'runs' });
  expect(result.properties).toEqual([madeUpPart({ exercised: 20, exercisedCases: 10 })]);
  expect(resultSchema.safeParse({ ...result, exitCode: 0 }).error).toBeUndefined();
});

describe('a property', () => {
  test('that one shard exercised is not vacuous', () => {
    const { outcome, rows } = ofParts(VACUOUS, {}, 2);
    expect([outcome, rows[0]!.shown, rows[0]!.reason]).toEqual(['ok', 'held', undefined]);
  });

  test('that no shard exercised is vacuous, with its reason', () => {
    const { outcome, result } = ofParts(VACUOUS, VACUOUS, 2);
    expect(outcome).toBe('inconclusive');
    expect(result.properties[0]).toMatchObject({ shown: 'vacuous', reason: 'never happened: a request' });
  });

  test('that one shard could not decide is open', () => {
    expect(ofParts({ verdict: 'inconclusive', reason: 'late' }, {}, 2).rows[0]).toMatchObject({
      shown: 'inconclusive',
      reason: 'late',
    });
  });

  test('that one shard saw violated is violated, each mechanism once, by the smallest case', () => {
    const smaller = { ...VIOLATED, violations: [madeUpViolation('merge', { steps: 2 }), madeUpViolation('spoof')] };
    const { outcome, rows, result } = merged(
      { properties: [madeUpPart(VIOLATED)], exitCode: 1 },
      { properties: [madeUpPart(smaller)], exitCode: 1 },
    );
    expect(outcome).toBe('violated');
    expect(rows[0]).toMatchObject({ shown: 'violated', violated: 4, unexpected: ['merge', 'spoof'] });
    expect(result.properties[0]!.violations.map(({ mechanism, steps, shard }) => [mechanism, steps, shard])).toEqual([
      ['merge', 2, '2/2'],
      ['spoof', 4, '2/2'],
    ]);
  });

  test('of which no shard is sure is open: a fresh stack did not show it again', () => {
    expect(ofParts(VIOLATED, {}, 2)).toMatchObject({ outcome: 'inconclusive' });
  });
});

describe('a deviation on record', () => {
  const seen = { properties: [madeUpPart({ verdict: 'violated', shown: 'expected', deviations: [DEVIATION] })] };
  const gone = { properties: [madeUpPart({ shown: 'gone' })], expectationsGone: [DEVIATION], exitCode: 1 };
  const unseen = { expectationsNotSeen: [{ ...DEVIATION, because: 'vacuous' as const }] };

  test('has not gone if any shard showed it', () => {
    const { outcome, rows, result } = merged(gone, seen);
    expect([outcome, rows[0]!.shown]).toEqual(['ok', 'expected']);
    expect(result).toMatchObject({ expectationsGone: [], expectationsNotSeen: [] });
    expect(result.properties[0]!.deviations).toEqual([DEVIATION]);
  });

  test('has gone if one shard says so and none showed it', () => {
    const { outcome, rows, result } = merged(gone, unseen);
    expect([outcome, rows[0]!.shown]).toEqual(['violated', 'gone']);
    expect(result).toMatchObject({ expectationsGone: [DEVIATION], expectationsNotSeen: [] });
  });

  test('of which nothing can be said is listed', () => {
    expect(merged(unseen).result).toMatchObject({
      expectationsGone: [],
      expectationsNotSeen: [{ ...DEVIATION, because: 'vacuous' }],
    });
  });
});

test('the whole is as bad as its worst shard', () => {
  const violated = { properties: [madeUpPart(VIOLATED)], exitCode: 1 };
  expect(merged(violated, { ended: 'failed', exitCode: 3 })).toMatchObject({
    outcome: 'stack-failed',
    result: { ended: 'failed' },
  });
  expect(merged(violated, { ended: 'interrupted', exitCode: 130 }).outcome).toBe('interrupted');
  expect(merged({ ended: 'time' }).result.ended).toBe('time');
});

test('without one of its shards it is open, unless it is worse', () => {
  const alone = (part: Partial<Result>): Merged =>
    mergeResults(shardsOf([{ file: 'a.json', result: madeUpResult(2, part) }]));
  expect(alone({})).toMatchObject({ outcome: 'inconclusive', note: 'there is no result of shard 1/2' });
  expect(alone({ properties: [madeUpPart(VIOLATED)], exitCode: 1 }).outcome).toBe('violated');
});

test('SHOULDs count if they counted in the shards', () => {
  const should = { id: 'rfc1122.one-request-a-second', level: 'SHOULD', ...VACUOUS } as const;
  const properties = [madeUpPart({ id: MUST }), madeUpPart(should)];
  expect(merged({ properties }, { properties }).outcome).toBe('ok');
  expect(merged({ properties, strict: true }, { properties, strict: true }).outcome).toBe('inconclusive');
});

test('a campaign of fuzz has verdicts only, and no deviations', () => {
  const {
    expectationsGone: _gone,
    expectationsNotSeen: _notSeen,
    ...fuzzed
  } = madeUpResult(1, {
    properties: [{ ...madeUpPart(), shown: undefined } as unknown as ResultProperty],
  });
  const { result, outcome } = mergeResults(shardsOf([{ file: 'a.json', result: fuzzed }]));
  expect(outcome).toBe('inconclusive');
  expect(result.properties[0]).not.toHaveProperty('shown');
  expect(result).not.toHaveProperty('expectationsGone');
});
