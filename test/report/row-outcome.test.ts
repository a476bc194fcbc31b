import { describe, expect, test } from 'vitest';
import { type OutcomeTerms, rowOutcome } from '../../src/report/row-outcome.ts';
import type { ConformRow, ConformVerdict } from '../../src/runner/expected.ts';
import { madeUpExpectation, madeUpRow } from '../runner/made-up-row.ts';

const TERMS: OutcomeTerms = { isDecisive: true, vacuous: 'fail', report: undefined };
const known = madeUpExpectation('a.a', { reason: 'It answers twice.' });

function row(shown: ConformVerdict): ConformRow {
  const isKnown = shown === 'expected' || shown === 'gone';
  return madeUpRow('a.a', shown, isKnown ? { expectations: [known], gone: shown === 'gone' ? [known] : [] } : {});
}

describe('a property', () => {
  test.each<[ConformVerdict, string, string, string]>([
    ['held', 'passed', 'passed', ''],
    ['expected', 'passed', 'passed', 'known deviation: It answers twice.'],
    ['violated', 'failed', 'skipped', 'Something is so.'],
    ['gone', 'failed', 'failed', 'no longer shows what is on record: It answers twice.'],
    ['vacuous', 'failed', 'skipped', 'vacuous: never happened: what the test does'],
    ['inconclusive', 'failed', 'skipped', 'inconclusive: could not be decided'],
    ['unsupported', 'skipped', 'skipped', 'unsupported: cannot be brought about'],
  ])('that is %s: %s where its verdict decides, %s where it does not', (shown, decisive, other, message) => {
    expect(rowOutcome(row(shown), TERMS)).toMatchObject({ state: decisive, message: expect.stringContaining(message) });
    expect(rowOutcome(row(shown), { ...TERMS, isDecisive: false })).toMatchObject({
      state: other,
      message: expect.stringContaining(message),
    });
  });

  test('that is violated tells its report', () => {
    expect(rowOutcome(row('violated'), { ...TERMS, report: '✗ a.a' })).toEqual({ state: 'failed', message: '✗ a.a' });
  });

  test('that nothing exercised may be skipped, and what is undecided may not', () => {
    const lenient: OutcomeTerms = { ...TERMS, vacuous: 'skip' };
    expect(rowOutcome(row('vacuous'), lenient).state).toBe('skipped');
    expect(rowOutcome(row('inconclusive'), lenient).state).toBe('failed');
  });

  test('of which a deviation has gone and another is new fails, whether it decides or not', () => {
    const both = madeUpRow('a.a', 'violated', { expectations: [known], gone: [known], unexpected: ['merge'] });
    expect(rowOutcome(both, { ...TERMS, isDecisive: false }).state).toBe('failed');
  });
});
