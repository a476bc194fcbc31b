import { freshSeed } from './seed.ts';
import { formatShard, type Shard, seedOfShard, shardFromEnvironment } from './shard.ts';

/** What a run is seeded with. */
export interface Seeding {
  readonly seed: number;
  /** `shard 2/8 of seed 7`; undefined if it is no shard. */
  readonly shard: string | undefined;
}

/** The seed of a run, and of its shard if it is one: the user's word comes before the scheduler's. */
export function seedingOf(
  options: { readonly seed?: number; readonly shard?: Shard },
  environment: Readonly<Record<string, string | undefined>>,
): Seeding {
  const shard = options.shard ?? shardFromEnvironment(environment);
  if (shard === undefined) return { seed: options.seed ?? freshSeed(), shard: undefined };
  // Without a seed to share, every shard draws its own anyway.
  if (options.seed === undefined) return { seed: freshSeed(), shard: `shard ${formatShard(shard)}` };
  return { seed: seedOfShard(options.seed, shard), shard: `shard ${formatShard(shard)} of seed ${options.seed}` };
}
