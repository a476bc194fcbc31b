import type { Property } from '../monitor/index.ts';
import type { CampaignResult } from '../runner/campaign.ts';
import type { TallyRow } from '../runner/tally.ts';
import { ExitCode } from './exit-code.ts';

/** What the exit code of a campaign depends on besides its result. */
export interface Terms {
  /** SHOULDs and PRACTICEs count like MUSTs. */
  readonly strict: boolean;
  /** It was after one mechanism only. */
  readonly onlyMechanism: boolean;
  /** Some finding was not shown again by a fresh stack. */
  readonly isFlaky?: boolean;
}

/**
 * The properties whose verdicts decide: the MUSTs, or all if strict. If no MUST was selected, somebody wants to know
 * about the others, so they decide.
 */
export function decisiveProperties(properties: readonly Property[], strict: boolean): ReadonlySet<Property> {
  const musts = properties.filter((property) => property.level === 'MUST');
  return new Set(strict || musts.length === 0 ? properties : musts);
}

export interface Judged {
  readonly exitCode: ExitCode;
  /** Why the exit code is what it is, if the verdicts alone do not say. */
  readonly note: string | undefined;
}

/** The exit code of a campaign: nothing passes that was not seen to hold. */
export function judgeCampaign(result: CampaignResult, rows: readonly TallyRow[], terms: Terms): Judged {
  if (result.ended === 'interrupted')
    return { exitCode: ExitCode.interrupted, note: 'interrupted; the reports are written' };
  if (result.ended === 'failed')
    return { exitCode: ExitCode.stackFailed, note: `the stack failed: ${result.failure?.failure.message}` };
  const decisive = decisiveProperties(
    rows.map((row) => row.property),
    terms.strict,
  );
  const counted = rows.filter((row) => decisive.has(row.property) && row.verdict !== 'unsupported');
  const ids = new Set(counted.map((row) => row.property.id));
  if (terms.isFlaky === true) return inconclusive('a finding was not shown again by a fresh stack');
  if (result.findings.some((finding) => ids.has(finding.violation.property)))
    return { exitCode: ExitCode.violated, note: undefined };
  const violated = counted.filter((row) => row.verdict === 'violated').length;
  if (violated > 0 && terms.onlyMechanism) return inconclusive('violated, but not by the mechanism asked for');
  if (violated > 0) return { exitCode: ExitCode.violated, note: undefined };
  if (counted.length === 0) return inconclusive('none of the properties is demanded of this stack');
  const open = counted.filter((row) => row.verdict === 'inconclusive').length;
  const vacuous = counted.filter((row) => row.verdict === 'vacuous').length;
  if (open + vacuous === 0) return { exitCode: ExitCode.ok, note: warning(rows) };
  const parts = [open > 0 ? `${open} could not be decided` : '', vacuous > 0 ? `${vacuous} never exercised` : ''];
  return inconclusive(`of ${counted.length} that count, ${parts.filter((part) => part !== '').join(' and ')}`);
}

/** What is violated and does not count. */
function warning(rows: readonly TallyRow[]): string | undefined {
  const violated = rows.filter((row) => row.verdict === 'violated').map((row) => row.property.id);
  return violated.length === 0 ? undefined : `with --strict this would fail: ${violated.join(', ')}`;
}

function inconclusive(reason: string): Judged {
  return { exitCode: ExitCode.inconclusive, note: `inconclusive: ${reason}` };
}
