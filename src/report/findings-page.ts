import type { FindingKind } from '../check/finding-kind.ts';

/** What is looked for in captures, as a page of Markdown: an index, and a section for each kind of finding. */
export function findingsPage(kinds: readonly FindingKind[]): string {
  return [
    '# Findings',
    '',
    '<!-- Generated from src/check/finding-kinds.ts by src/report/findings-page.ts; `npx vitest run test/report -u` renews it. -->',
    '',
    ...INTRODUCTION,
    '',
    '| finding | level | what is seen |',
    '| --- | --- | --- |',
    ...kinds.map(({ id, level, statement }) => `| [${id}](#${id.replaceAll('.', '')}) | ${level} | ${statement} |`),
    '',
    ...kinds.flatMap(section),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

const INTRODUCTION: readonly string[] = [
  'What `arpcheck check` looks for in a capture without being told who is who. Beside these it judges by the',
  '[properties](properties.md) that the capture shows enough of; with a topology those are more, and exact. Findings are',
  'heuristics: each occurrence says how sure it is. `certain`: the frames allow no other reading. `likely`: another one',
  'takes an unusual set-up, or a gap in the capture. `possible`: an ordinary set-up looks the same. Only a MUST that is',
  'certain or likely makes the exit code 1; with `--strict` everything but a NOTE does.',
  '',
  'Memory is bounded, so that captures may be larger than it, and a capture may go on for ever: 65,536 addresses, 16,384',
  'requests, 4,096 stations and as many packets are followed, those that were heard last: what is pushed out is as if it had',
  'never been heard, so that a finding may be missed, and none is made up. Monitors of properties begin anew after 16,384',
  'events; 1,000 findings with their first 8 occurrences are kept. What that cost is told at the end.',
  '',
  'The same packet at another interface within 100 ms, or at the same one within 0.1 ms, was captured twice and counts',
  'once. Claims that were seen at different interfaces are only `possible` conflicts, as these may be different networks,',
  'unless a topology says that they are one.',
];

function section({ id, level, source, statement, meaning, otherwise, next }: FindingKind): readonly string[] {
  return [
    `## ${id}`,
    '',
    `${level}, ${source}.`,
    '',
    statement,
    '',
    `- What it means: ${meaning}`,
    `- What else looks like it: ${otherwise}`,
    `- What to look at next: ${next}`,
    '',
  ];
}
