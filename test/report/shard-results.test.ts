import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/report/result-schema.ts';
import { shardsOf, shardText } from '../../src/report/shard-results.ts';
import { UsageError } from '../../src/runner/usage-error.ts';
import { madeUpPart, madeUpResult, OTHER_MUST } from './made-up-result.ts';

const FIRST = { file: 'a.json', result: madeUpResult(1) };

function second(part: Partial<Result>): { readonly file: string; readonly result: Result } {
  return { file: 'b.json', result: madeUpResult(2, part) };
}

test('shards come in the order of their numbers, whatever the order of the files', () => {
  const { results, missing } = shardsOf([second({}), FIRST]);
  expect(results.map(({ file, index, count, seed }) => [file, index, count, seed])).toEqual([
    ['a.json', 1, 2, 7],
    ['b.json', 2, 2, 7],
  ]);
  expect([results.map(shardText), missing]).toEqual([['1/2', '2/2'], []]);
});

describe('a shard that is missing is named', () => {
  test.each([
    ['counted from 1', ['2/4'], ['1/4', '3/4', '4/4']],
    ['counted from 0', ['0/3', '2/3'], ['1/3']],
    ['counted from anywhere', ['16/3', '17/3'], ['1 of 3']],
    ['of a scheduler that does not tell how many there are', ['0/?', '3/?'], []],
  ])('%s', (_name, shards, expected) => {
    const read = shards.map((shard) => ({
      file: shard,
      result: madeUpResult(1, { shard: `shard ${shard} of seed 7` }),
    }));
    expect(shardsOf(read).missing).toEqual(expected);
  });
});

test.each<[string, Partial<Result>, string]>([
  ['another arpcheck', { arpcheck: '9.9.9' }, 'b.json: arpcheck 9.9.9 wrote it, and this is'],
  ['another seed', { shard: 'shard 2/2 of seed 8' }, 'b.json: the seed is 8, and in a.json 7'],
  ['another number of shards', { shard: 'shard 2/3 of seed 7' }, 'the number of shards is 3, and in a.json 2'],
  ['another stack', { stack: 'kernel' }, 'b.json: the stack is kernel, and in a.json lwip'],
  ['another version of the stack', { stackVersion: 'lwIP 2.2' }, 'the version of the stack is lwIP 2.2'],
  ['another profile', { profile: 'linux' }, 'the profile is linux, and in a.json rfc826-strict'],
  ['another strictness', { strict: true }, 'the strictness is --strict, and in a.json without --strict'],
  ['the same shard', { shard: 'shard 1/2 of seed 7' }, 'are both of shard 1/2'],
  ['no seed', { shard: 'shard 2/2' }, 'b.json: this shard drew its own seed'],
  ['fewer properties', { properties: [] }, 'b.json: it does not judge rfc826.answers-requests, and a.json does'],
  [
    'other properties',
    { properties: [madeUpPart({ id: OTHER_MUST })] },
    'b.json: it judges rfc826.answers-once, and a.json does not',
  ],
])('%s: an error that says so', (_name, part, message) => {
  const merge = (): unknown => shardsOf([FIRST, second(part)]);
  expect(merge).toThrow(UsageError);
  expect(merge).toThrow(message);
});

test('a whole run is no shard', () => {
  const { shard: _shard, ...whole } = madeUpResult(1);
  expect(() => shardsOf([{ file: 'a.json', result: whole }])).toThrow('a.json: this is the result of a whole run');
});
