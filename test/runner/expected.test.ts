import { describe, expect, test } from 'vitest';
import type { Level } from '../../src/monitor/index.ts';
import { type Comparison, compareWithExpectations, isExpected, judgeConformance } from '../../src/runner/expected.ts';
import { madeUpExpectation, madeUpRow, madeUpTallyRow } from './made-up-row.ts';

const VIOLATED = madeUpTallyRow('a.b', 'violated');
const HELD = madeUpTallyRow('a.b', 'held');
const EXPECTED = madeUpExpectation('a.b', { mechanism: 'm', case: 'c' });
const SEEN = { property: 'a.b', mechanism: 'm' };

function compare(part: Partial<Comparison>) {
  const none = { rows: [HELD], seen: [], expectations: [EXPECTED], profile: 'linux', replayed: new Map() };
  const { rows, gone, notSeen } = compareWithExpectations({ ...none, ...part });
  return { row: rows[0]!, shown: rows.map((row) => row.shown), gone, notSeen };
}

describe('a violation', () => {
  test('is expected by property, mechanism and profile', () => {
    const any = madeUpExpectation('a.b', { profiles: ['linux', 'bsd'] });
    expect(isExpected(SEEN, [EXPECTED], 'linux')).toBe(true);
    expect(isExpected({ ...SEEN, mechanism: 'n' }, [EXPECTED], 'linux')).toBe(false);
    expect(isExpected({ ...SEEN, property: 'a.c' }, [EXPECTED], 'linux')).toBe(false);
    expect(isExpected({ ...SEEN, mechanism: 'n' }, [any], 'bsd')).toBe(true);
    expect(isExpected(SEEN, [any], 'rfc826-strict')).toBe(false);
    expect(isExpected(SEEN, [], 'linux')).toBe(false);
  });

  test('that is on record is shown as expected', () => {
    const { row, gone, notSeen } = compare({ rows: [VIOLATED], seen: [SEEN] });
    expect(row).toMatchObject({ shown: 'expected', verdict: 'violated', expectations: [EXPECTED], unexpected: [] });
    expect([gone, notSeen]).toEqual([[], []]);
  });

  test('that is new counts, whatever else is on record', () => {
    const seen = [{ ...SEEN, mechanism: 'n' }, SEEN, { ...SEEN, mechanism: 'n' }, { ...SEEN, mechanism: 'o' }];
    expect(compare({ rows: [VIOLATED], seen }).row).toMatchObject({ shown: 'violated', unexpected: ['n', 'o'] });
    const more = { rows: [VIOLATED], seen: seen.slice(0, 1), replayed: new Map([['c', false]]) };
    expect(compare(more)).toMatchObject({ shown: ['violated'], gone: [EXPECTED] });
  });

  test('under another profile is not on record', () => {
    const expectations = [{ ...EXPECTED, profiles: ['bsd'] }];
    const replayed = new Map([['c', false]]);
    const { row, gone } = compare({ rows: [VIOLATED], seen: [SEEN], expectations, replayed });
    expect(row).toMatchObject({ shown: 'violated', expectations: [], unexpected: ['m'] });
    expect(gone).toEqual([]);
  });

  test('that was counted and not listed is never excused', () => {
    expect(compare({ rows: [VIOLATED], replayed: new Map([['c', true]]) }).shown).toEqual(['violated']);
  });
});

describe('an expectation', () => {
  test('that only its stored case shows is still met', () => {
    const replayed = new Map([['c', true]]);
    const rows = [HELD];
    expect(compare({ rows, replayed })).toMatchObject({ shown: ['expected'], gone: [], notSeen: [] });
    expect(compare({ rows: [madeUpTallyRow('a.b', 'vacuous')], replayed }).shown).toEqual(['expected']);
  });

  test('is gone if its case and the run show nothing', () => {
    const replayed = new Map([['c', false]]);
    expect(compare({ replayed })).toMatchObject({ shown: ['gone'], gone: [EXPECTED], notSeen: [] });
    expect(compare({ rows: [VIOLATED], seen: [SEEN], replayed })).toMatchObject({ shown: ['expected'], gone: [] });
  });

  test('is gone by itself, though another for the same property is met', () => {
    const other = { ...EXPECTED, mechanism: 'n', case: 'd' };
    const replayed = new Map([
      ['c', true],
      ['d', false],
    ]);
    const compared = compare({ rows: [VIOLATED], seen: [SEEN], expectations: [EXPECTED, other], replayed });
    expect(compared).toMatchObject({ shown: ['gone'], gone: [other], notSeen: [] });
  });

  test.each(['vacuous', 'inconclusive', 'unsupported'] as const)('is not gone where it is %s', (verdict) => {
    const rows = [madeUpTallyRow('a.b', verdict)];
    const notSeen = [{ expectation: EXPECTED, because: verdict }];
    expect(compare({ rows, replayed: new Map([['c', false]]) })).toMatchObject({ shown: [verdict], gone: [], notSeen });
  });

  test('is gone though some runs were left undecided, as long as others exercised its property', () => {
    const rows = [madeUpTallyRow('a.b', 'inconclusive', { exercised: 1 })];
    expect(compare({ rows, replayed: new Map([['c', false]]) })).toMatchObject({ shown: ['gone'], notSeen: [] });
  });

  test('is not gone if its case was not replayed', () => {
    const notSeen = [{ expectation: EXPECTED, because: 'not-replayed' }];
    expect(compare({})).toMatchObject({ shown: ['held'], gone: [], notSeen });
  });

  test('about a property that was not selected says nothing', () => {
    const compared = compare({ expectations: [{ ...EXPECTED, property: 'x.y' }], replayed: new Map([['c', false]]) });
    expect(compared).toMatchObject({ shown: ['held'], gone: [], notSeen: [] });
  });
});

describe('a run of conform', () => {
  const row = (id: string, level: Level, shown: Parameters<typeof madeUpRow>[1]) => madeUpRow(id, shown, {}, { level });
  const held = row('held', 'MUST', 'held');
  const outcome = (rows: Parameters<typeof judgeConformance>[0], strict = false) =>
    judgeConformance(rows, { strict, ended: 'runs' }).outcome;

  test.each([
    ['every MUST held', [held], 'ok'],
    ['a MUST is violated as expected', [row('a', 'MUST', 'expected')], 'ok'],
    ['a MUST is violated', [held, row('a', 'MUST', 'violated')], 'violated'],
    ['violated beats vacuous', [row('a', 'MUST', 'vacuous'), row('b', 'MUST', 'violated')], 'violated'],
    ['a deviation from a SHOULD is gone', [held, row('a', 'SHOULD', 'gone')], 'violated'],
    ['a MUST never happened', [held, row('a', 'MUST', 'vacuous')], 'inconclusive'],
    ['a MUST could not be decided', [held, row('a', 'MUST', 'inconclusive')], 'inconclusive'],
    ['a SHOULD is violated', [held, row('a', 'SHOULD', 'violated')], 'ok'],
    ['there are only SHOULDs, and one is violated', [row('a', 'SHOULD', 'violated')], 'violated'],
    ['all MUSTs are unsupported', [row('a', 'MUST', 'unsupported'), row('b', 'SHOULD', 'held')], 'inconclusive'],
    ['nothing was selected', [], 'inconclusive'],
  ] as const)('when %s', (_name, rows, expected) => {
    expect(outcome(rows)).toBe(expected);
  });

  test('counts a deviation that is gone also beside a violation that does not count', () => {
    const gone = [madeUpExpectation('a')];
    const rows = [held, madeUpRow('a', 'violated', { gone }, { level: 'SHOULD' })];
    const judged = judgeConformance(rows, { strict: false, ended: 'runs' });
    expect(judged).toEqual({ outcome: 'violated', note: 'known deviations no longer show: a' });
  });

  test('counts everything when strict', () => {
    expect(outcome([held, row('a', 'SHOULD', 'violated')], true)).toBe('violated');
    expect(outcome([held, row('a', 'PRACTICE', 'vacuous')], true)).toBe('inconclusive');
  });

  test('that did not come to its end says so first', () => {
    const rows = [row('a', 'MUST', 'violated')];
    expect(judgeConformance(rows, { strict: false, ended: 'interrupted' }).outcome).toBe('interrupted');
    expect(judgeConformance(rows, { strict: false, ended: 'failed' }).outcome).toBe('stack-failed');
    expect(judgeConformance([held], { strict: false, ended: 'time' }).outcome).toBe('ok');
  });

  test('comes with the reason where the verdicts do not tell it', () => {
    const note = (rows: Parameters<typeof judgeConformance>[0]) =>
      judgeConformance(rows, { strict: false, ended: 'runs' }).note;
    expect(note([held])).toBeUndefined();
    expect(note([held, row('a', 'SHOULD', 'violated')])).toBe('with --strict this would fail: a');
    expect(note([row('a', 'SHOULD', 'gone')])).toBe('known deviations no longer show: a');
    expect(note([held, row('a', 'MUST', 'vacuous'), row('b', 'MUST', 'inconclusive')])).toBe(
      'inconclusive: of 3 that count, 1 could not be decided and 1 never exercised',
    );
  });
});
