import { match } from 'ts-pattern';
import type { Replay } from '../../runner/replay.ts';
import { plural } from './numbers.ts';

/** What became of a stored case, in one line. */
export function replayLine(path: string, replay: Replay): string {
  const words = replayWords(replay);
  return match(replay.outcome)
    .with('failed', () => `✗ FAILED  ${path}${replay.failure === undefined ? '' : `   ${words}`}`)
    .with('fixed', () => `✓ FIXED   ${path}   ${words}`)
    .with('flaky', () => `~ FLAKY   ${path}   ${words}`)
    .with('inconclusive', () => `? UNKNOWN ${path}   ${words}`)
    .exhaustive();
}

/** Why it came to that. */
export function replayWords({ outcome, failure, reason, result }: Replay): string {
  const { exercised } = result.judgements[0]!;
  return match(outcome)
    .with('failed', () => failure?.message ?? 'violated again')
    .with('fixed', () =>
      exercised > 0
        ? `held, exercised ${plural(exercised, 'time')}`
        : 'not violated; what it speaks of does not happen any more',
    )
    .with('flaky', () => 'two runs of the same scenario differ')
    .with('inconclusive', () => reason ?? 'it could not be judged')
    .exhaustive();
}

/** `3 cases: 1 failed, 2 fixed` */
export function replayTotals(replays: readonly Replay[]): string {
  const words = { failed: 'failed', fixed: 'fixed', flaky: 'flaky', inconclusive: 'unknown' } as const;
  const counts = (Object.keys(words) as (keyof typeof words)[]).map((outcome) => ({
    word: words[outcome],
    count: replays.filter((each) => each.outcome === outcome).length,
  }));
  const parts = counts.filter(({ count }) => count > 0).map(({ word, count }) => `${count} ${word}`);
  return `${plural(replays.length, 'case')}: ${parts.join(', ')}`;
}
