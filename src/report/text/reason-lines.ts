import { match } from 'ts-pattern';
import type { ConformRow, ConformVerdict } from '../../runner/expected.ts';
import { VERDICT_MARKS } from './verdict-marks.ts';
import { wrapped } from './wrapped.ts';

/**
 * Why rows are shown as what they are, the worst first; `held` needs no reason. Properties with the same verdict and
 * reason share a paragraph, as one missing ability of a stack excuses it from many.
 */
export function reasonLines(rows: readonly ConformRow[]): readonly string[] {
  return (Object.keys(VERDICT_MARKS) as ConformVerdict[]).flatMap((verdict) => {
    const byReason = new Map<string, string[]>();
    for (const row of rows) {
      if (row.shown !== verdict) continue;
      for (const reason of shownReasons(row)) byReason.set(reason, [...(byReason.get(reason) ?? []), row.property.id]);
    }
    return [...byReason].flatMap(([reason, ids]) => paragraph(VERDICT_MARKS[verdict], `${ids.join(', ')}: ${reason}`));
  });
}

/** Why a row is shown as what it is, each reason in one phrase; empty if it held. */
export function shownReasons(row: ConformRow): readonly string[] {
  const { property, reason, unexpected, expectations, gone } = row;
  return match(row.shown)
    .with('held', () => [])
    .with('violated', () => [unexpected.length === 0 ? property.statement : `by ${unexpected.join(', ')}`])
    .with('expected', () => expectations.map((each) => each.reason))
    .with('gone', () => gone.map((each) => `no longer shows what is on record: ${each.reason}`))
    .with('vacuous', () => [reason ?? `never happened: ${property.exercisedBy}`])
    .with('inconclusive', () => [reason ?? `could not be decided: ${property.exercisedBy}`])
    .with('unsupported', () => [
      reason ??
        (property.profiles === undefined
          ? `cannot be brought about: ${property.exercisedBy}`
          : `not demanded of this profile, only of ${property.profiles.join(', ')}`),
    ])
    .exhaustive();
}

function paragraph(mark: string, text: string): readonly string[] {
  const [first = '', ...rest] = wrapped(text, '    ');
  return [`  ${mark} ${first.trimStart()}`, ...rest];
}
