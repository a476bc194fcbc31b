import type { Verdict } from '../../src/monitor/index.ts';
import type { CampaignResult } from '../../src/runner/campaign.ts';
import { CONVERGES, DELIVERED, LEARNED, ON_WIRE, opportunity, SEED } from './claims.ts';
import type { KeptFinding } from './write-findings.ts';

const COLUMNS: readonly (readonly [string, string])[] = [
  ['never learned off-host', LEARNED],
  ['never on the wire off-host', ON_WIRE],
  ['delivered to own host', DELIVERED],
  ['converges', CONVERGES],
];

export interface ClaimRow {
  readonly mitigation: string;
  readonly traffic: string;
  readonly result: CampaignResult;
}

/** docs/claims.md: which invariant each mitigation restores on the rack of the story, and under which traffic. */
export function claimsPage(rows: readonly ClaimRow[], findings: readonly KeptFinding[], cases: number): string {
  const head = ['mitigation', 'traffic', 'chances', ...COLUMNS.map(([title]) => title)];
  return [
    '# What stops the bubble',
    '',
    `The rack of \`traces/golden/arp-bubble.yaml\`, ${cases.toLocaleString('en')} generated cases a row, seed ${SEED}, simulated.`,
    'Honest traffic is metrics, pings, neighbour deletions and flushes, waits, link flaps, loss, duplication, delay and',
    'reordering. *Chances*: the share of the cases in which a BM resolved a guest because of LOCAL_IP traffic while a guest',
    'of the other BM held an entry for LOCAL_IP older than `locktime`; without them a rack that holds would prove nothing.',
    'Numbers in brackets are violating cases / cases that exercised the property.',
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map(({ mitigation, traffic, result }) => {
      const cells = COLUMNS.map(([, id]) => cell(result, id));
      return `| ${[mitigation, traffic, `${(100 * opportunity(result)).toFixed(1)} %`, ...cells].join(' | ')} |`;
    }),
    '',
    '## What falls, and how',
    '',
    'The smallest case of every kind that these campaigns found, with its capture; `arpcheck replay CAPTURE` runs it again.',
    '',
    ...findings.flatMap(({ row, finding, capture, steps }) => [
      `- **${row.mitigation}**, ${row.traffic}: \`${finding.violation.property}\`, ${finding.violation.mechanism}. ` +
        `[${capture}](../${capture})`,
      ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ]),
    '',
    'This page is generated: `ARPCHECK_CASES=100000 npx vitest run test/claims -u`. The same test with fewer cases runs with',
    'all others and holds the verdicts of this page against its own.',
    '',
  ].join('\n');
}

function cell(result: CampaignResult, id: string): string {
  const row = result.tally.find((each) => each.property.id === id)!;
  return `${row.verdict} (${row.violated}/${row.exercisedRuns})`;
}

export interface PageCell {
  readonly verdict: Verdict;
  /** Share of the cases that exercised the property in which it was violated. */
  readonly share: number;
}

/** The verdicts of a page, row by row. */
export function cellsOfPage(page: string): PageCell[][] {
  return page
    .split('\n')
    .filter((line) => line.includes(' % | '))
    .map((line) =>
      [...line.matchAll(/ (\w+) \((\d+)\/(\d+)\)/g)].map(([, verdict, violated, exercised]) => ({
        verdict: verdict as Verdict,
        share: Number(violated) / Number(exercised),
      })),
    );
}
