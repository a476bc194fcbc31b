import { match } from 'ts-pattern';
import type { Replay } from '../../runner/replay.ts';
import { plural } from '../text/numbers.ts';
import { replayWords } from '../text/replay-text.ts';
import { APPLICATION } from '../version.ts';
import type { PageItem, PageVerdict, PageViolation, ReportPage } from './report-page.ts';

/** Stored cases that were run again, and what they showed. */
export interface ReplaysReport {
  readonly outcome: PageVerdict['outcome'];
  readonly replays: readonly { readonly path: string; readonly replay: Replay }[];
  readonly violations: readonly PageViolation[];
}

/** The page of a replay: a row for each case, and the violations that they show. */
export function replayPage({ outcome, replays, violations }: ReplaysReport): ReportPage {
  return {
    title: 'arpcheck replay',
    application: APPLICATION,
    verdict: { outcome, headline: headlineOf(replays.map(({ replay }) => replay)), notes: [] },
    facts: [],
    matrix: { columns: [], rows: [] },
    items: replays.map(
      ({ path, replay }): PageItem => ({ name: path, verdict: verdictOf(replay), words: replayWords(replay) }),
    ),
    violations,
  };
}

function headlineOf(replays: readonly Replay[]): string {
  const failed = replays.filter((each) => each.outcome === 'failed').length;
  const count = plural(replays.length, 'case');
  if (failed > 0) return `${failed} of ${count} ${failed === 1 ? 'shows its' : 'show their'} violation again`;
  const fixed = replays.every((each) => each.outcome === 'fixed');
  return fixed ? `${count}: fixed` : `${count}: not all of them say something`;
}

function verdictOf({ outcome }: Replay): PageItem['verdict'] {
  return match<Replay['outcome'], PageItem['verdict']>(outcome)
    .with('failed', () => 'violated')
    .with('fixed', () => 'held')
    .with('flaky', 'inconclusive', () => 'inconclusive')
    .exhaustive();
}
