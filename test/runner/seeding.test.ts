import { expect, test } from 'vitest';
import { seedingOf } from '../../src/runner/seeding.ts';
import { seedOfShard } from '../../src/runner/shard.ts';

const SECOND = { index: 2, count: 8 };

test('a run that is no shard has the seed that it is given', () => {
  expect(seedingOf({ seed: 7 }, {})).toEqual({ seed: 7, shard: undefined });
});

test('a shard has a seed of its own, and says where that comes from', () => {
  const expected = { seed: seedOfShard(7, SECOND), shard: 'shard 2/8 of seed 7' };
  expect(seedingOf({ seed: 7, shard: SECOND }, {})).toEqual(expected);
  expect(seedingOf({ seed: 7 }, { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '8' })).toEqual(expected);
  expect(seedingOf({ seed: 7, shard: SECOND }, { JOB_COMPLETION_INDEX: '5' })).toEqual(expected);
});

test('without a seed every run, and every shard, draws its own', () => {
  const drawn = [seedingOf({}, {}), seedingOf({ shard: SECOND }, {}), seedingOf({ shard: SECOND }, {})];
  expect(new Set(drawn.map(({ seed }) => seed)).size).toBe(3);
  expect(drawn.map(({ shard }) => shard)).toEqual([undefined, 'shard 2/8', 'shard 2/8']);
});
