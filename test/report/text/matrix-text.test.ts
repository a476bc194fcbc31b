import { expect, test } from 'vitest';
import { catalogue } from '../../../properties/catalogue.ts';
import { matrixText } from '../../../src/report/text/matrix-text.ts';
import type { ConformRow } from '../../../src/runner/expected.ts';
import { madeUpExpectation, madeUpRow } from '../../runner/made-up-row.ts';

const known = madeUpExpectation('rfc826.c', { reason: 'It answers twice, as its timer is shared.' });
const NEEDS = 'it cannot be made to send';

const ROWS: readonly ConformRow[] = [
  madeUpRow('rfc826.a', 'held'),
  madeUpRow('rfc826.b', 'violated', { unexpected: ['merge', 'reply'] }),
  madeUpRow('rfc826.c', 'expected', { expectations: [known], exercised: 1_250_000 }, { level: 'SHOULD' }),
  madeUpRow('rfc826.d', 'gone', { expectations: [known], gone: [known] }),
  madeUpRow('rfc5227.e', 'vacuous', {}, { level: 'PRACTICE', exercisedBy: 'a probe' }),
  madeUpRow('rfc5227.f', 'inconclusive', { reason: 'the harness was late', exercised: 3 }),
  madeUpRow('rfc5227.g', 'unsupported', { reason: NEEDS }),
  madeUpRow('rfc826.h', 'unsupported', { reason: NEEDS }),
  madeUpRow('rfc826.i', 'unsupported', {}, { profiles: ['linux', 'bsd'] }),
];

test('stacks stand side by side, with totals and reasons', () => {
  const other = [madeUpRow('rfc826.a', 'held', { exercised: 7 }), madeUpRow('rfc826.z', 'held')];
  const text = matrixText([
    { label: 'kernel', rows: ROWS },
    { label: 'lwip', rows: other },
  ]);
  expect(`\n${text}\n`).toMatchInlineSnapshot(`
    "
                   kernel                    lwip
    rfc826
      a  MUST      ✓ 1,234                   ✓ 7
      b  MUST      ✗ 1,234
      c  SHOULD    e 1.3M
      d  MUST      ! 1,234
      h  MUST      –
      i  MUST      –
      z  MUST                                ✓ 1,234
    rfc5227
      e  PRACTICE  ·
      f  MUST      ? 3
      g  MUST      –

      ✓ held  ✗ violated  e expected  ! gone  · vacuous  ? inconclusive  – unsupported   with how often it was exercised

    kernel  9 properties: 1 held, 1 violated, 1 expected, 1 gone, 1 vacuous, 1 inconclusive, 3 unsupported
    lwip    2 properties: 2 held

    kernel
      ✗ rfc826.b: by merge, reply
      e rfc826.c: It answers twice, as its timer is shared.
      ! rfc826.d: no longer shows what is on record: It answers twice, as its timer is shared.
      · rfc5227.e: never happened: a probe
      ? rfc5227.f: the harness was late
      – rfc5227.g, rfc826.h: it cannot be made to send
      – rfc826.i: not demanded of this profile, only of linux, bsd
    "
  `);
});

test('four stacks with long names fit into 120 columns, and are told in full below', () => {
  const rows = ROWS.map((row) => {
    const id = `${row.property.id}-${'long-'.repeat(12)}name`;
    return { ...row, exercised: 999_999, property: { ...row.property, id, level: 'PRACTICE' as const } };
  });
  const labels = [1, 2, 3, 4].map((each) => `exec,control:./my-stack --with-options --number=${each}`);
  const lines = matrixText(labels.map((label) => ({ label, rows }))).split('\n');
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
  const cells = lines.find((line) => line.includes('✗ 999,999'))!;
  expect(cells.split('✗ 999,999')).toHaveLength(5);
  for (const [index, label] of labels.entries()) expect(lines).toContain(`${index + 1} ${label}`);
});

test('new violations point at their cases, each once, whole and on a line of its own', () => {
  const long = `out/${'a-very-long-folder/'.repeat(8)}91b1.json`;
  const cases = new Map([
    ['rfc826.b', ['out/rfc826.b/1.json', long]],
    ['rfc826.c', ['out/known.json']],
  ]);
  const both = madeUpRow('rfc826.b', 'violated', { unexpected: ['merge'], gone: [known] });
  const text = matrixText([{ label: 'kernel', cases, rows: [both, ROWS[2]!, madeUpRow('rfc826.k', 'violated')] }]);
  expect(text.slice(text.indexOf('\n  ✗ rfc826'))).toBe(`
  ✗ rfc826.b: by merge
    case  out/rfc826.b/1.json
    case  ${long}
  ✗ rfc826.b: no longer shows what is on record: It answers twice, as its timer is shared.
  ✗ rfc826.k: Something is so.
  e rfc826.c: It answers twice, as its timer is shared.`);
});

test('more stacks get marks only, and fit', () => {
  const rows = catalogue.map(({ id, level }) => madeUpRow(id, 'held', { exercised: 999_999 }, { level }));
  const stacks = (count: number) =>
    matrixText([...Array(count).keys()].map((each) => ({ label: `stack-${each}`, rows }))).split('\n');
  const header = /^ +(\S.*)$/;
  for (const count of [7, 14]) {
    const lines = stacks(count);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.find((line) => line.includes('MUST'))?.match(/✓/g)).toHaveLength(count);
    expect(lines.join('\n')).not.toContain('999');
    expect(lines.join('\n')).not.toContain('how often');
  }
  expect(stacks(14)[0]?.match(header)?.[1]?.split(/ +/)).toEqual([...Array(14).keys()].map((each) => `${each + 1}`));
  expect(stacks(14)).toContain(`13 stack-12  ${rows.length} properties: ${rows.length} held`);
});

test('a stack without anything to explain has no section', () => {
  const lines = matrixText([{ label: 'kernel', rows: [madeUpRow('a.b', 'held')] }]).split('\n');
  expect(lines.filter((line) => line.includes('kernel'))).toHaveLength(2);
  expect(lines.at(-1)).toBe('kernel  1 property: 1 held');
});

test('no properties and no stacks are no accident', () => {
  expect(matrixText([{ label: 'kernel', rows: [] }])).toContain('kernel  0 properties');
  expect(matrixText([])).toContain('held');
});

test('the names of the catalogue stand in full beside four stacks', () => {
  const rows = catalogue.map(({ id, level }) => madeUpRow(id, 'held', { exercised: 999_999 }, { level }));
  const labels = ['kernel', 'lwip', 'gvisor', 'kernel,arp_ignore=1'];
  const lines = matrixText(labels.map((label) => ({ label, rows }))).split('\n');
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
  const names = lines.map((line) => line.trim().split(/\s+/)[0]);
  expect(catalogue.filter(({ id }) => !names.includes(id.slice(id.indexOf('.') + 1)))).toEqual([]);
});
