import { UsageError } from '../runner/usage-error.ts';
import type { Result } from './result-schema.ts';
import { VERSION } from './version.ts';

/** The result of a shard, and where it was read. */
export interface ShardResult {
  readonly file: string;
  readonly result: Result;
  /** As its scheduler, or the user, numbers it. */
  readonly index: number;
  /** How many there are; undefined if the scheduler did not tell. */
  readonly count: number | undefined;
  /** The seed that all of them share. */
  readonly seed: number;
}

/** The shards of one run on one stack, in the order of their numbers. */
export interface Shards {
  readonly results: readonly [ShardResult, ...ShardResult[]];
  /** Those of which there is no result, as a report names them: `3/8`, or how many they are. */
  readonly missing: readonly string[];
}

/**
 * Results of the same run, in order. Throws a {@link UsageError} that names file and difference if they are not of the
 * same version, stack, profile, seed and properties, or if one is there twice.
 */
export function shardsOf(read: readonly { readonly file: string; readonly result: Result }[]): Shards {
  const results = read.map(shardResultOf).toSorted((left, right) => left.index - right.index);
  const [first] = results;
  if (first === undefined) throw new UsageError('there are no results to merge');
  for (const [position, each] of results.entries()) {
    checkSame(first, each);
    const before = results[position - 1];
    if (before?.index !== each.index) continue;
    throw new UsageError(`${each.file} and ${before.file} are both of shard ${shardText(each)}`);
  }
  return { results: results as [ShardResult, ...ShardResult[]], missing: missingOf(results, first.count) };
}

/** `2/8` */
export function shardText({ index, count }: Pick<ShardResult, 'index' | 'count'>): string {
  return `${index}/${count ?? '?'}`;
}

const SHARD = /^shard (\d+)\/(\d+|\?)(?: of seed (\d+))?$/;

function shardResultOf({ file, result }: { readonly file: string; readonly result: Result }): ShardResult {
  if (result.arpcheck !== VERSION) {
    throw new UsageError(`${file}: arpcheck ${result.arpcheck} wrote it, and this is ${VERSION}; merge with that one`);
  }
  const [, index, count, seed] = SHARD.exec(result.shard ?? '') ?? [];
  if (index === undefined)
    throw new UsageError(`${file}: this is the result of a whole run, and not of a shard of one`);
  if (seed === undefined) {
    throw new UsageError(`${file}: this shard drew its own seed; shards of one run are given the same --seed`);
  }
  return { file, result, index: Number(index), count: count === '?' ? undefined : Number(count), seed: Number(seed) };
}

/** What has to be the same in all of them, in words and as a text. */
const ASPECTS: readonly (readonly [string, (each: ShardResult) => string])[] = [
  ['seed', ({ seed }) => String(seed)],
  ['number of shards', ({ count }) => String(count ?? 'not known')],
  ['stack', ({ result }) => result.stack],
  ['profile', ({ result }) => result.profile],
  ['version of the stack', ({ result }) => result.stackVersion ?? 'not known'],
  ['strictness', ({ result }) => (result.strict === true ? '--strict' : 'without --strict')],
];

function checkSame(first: ShardResult, each: ShardResult): void {
  for (const [what, text] of ASPECTS) {
    if (text(first) === text(each)) continue;
    throw new UsageError(`${each.file}: the ${what} is ${text(each)}, and in ${first.file} ${text(first)}`);
  }
  const known = new Set(first.result.properties.map(({ id }) => id));
  const other = each.result.properties.find(({ id }) => !known.has(id));
  if (other !== undefined) throw new UsageError(`${each.file}: it judges ${other.id}, and ${first.file} does not`);
  if (each.result.properties.length < known.size) {
    const ids = new Set(each.result.properties.map(({ id }) => id));
    const [lacking] = [...known].filter((id) => !ids.has(id));
    throw new UsageError(`${each.file}: it does not judge ${lacking}, and ${first.file} does`);
  }
}

/** Schedulers count from 0 or from 1, or from anywhere: then it is known only how many are missing. */
function missingOf(results: readonly ShardResult[], count: number | undefined): readonly string[] {
  if (count === undefined || results.length >= count) return [];
  const start = results.some(({ index }) => index === 0) ? 0 : 1;
  const expected = Array.from({ length: count }, (_, position) => start + position);
  const isCounted = results.every(({ index }) => expected.includes(index));
  if (!isCounted) return [`${count - results.length} of ${count}`];
  return expected.filter((index) => !results.some((each) => each.index === index)).map((index) => `${index}/${count}`);
}
