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

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'\u202e\u0000`;

/** A page in which every text tries to be something else. */
export function hostilePage(): ReportPage {
  const { evidence } = BUBBLE_VIOLATION;
  const { sequence, frames } = evidence!;
  const names = new Map(sequence.participants.map((name) => [name, `${name}${HOSTILE}`]));
  const renamed = (name: string): string => names.get(name) ?? name;
  const property = { id: HOSTILE, level: HOSTILE, source: HOSTILE, statement: HOSTILE, rationale: HOSTILE };
  return madeUpPage({
    ...{ title: HOSTILE, application: HOSTILE },
    verdict: { outcome: 'ok', headline: HOSTILE, notes: [HOSTILE] },
    facts: [{ name: HOSTILE, value: HOSTILE }],
    matrix: {
      columns: [HOSTILE],
      rows: [{ property, cells: [{ verdict: 'gone', exercised: 1, reasons: [HOSTILE] }] }],
    },
    items: [{ name: HOSTILE, verdict: 'held', words: HOSTILE }],
    violations: [
      {
        ...{
          ...BUBBLE_VIOLATION,
          property,
          stack: HOSTILE,
          expected: HOSTILE,
          received: HOSTILE,
          mechanism: HOSTILE,
        },
        ...{ remark: HOSTILE, commands: [{ name: HOSTILE, value: HOSTILE }] },
        requirements: [{ id: HOSTILE, level: HOSTILE, source: HOSTILE, requirement: HOSTILE }],
        evidence: {
          ...{ ...evidence!, story: undefined, steps: [HOSTILE], remedies: [{ name: HOSTILE, value: HOSTILE }] },
          sequence: {
            participants: sequence.participants.map(renamed),
            culprit: HOSTILE,
            items: sequence.items.map((item) =>
              item.kind === 'note'
                ? { ...item, over: renamed(item.over), words: HOSTILE }
                : { ...item, from: renamed(item.from), to: item.to.map(renamed), words: HOSTILE },
            ),
          },
          caches: [
            { node: HOSTILE, address: HOSTILE, spans: [{ from: 0, holds: HOSTILE, mac: HOSTILE, decisive: true }] },
          ],
          frames: frames.map((frame) => ({ ...frame, way: HOSTILE, words: HOSTILE })),
          captures: [{ name: HOSTILE, size: 1, bytes: Uint8Array.of(1) }],
        },
      },
      { ...BUBBLE_VIOLATION, property, stack: HOSTILE, evidence: undefined },
    ],
  });
}
