import type { Property } from '../monitor/index.ts';
import { grouped } from './grouped.ts';
import { markdownAnchor } from './markdown.ts';
import { explainProperty, type RecordedStack } from './property-explanation.ts';
import { propertySection } from './property-section.ts';

/** What the page is about: the properties, what is on record of stacks, and by property the mutants that it kills. */
export interface PropertiesPage {
  readonly properties: readonly Property[];
  readonly stacks: readonly RecordedStack[];
  readonly mutants: ReadonlyMap<string, readonly string[]>;
}

/** The catalogue as a page of Markdown: an index by source, and a section for each property. */
export function propertiesPage({ properties, stacks, mutants }: PropertiesPage): string {
  const groups = bySource(properties);
  return [
    '# Properties',
    '',
    '<!-- Generated from properties/ by src/report/properties-page.ts; `npx vitest run test/properties/properties-page.test.ts --update` renews it. -->',
    '',
    ...INTRODUCTION,
    '',
    ...[...groups].flatMap(([source, group]) => index(source, group)),
    ...[...groups].flatMap(([source, group]) => [
      `## ${source}`,
      '',
      ...group.flatMap((property) => propertySection(explainProperty(property, stacks), mutants.get(property.id))),
    ]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

const INTRODUCTION: readonly string[] = [
  'What a stack is held to. Each property is judged on any trace: of a simulated network, of a live stack, of a capture,',
  'as far as that shows enough. It is `held` if what it speaks of happened and was never wrong, `violated` if it was',
  'wrong once, and `vacuous` if it never happened. Rows name requirements of the [catalogue](coverage.md), which explains',
  'their notation. In the examples H is the host that is judged, A and B are its neighbours, X is whoever lies; what',
  'decides is marked. A mutant is a stack with one thing wrong: by killing it a property shows that it can fail.',
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
