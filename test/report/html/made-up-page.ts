import { pageViolation } from '../../../src/report/html/page-violation.ts';
import type { PageMatrixRow, PageViolation, ReportPage } from '../../../src/report/html/report-page.ts';
import { PROPERTY, runBubble } from '../bubble.ts';

const { trace, violation, case: each } = runBubble();
const COMMANDS = [{ name: 'replay', value: 'npx arpcheck replay case.json' }];

/** The bubble as a page shows it. */
export const BUBBLE_VIOLATION: PageViolation = pageViolation(
  { property: PROPERTY, violation, case: each, trace, commands: COMMANDS },
  { evidence: true },
);

/** A page of one violation, and of two properties on two stacks. */
export function madeUpPage(part: Partial<ReportPage> = {}): ReportPage {
  return {
    title: 'arpcheck conform: a, b',
    application: 'arpcheck 0',
    verdict: { outcome: 'violated', headline: 'Something is violated', notes: ['b: it was late'] },
    facts: [{ name: 'seed', value: '7' }],
    matrix: {
      columns: ['a', 'b'],
      rows: ['x.one', 'x.two', 'y.three', 'y.four'].map(madeUpMatrixRow),
    },
    violations: [BUBBLE_VIOLATION],
    ...part,
  };
}

function madeUpMatrixRow(id: string, index: number): PageMatrixRow {
  const property = { id, level: index % 2 === 0 ? 'MUST' : 'SHOULD', source: 'RFC 0', statement: `About ${id}.` };
  const held = { verdict: 'held', exercised: 1234, reasons: [] } as const;
  const other = { verdict: 'vacuous', exercised: 0, reasons: ['never happened: a test'] } as const;
  return { property: { ...property, rationale: 'Because.' }, cells: [held, index === 1 ? other : undefined] };
}

/** So many violations, each with evidence. */
export function manyViolations(count: number): readonly PageViolation[] {
  return Array.from({ length: count }, (_, index) => ({
    ...BUBBLE_VIOLATION,
    stack: `stack-${index + 1}`,
    mechanism: `mechanism-${index + 1}`,
  }));
}
