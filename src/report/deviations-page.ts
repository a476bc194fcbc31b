import type { Property } from '../monitor/index.ts';
import type { Expectation } from '../stacks/stack.ts';

/** A stack, as the table names it, and what is on record of it. */
export interface DeviatingStack {
  readonly name: string;
  readonly expectations: readonly Expectation[];
}

/**
 * Known deviations as Markdown: a table of what against whom, each cell with the captures that show it, and below it
 * why, stack by stack. Links are relative to the root of the repository. Throws if a deviation is from no property.
 */
export function deviationsTable(
  stacks: readonly DeviatingStack[],
  properties: readonly Pick<Property, 'id' | 'statement'>[],
): string {
  const statements = new Map(properties.map(({ id, statement }) => [id, statement]));
  return [...tableLines(stacks, statements), ...stacks.flatMap(listLines)].join('\n').trim().concat('\n');
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
  return [...new Set(expectations.map((each) => each.case))].map(link).join(', ');
}

function link(name: string): string {
  const path = `traces/stacks/${name}.pcapng`;
  return `[seen](${encodeURI(path).replace(/[()|]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)})`;
}

function listLines({ name, expectations }: DeviatingStack): readonly string[] {
  const items = expectations.map((each) => {
    const { property, mechanism, profiles, reason, source, rows } = each;
    const way = mechanism === undefined ? '' : ` (${code(mechanism)})`;
    const under = profiles === undefined ? '' : `, under ${profiles.map(code).join(', ')}`;
    const marks = rows.length === 0 ? '' : ` Rows: ${rows.join(', ')}.`;
    return `- ${code(property)}${way}${under}: ${inLine(reason)} Source: ${inLine(source)}.${marks} ${link(each.case)}`;
  });
  return [`**${inLine(name)}**`, '', ...(items.length === 0 ? ['No deviation is known.'] : items), ''];
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
