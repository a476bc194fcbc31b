import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { coverageDefects, coverageOf } from '../../properties/coverage.ts';
import { facts } from '../../properties/facts/index.ts';
import { NOT_COVERED, REASONS } from '../../properties/not-covered.ts';
import { requirements } from '../../properties/requirements.ts';
import { coveragePage } from '../../src/report/coverage-page.ts';

const SOURCES = { requirements, properties: catalogue, facts, notCovered: NOT_COVERED };

/** An open row, and a property that covers another one. */
const [open, reason] = Object.entries(NOT_COVERED)[0]!;
const { id, rows } = catalogue[0]!;

describe('coverage', () => {
  it('gives every row exactly one state', () => {
    expect(coverageDefects(SOURCES)).toEqual([]);
  });

  it.each([
    ['a row in no list', { notCovered: without(open) }, [`${open} is in no list`]],
    [
      'a row that a property covers by now',
      { properties: [...catalogue, { id: 'some.property', rows: [open] }] },
      [`${open} is covered by some.property: delete its line`],
    ],
    [
      'a row that a fact covers by now',
      { facts: [...facts, { id: 'some-fact', rows: [open] }] },
      [`${open} is covered by some-fact: delete its line`],
    ],
    [
      'a row that is judged and recorded',
      { facts: [...facts, { id: 'some-fact', rows: [rows[0]!] }] },
      [`${rows[0]} is judged by`],
    ],
    [
      'a row of a property that is none',
      { properties: [...catalogue, { id: 'some.property', rows: ['R826-99'] }] },
      ['some.property names R826-99, which is no row'],
    ],
    [
      'a row of a fact that is none',
      { facts: [...facts, { id: 'some-fact', rows: ['R826-99'] }] },
      ['some-fact names R826-99, which is no row'],
    ],
    [
      'a reason for a row that is none',
      { notCovered: { ...NOT_COVERED, 'X-1': reason } },
      ['not-covered.ts names X-1, which is no row'],
    ],
    [
      'reasons that are not sorted',
      { notCovered: { ...without(open), [open]: reason } },
      ['not-covered.ts is not sorted'],
    ],
  ])('tells of %s', (_what, changed, sentences) => {
    expect(coverageDefects({ ...SOURCES, ...changed })).toEqual(sentences.map((each) => expect.stringContaining(each)));
  });

  it('tells of a reason that nothing has any more', () => {
    const notCovered = Object.fromEntries(Object.entries(NOT_COVERED).filter(([, each]) => each !== reason));
    const defects = coverageDefects({ ...SOURCES, notCovered });
    expect(defects.at(-1)).toBe(`no row is left with the reason "${reason}": delete it from REASONS`);
  });

  it('knows who checks a row, and why nobody does', () => {
    const coverage = coverageOf({ ...SOURCES, facts: [...facts, { id: 'some-fact', rows: [open] }] });
    expect(coverage.size).toBe(requirements.length);
    expect(coverage.get(rows[0]!)).toMatchObject({ kind: 'checked', properties: expect.arrayContaining([id]) });
    expect(coverage.get(open)).toEqual({ kind: 'recorded', facts: ['some-fact'] });
    expect(coverageOf(SOURCES).get(open)).toEqual({ kind: 'open', reason: REASONS[reason] });
  });
});

function without(row: string): typeof NOT_COVERED {
  return Object.fromEntries(Object.entries(NOT_COVERED).filter(([each]) => each !== row));
}

it('docs/coverage.md is up to date; `npx vitest run test/properties/coverage.test.ts --update` renews it', async () => {
  await expect(coveragePage(SOURCES)).toMatchFileSnapshot('../../docs/coverage.md');
});
