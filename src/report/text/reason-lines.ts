import { match } from 'ts-pattern';
import type { ConformRow, ConformVerdict } from '../../runner/expected.ts';
import type { Expectation } from '../../stacks/stack.ts';
import { VERDICT_MARKS } from './verdict-marks.ts';
import { wrapped } from './wrapped.ts';

/**
 * Why rows are shown as what they are, the worst first; `held` needs no reason. Properties with the same verdict and
 * reason share a paragraph, as one missing ability of a stack excuses it from many. Below it stand the files of the
 * cases that violate them, each whole on a line, so that it can be copied.
 */
export function reasonLines(
  rows: readonly ConformRow[],
  cases: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly string[] {
  return (Object.keys(VERDICT_MARKS) as ConformVerdict[]).flatMap((verdict) => {
    const byReason = new Map<string, ConformRow[]>();
    for (const row of rows) {
      if (row.shown !== verdict) continue;
      for (const reason of shownReasons(row)) byReason.set(reason, [...(byReason.get(reason) ?? []), row]);
    }
    return [...byReason].flatMap(([reason, those]) => {
      const ids = those.map((row) => row.property.id).join(', ');
      // A violation that has several reasons has its files with the first.
      const files = verdict === 'violated' ? those.filter((row) => shownReasons(row)[0] === reason) : [];
      return [
        ...paragraph(VERDICT_MARKS[verdict], `${ids}: ${reason}`),
        ...files.flatMap((row) => (cases.get(row.property.id) ?? []).map((file) => `    case  ${file}`)),
      ];
    });
  });
}

/** Why a row is shown as what it is, each reason in one phrase; empty if it held. */
export function shownReasons(row: ConformRow): readonly string[] {
  const { property, reason, unexpected, expectations, gone } = row;
  return match(row.shown)
    .with('held', () => [])
    .with('violated', () => [
      unexpected.length === 0 ? property.statement : `by ${unexpected.join(', ')}`,
      ...gone.map(goneReason),
    ])
    .with('expected', () => expectations.map((each) => each.reason))
    .with('gone', () => gone.map(goneReason))
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

function goneReason({ reason }: Expectation): string {
  return `no longer shows what is on record: ${reason}`;
}

function paragraph(mark: string, text: string): readonly string[] {
  const [first = '', ...rest] = wrapped(text, '    ');
  return [`  ${mark} ${first.trimStart()}`, ...rest];
}
