import { type Coverage, type CoverageSources, coverageOf } from '../../properties/coverage.ts';
import type { Requirement, RequirementLevel } from '../../properties/requirements.ts';
import { grouped } from './grouped.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { propertyLinks } from './property-links.ts';
import { NOTATION } from './requirement-notation.ts';
import { requirementSources } from './requirement-sources.ts';

/** One row of the catalogue of requirements and what became of it. */
interface Row {
  readonly requirement: Requirement;
  readonly coverage: Coverage;
}

/** The catalogue of requirements as a page of Markdown: every row with the properties that check it, or a reason. */
export function coveragePage(sources: CoverageSources): string {
  const coverage = coverageOf(sources);
  const rows = sources.requirements.map((requirement) => ({ requirement, coverage: coverage.get(requirement.id)! }));
  const groups = requirementSources(rows, ({ requirement }) => requirement.id);
  const levels = grouped(rows, ({ requirement }) => requirement.level);
  return [
    '# Coverage',
    '',
    '<!-- Generated from properties/ by src/report/coverage-page.ts; `npx vitest run test/properties/coverage.test.ts --update` renews it. -->',
    '',
    ...INTRODUCTION,
    '',
    summary(rows),
    '',
    ...countTable('source', groups),
    '',
    ...countTable(
      'level',
      LEVELS.map((level) => [level, levels.get(level) ?? []]),
    ),
    '',
    '## What is open, and why',
    '',
    ...openTable(rows),
    '',
    '## Notation',
    '',
    ...NOTATION,
    '',
    ...groups.flatMap(([title, group]) => [`## ${title}`, '', ...rowTable(group), '']),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

const LEVELS: readonly RequirementLevel[] = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY', 'INFO'];

const INTRODUCTION: readonly string[] = [
  'The requirements on ARP for IPv4 over Ethernet, as a black box can be held to them: from RFC 826, 1122, 1812, 1027,',
  '3927, 5227, 4436 and 5494, from documented behaviour of the Linux kernel, and from practice. A row is *checked* if a',
  'property judges it, *recorded* if it is a choice that no document settles, and *open* otherwise, with the reason.',
  '`arpcheck properties ROW` shows a row with its stimulus and what is expected on the wire, in the notation below.',
  'In sources, *(derived)* is what follows from the text and is no sentence of it, and *(recalled)* is what was written',
  'without reading the text again.',
];

function summary(rows: readonly Row[]): string {
  const [checked, recorded, open] = countsOf(rows);
  return `**${checked} of ${rows.length} rows are checked, ${recorded} are recorded, ${open} are open.**`;
}

function countTable(title: string, groups: readonly (readonly [string, readonly Row[]])[]): readonly string[] {
  return markdownTable(
    [title, '# rows', '# checked', '# recorded', '# open'],
    groups.map(([name, rows]) => [name, rows.length, ...countsOf(rows)].map(String)),
  );
}

/** How many are checked, recorded, open. */
function countsOf(rows: readonly Row[]): readonly [number, number, number] {
  const count = (kind: Coverage['kind']): number => rows.filter(({ coverage }) => coverage.kind === kind).length;
  return [count('checked'), count('recorded'), count('open')];
}

function openTable(rows: readonly Row[]): readonly string[] {
  const open = rows.flatMap(({ requirement: { id }, coverage }) =>
    coverage.kind === 'open' ? [{ id, reason: coverage.reason }] : [],
  );
  return markdownTable(
    ['reason', '# rows', 'which'],
    [...grouped(open, ({ reason }) => reason)].map(([reason, those]) => [
      markdownText(reason),
      String(those.length),
      those.map(({ id }) => id).join(', '),
    ]),
  );
}

function rowTable(rows: readonly Row[]): readonly string[] {
  return markdownTable(
    ['row', 'level', 'source', 'requirement', 'checked by'],
    rows.map(({ requirement: { id, level, source, requirement }, coverage }) => [
      id,
      level,
      markdownText(source),
      markdownText(requirement),
      coverageText(coverage),
    ]),
  );
}

function coverageText(coverage: Coverage): string {
  switch (coverage.kind) {
    case 'checked':
      return propertyLinks(coverage.properties);
    case 'recorded':
      return `recorded: ${coverage.facts.join(', ')}`;
    case 'open':
      return `*${markdownText(coverage.reason)}*`;
    default:
      return coverage satisfies never;
  }
}
