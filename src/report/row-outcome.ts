import { match } from 'ts-pattern';
import type { ConformRow } from '../runner/expected.ts';
import { shownReasons } from './text/reason-lines.ts';

/** What a test of one property comes to. Only what was seen to hold, or to deviate as is on record, passes. */
export interface RowOutcome {
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped; of one that passed, what is known of the stack. Empty if it simply held. */
  readonly message: string;
}

export interface OutcomeTerms {
  /** The verdict on this property decides: it is a MUST, or everything counts. */
  readonly isDecisive: boolean;
  /** Whether a requirement that nothing exercised fails where its verdict decides. */
  readonly vacuous: 'fail' | 'skip';
  /** The report on its violations. */
  readonly report: string | undefined;
}

/**
 * The same as the exit code of `conform`: what would make that another than 0 fails. What does not decide is skipped with
 * its reason, even if it was violated, so that nothing is called passed that was not shown.
 */
export function rowOutcome(row: ConformRow, { isDecisive, vacuous, report }: OutcomeTerms): RowOutcome {
  const { level, source, statement } = row.property;
  const reasons = shownReasons(row).join('; ');
  const told = `${level}, ${source}: ${statement}\n${row.shown}: ${reasons}`;
  return match<ConformRow['shown'], RowOutcome>(row.shown)
    .with('held', () => ({ state: 'passed', message: '' }))
    .with('expected', () => ({ state: 'passed', message: `known deviation: ${reasons}` }))
    .with('violated', () =>
      isDecisive || row.gone.length > 0
        ? { state: 'failed', message: report ?? told }
        : { state: 'skipped', message: `violated, which counts with strict only: ${reasons}` },
    )
    .with('gone', () => ({ state: 'failed', message: told }))
    .with('vacuous', () =>
      isDecisive && vacuous === 'fail'
        ? { state: 'failed', message: told }
        : { state: 'skipped', message: `vacuous: ${reasons}` },
    )
    .with('inconclusive', () =>
      isDecisive ? { state: 'failed', message: told } : { state: 'skipped', message: `inconclusive: ${reasons}` },
    )
    .with('unsupported', () => ({ state: 'skipped', message: `unsupported: ${reasons}` }))
    .exhaustive();
}
