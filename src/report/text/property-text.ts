import type { Property } from '../../monitor/index.ts';
import type { KnownDeviation, PropertyExplanation } from '../property-explanation.ts';
import { sequenceText } from '../sequence/sequence-text.ts';
import { labelled } from './labelled.ts';
import { plural } from './numbers.ts';

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

/** One property explained: what must be, why, and what it looks like when it is and when it is not. */
export function propertyText(explanation: PropertyExplanation): string {
  const { property, requirements, needs, cases, deviations, violation } = explanation;
  const { id, level, source, statement, rationale, exercisedBy, seconds, profiles } = property;
  return [
    `${id}   ${level}   ${source}`,
    '',
    ...wrapped(statement, '  '),
    '',
    ...wrapped(rationale, '  '),
    '',
    ...labelled('exercised', `when this happens: ${exercisedBy}`),
    ...labelled('needs', needs.length === 0 ? 'frames only' : needs.join('; ')),
    ...(seconds === undefined ? [] : labelled('takes', `${seconds} s of the stack's time`)),
    ...labelled('profiles', profiles === undefined ? 'all' : profiles.join(', ')),
    ...(cases.length === 0 ? [] : labelled('cases', cases.join(', '))),
    ...deviations.flatMap((each) => labelled('differs', deviationText(each))),
    '',
    ...requirements.flatMap((row) => labelled(row.id, `${row.level}: ${row.requirement}`)),
    '',
    '  It holds:',
    ...sequenceText(explanation.holds).map(indented),
    '',
    '  It is violated:',
    ...sequenceText(explanation.violates).map(indented),
    '',
    ...labelled('expected', violation.expected),
    ...labelled('received', violation.received),
    ...labelled('mechanism', violation.mechanism),
  ].join('\n');
}

function deviationText({ stack, profiles, reason, source }: KnownDeviation): string {
  const under = profiles === undefined ? '' : ` under ${profiles.join(', ')}`;
  return `${stack}${under}: ${reason} (${source})`;
}

function indented(line: string): string {
  return `      ${line}`.trimEnd();
}
