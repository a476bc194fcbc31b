import type { Property } from '../../monitor/index.ts';
import { plural } from './numbers.ts';
import { traceLines } from './trace-text.ts';
import { wrapped } from './wrapped.ts';

/** The catalogue of properties: id, level, rows of the requirements catalogue covered, and source. */
export function propertyTable(properties: readonly Property[]): string {
  const width = Math.max(...properties.map((property) => property.id.length));
  const lines = properties.map(({ id, level, rows, source }) =>
    `${id.padEnd(width)}  ${level.padEnd(8)}  ${String(rows.length).padStart(4)}  ${source}`.trimEnd(),
  );
  const levels = ['MUST', 'SHOULD', 'PRACTICE'].map(
    (level) => `${properties.filter((each) => each.level === level).length} ${level}`,
  );
  return [
    `${'id'.padEnd(width)}  level     rows  source`,
    ...lines,
    '',
    `${plural(properties.length, 'property', 'properties')}: ${levels.join(', ')}. arpcheck properties ID explains one.`,
  ].join('\n');
}

/** One requirement explained: what must be, why, and what it looks like when it is and when it is not. */
export function propertyText(property: Property): string {
  const { id, level, source, rows, statement, rationale, exercisedBy, profiles, examples } = property;
  return [
    `${id}   ${level}   ${source}`,
    '',
    ...wrapped(statement, '  '),
    '',
    ...wrapped(rationale, '  '),
    '',
    ...labelled('rows', rows.join(', ')),
    ...labelled('profiles', profiles === undefined ? 'all' : profiles.join(', ')),
    ...labelled('exercised', `when this happens: ${exercisedBy}`),
    '',
    '  It holds:',
    ...traceLines(examples.holds()),
    '',
    '  It is violated:',
    ...traceLines(examples.violates()),
  ].join('\n');
}

function labelled(label: string, text: string): readonly string[] {
  const [first = '', ...rest] = wrapped(text, '             ');
  return [`  ${label.padEnd(11)}${first.trimStart()}`, ...rest];
}
