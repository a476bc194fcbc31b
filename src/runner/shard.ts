import { sliceSeed } from './seed.ts';
import { UsageError } from './usage-error.ts';

/** One of several runs that share a seed and do different work. */
export interface Shard {
  /** From 1 on the command line; whatever the scheduler counts from, if it comes from there. */
  readonly index: number;
  /** Undefined if the scheduler does not tell. */
  readonly count: number | undefined;
}

/** Understands `2/8`. Throws a {@link UsageError} if that is no shard. */
export function shardOf(text: string): Shard {
  const found = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = [Number(found?.[1]), Number(found?.[2])];
  if (found !== null && index >= 1 && index <= count) return { index, count };
  throw new UsageError('Give the number of this shard and how many there are: 2/8.');
}

/** Variables in which schedulers number the members of an array of jobs: Kubernetes, Slurm, GitLab. */
const SCHEDULERS = [
  { index: 'JOB_COMPLETION_INDEX', count: undefined },
  { index: 'SLURM_ARRAY_TASK_ID', count: 'SLURM_ARRAY_TASK_COUNT' },
  { index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL' },
] as const;

/** The shard that a scheduler says this is. */
export function shardFromEnvironment(environment: Readonly<Record<string, string | undefined>>): Shard | undefined {
  for (const variables of SCHEDULERS) {
    const index = environment[variables.index];
    if (index === undefined || !/^\d{1,9}$/.test(index)) continue;
    const count = variables.count === undefined ? undefined : Number(environment[variables.count]);
    return { index: Number(index), count: count !== undefined && count > 0 ? count : undefined };
  }
  return undefined;
}

/** `2/8`, or `2/?` */
export function formatShard({ index, count }: Shard): string {
  return `${index}/${count ?? '?'}`;
}

/**
 * The seed of a shard: the shared one and the index, well mixed. Every shard makes cases of its own, as many as it is
 * asked for; none has to know of the others. The result is a seed like any other: it alone repeats the shard.
 */
export function seedOfShard(seed: number, shard: Shard): number {
  return sliceSeed(seed ^ SHARD_SALT, shard.index) >>> 1;
}

/** Shards are not slices of a campaign: without it, shard 1 of a seed would be seeded as that campaign's second slice. */
const SHARD_SALT = 0x5eed_5a1d;
