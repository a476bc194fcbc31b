import type { Property } from '../monitor/index.ts';
import type { Expectation } from '../stacks/stack.ts';
import { markdownAnchor, markdownTable } from './markdown.ts';

/** A stack, as the table names it, and what is on record of it. */
export interface DeviatingStack {
  readonly name: string;
  readonly expectations: readonly Expectation[];
}

type Statement = Pick<Property, 'id' | 'statement'>;

/** Where pages and captures are, seen from the file that links to them. */
const FROM_DOCS = '../';
const HEAD = `# Known deviations

<!-- Generated from src/stacks/*/expectations.ts by src/report/deviations-page.ts;
\`npx vitest run test/stacks/deviations.test.ts --update\` renews it. -->

What real stacks do otherwise than a property says, each with a case that \`arpcheck conform\` replays first and the
capture that shows it. C01 and so on are contradictions of sources and practice, told in [profiles.md](profiles.md); sources
are files of the stack's own repository.
`;

/** docs/deviations.md: what against whom, and below it why, stack by stack. Throws if a deviation is from no property. */
export function deviationsPage(stacks: readonly DeviatingStack[], properties: readonly Statement[]): string {
  const statements = new Map(properties.map(({ id, statement }) => [id, statement]));
  return [HEAD, ...tableLines(stacks, statements), ...stacks.flatMap(listLines)].join('\n').trim().concat('\n');
}

/** The README's table: which property which stack breaks, with a numbered link to each capture that shows it. */
export function deviationsMatrix(stacks: readonly DeviatingStack[]): string {
  const broken = new Set(stacks.flatMap(({ expectations }) => expectations.map((each) => each.property)));
  const rows = [...broken].sort().map((property) => [
    `[${property}](docs/properties.md#${markdownAnchor(property)})`,
    ...stacks.map(({ expectations }) => {
      const cases = new Set(expectations.filter((each) => each.property === property).map((each) => each.case));
      return [...cases].map((name, index) => link(name, '', String(index + 1))).join(' ');
    }),
  ]);
  return markdownTable(['property', ...stacks.map((stack) => inCell(stack.name))], rows).join('\n');
}

function tableLines(stacks: readonly DeviatingStack[], statements: ReadonlyMap<string, string>): readonly string[] {
  const kinds = new Map(
    stacks.flatMap(({ expectations }) => expectations.map((each) => [kindOf(each), each] as const)),
  );
  if (kinds.size === 0) return [];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const titles = ['property', 'what must be', 'mechanism', ...stacks.map((stack) => inCell(stack.name))];
  return [
    row(titles),
    row(titles.map(() => '---')),
    ...[...kinds.keys()].sort().map((kind) => {
      const { property, mechanism } = kinds.get(kind)!;
      const statement = statements.get(property);
      if (statement === undefined) throw new Error(`a known deviation names no property: ${property}`);
      const cells = stacks.map((stack) => links(stack.expectations.filter((each) => kindOf(each) === kind)));
      const way = mechanism === undefined ? 'any' : code(mechanism);
      return row([code(property), inCell(statement), way, ...cells]);
    }),
    '',
  ];
}

/** Deviations of the same kind share a row. Neither ids nor mechanisms have spaces. */
function kindOf({ property, mechanism = '' }: Expectation): string {
  return `${property} ${mechanism}`;
}

/** One link for each capture: a stack may deviate in the same way under different profiles. */
function links(expectations: readonly Expectation[]): string {
  return [...new Set(expectations.map((each) => each.case))].map((name) => link(name, FROM_DOCS, 'seen')).join(', ');
}

function link(name: string, root: string, text: string): string {
  const path = `${root}traces/stacks/${name}.pcapng`;
  return `[${text}](${encodeURI(path).replace(/[()|]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)})`;
}

function listLines({ name, expectations }: DeviatingStack): readonly string[] {
  const items = expectations.map((each) => {
    const { property, mechanism, profiles, reason, source, rows } = each;
    const way = mechanism === undefined ? '' : ` (${code(mechanism)})`;
    const under = profiles === undefined ? '' : `, under ${profiles.map(code).join(', ')}`;
    const marks = rows.length === 0 ? '' : ` Rows: ${rows.join(', ')}.`;
    return `- ${code(property)}${way}${under}: ${inLine(reason)} Source: ${inLine(source)}.${marks} ${link(each.case, FROM_DOCS, 'seen')}`;
  });
  return [`## ${inLine(name)}`, '', ...(items.length === 0 ? ['No deviation is known.'] : items), ''];
}

function code(text: string): string {
  return `\`${inCell(text)}\``;
}

/** A cell ends at a bar, even within code. */
function inCell(text: string): string {
  return inLine(text).replaceAll('|', '\\|');
}

function inLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
