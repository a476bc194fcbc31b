import { match } from 'ts-pattern';
import type { CampaignResult } from '../../runner/campaign.ts';
import type { TallyRow } from '../../runner/tally.ts';
import { plural, thousands } from './numbers.ts';

/** One line for each property: what a campaign makes of it, and on how much that rests. */
export function summaryLines(rows: readonly TallyRow[], cases: number): readonly string[] {
  const width = Math.max(0, ...rows.map((row) => row.property.id.length));
  return rows.map((row) => {
    const { property, verdict, violated, reason } = row;
    const id = property.id.padEnd(width);
    return match(verdict)
      .with('held', () => `✓ held          ${id}  ${exercisedText(row, cases)}`)
      .with(
        'violated',
        () =>
          `✗ violated      ${id}  in ${thousands(violated)} of ${plural(cases, 'case')}; ${exercisedText(row, cases)}`,
      )
      .with('vacuous', () => `○ vacuous       ${id}  never happened: ${property.exercisedBy}`)
      .with('inconclusive', () => `? inconclusive  ${id}  ${reason ?? 'it could not be decided'}`)
      .with(
        'unsupported',
        () => `- unsupported   ${id}  not demanded of this profile, only of ${(property.profiles ?? []).join(', ')}`,
      )
      .exhaustive();
  });
}

function exercisedText({ exercised, exercisedRuns }: TallyRow, cases: number): string {
  return `exercised ${plural(exercised, 'time')}, in ${thousands(exercisedRuns)} of ${plural(cases, 'case')}`;
}

/** What a campaign did, in one line. */
export function totalsText({ runs, frames, milliseconds, findings, lateRuns, ended }: CampaignResult): string {
  const end = match(ended)
    .with('found', () => 'ended with a violation')
    .with('runs', () => 'ended after the cases asked for')
    .with('time', () => 'ended after the time given')
    .with('interrupted', () => 'interrupted')
    .with('failed', () => 'ended as the stack failed')
    .exhaustive();
  const found =
    findings.length === 0 ? 'no violation' : plural(findings.length, 'kind of violation', 'kinds of violation');
  const late = lateRuns === 0 ? '' : `; ${plural(lateRuns, 'case')} left out, as the harness was late`;
  return `${plural(runs, 'case')}, ${plural(frames, 'frame')}, ${(milliseconds / 1000).toFixed(2)} s: ${found}; ${end}${late}`;
}
