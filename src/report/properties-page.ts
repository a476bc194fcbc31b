import { judgeTrace, type Property } from '../monitor/index.ts';
import type { Trace } from '../trace/index.ts';
import { grouped } from './grouped.ts';
import { markdownAnchor } from './markdown.ts';
import { traceLines } from './text/trace-text.ts';

/** The catalogue as a page of Markdown: an index by source, and a section for each property. */
export function propertiesPage(properties: readonly Property[]): string {
  const groups = bySource(properties);
  return [
    '# Properties',
    '',
    '<!-- Generated from properties/ by src/report/properties-page.ts; `npx vitest run test/properties -u` renews it. -->',
    '',
    ...INTRODUCTION,
    '',
    ...[...groups].flatMap(([source, group]) => index(source, group)),
    ...[...groups].flatMap(([source, group]) => [`## ${source}`, '', ...group.flatMap(section)]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

const INTRODUCTION: readonly string[] = [
  'What a stack is held to. Each property is judged on any trace: of a simulated network, of a live stack, of a capture,',
  'as far as that shows enough. It is `held` if what it speaks of happened and was never wrong, `violated` if it was',
  'wrong once, and `vacuous` if it never happened. Rows name requirements of the catalogue that the project was written',
  'from. In the examples H is the host that is judged, A and B are its neighbours, X is whoever lies.',
];

/** By the first word of the id, in the order of the catalogue. */
function bySource(properties: readonly Property[]): ReadonlyMap<string, readonly Property[]> {
  return grouped(properties, ({ id }) => id.slice(0, id.indexOf('.')));
}

function index(source: string, group: readonly Property[]): readonly string[] {
  const rows = group.map(
    ({ id, level, statement, rows: covered }) =>
      `| [${id}](#${markdownAnchor(id)}) | ${level} | ${statement} | ${covered.join(', ')} |`,
  );
  return [`**${source}**`, '', '| property | level | what must be | rows |', '| --- | --- | --- | --- |', ...rows, ''];
}

function section(property: Property): readonly string[] {
  const { id, level, source, rows, statement, rationale, exercisedBy, profiles, examples } = property;
  return [
    `### ${id}`,
    '',
    `${level}, ${source}. Rows ${rows.join(', ')}.`,
    '',
    statement,
    '',
    `*Why:* ${rationale}`,
    '',
    `*Exercised by:* ${exercisedBy}.`,
    '',
    ...(profiles === undefined ? [] : [`*Demanded under:* ${profiles.join(', ')}.`, '']),
    'It holds:',
    '',
    ...sequence(examples.holds()),
    '',
    'It is violated:',
    '',
    ...sequence(examples.violates(), property),
    '',
  ];
}

function sequence(trace: Trace, violated?: Property): readonly string[] {
  const verdict = violated === undefined ? undefined : judgeTrace(trace, [violated])[0]?.violations[0];
  const why =
    verdict === undefined
      ? []
      : ['', `Expected: ${verdict.expected}. Received: ${verdict.received}. Mechanism: \`${verdict.mechanism}\`.`];
  return ['```', ...outdented(traceLines(trace)), '```', ...why];
}

/** The lines are meant to stand within a report. */
function outdented(lines: readonly string[]): readonly string[] {
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent));
}
