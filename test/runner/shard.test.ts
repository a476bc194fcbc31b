import { expect, test } from 'vitest';
import { sliceSeed } from '../../src/runner/seed.ts';
import { formatShard, seedOfShard, shardFromEnvironment } from '../../src/runner/shard.ts';

test.each([
  [{ JOB_COMPLETION_INDEX: '0' }, '0/?'],
  [{ SLURM_ARRAY_TASK_ID: '17', SLURM_ARRAY_TASK_COUNT: '32' }, '17/32'],
  [{ CI_NODE_INDEX: '2', CI_NODE_TOTAL: '8' }, '2/8'],
  [{ CI_NODE_INDEX: '2', CI_NODE_TOTAL: 'x' }, '2/?'],
])('a scheduler says which shard this is: %j', (environment, expected) => {
  const shard = shardFromEnvironment(environment);
  expect(shard && formatShard(shard)).toBe(expected);
});

test.each([{}, { CI_NODE_TOTAL: '1' }, { JOB_COMPLETION_INDEX: 'none' }])('no shard: %j', (environment) => {
  expect(shardFromEnvironment(environment)).toBeUndefined();
});

test('shards of near seeds and indices have seeds of their own, none of them that of a slice', () => {
  const seeds = new Set<number>();
  for (let seed = 0; seed < 50; seed++) {
    for (let index = 0; index < 50; index++) {
      const own = seedOfShard(seed, { index, count: 50 });
      expect(own).toBe(seedOfShard(seed, { index, count: undefined }));
      expect(Number.isInteger(own) && own >= 0 && own < 2 ** 31).toBe(true);
      seeds.add(own);
      seeds.add(sliceSeed(seed, index));
    }
  }
  expect(seeds.size).toBe(5000);
});
