import type { FindingWriter } from '../report/finding-writer.ts';
import { totalsText } from '../report/text/summary-text.ts';
import type { CampaignResult } from '../runner/campaign.ts';
import { compareWithExpectations } from '../runner/expected.ts';
import type { TallyRow } from '../runner/tally.ts';
import type { Column } from './column.ts';
import { cutShort } from './cut-short.ts';

/** What a campaign of fuzz comes to, as reports show stacks: nothing is known of it that would explain a violation. */
export function fuzzColumn(
  campaign: CampaignResult,
  rows: readonly TallyRow[],
  writer: FindingWriter,
  concluded: Pick<Column, 'result' | 'exitCode' | 'note' | 'version'>,
): Column {
  const { stack: label, profile } = concluded.result;
  const { seen } = campaign;
  const compared = compareWithExpectations({ rows, seen, profile, expectations: [], replayed: new Map() });
  return {
    ...concluded,
    ...{ label, profile },
    rows: compared.rows,
    seconds: campaign.milliseconds / 1000,
    totals: totalsText(campaign),
    cutShort: cutShort(campaign),
    failures: writer.texts(),
    cases: writer.cases(),
    violations: writer.pages(),
  };
}
