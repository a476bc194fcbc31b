import { markdownTable, markdownText } from './markdown.ts';
import type { KnownDeviation, PropertyExplanation } from './property-explanation.ts';
import type { Sequence } from './sequence/sequence.ts';
import { sequenceMermaid } from './sequence/sequence-mermaid.ts';
import { sequenceText } from './sequence/sequence-text.ts';

/**
 * A property as a section of Markdown, under a heading of the third level. `mutants`: names of those that it kills;
 * undefined where they are not known.
 */
export function propertySection(explanation: PropertyExplanation, mutants?: readonly string[]): readonly string[] {
  const { property, requirements, violation } = explanation;
  const { id, level, source, statement, rationale } = property;
  return [
    `### ${id}`,
    '',
    `${level}, ${source}.`,
    '',
    statement,
    '',
    `*Why:* ${rationale}`,
    '',
    ...listLines(explanation, mutants),
    '',
    ...markdownTable(
      ['row', 'level', 'requirement', 'stimulus', 'on the wire'],
      requirements.map((row) => [
        row.id,
        row.level,
        ...[row.requirement, row.stimulus, row.expected].map((text) => markdownText(text)),
      ]),
    ),
    '',
    'It holds:',
    '',
    ...diagram(explanation.holds),
    '',
    'It is violated:',
    '',
    ...diagram(explanation.violates),
    '',
    `Expected: ${violation.expected}. Received: ${violation.received}. Mechanism: \`${violation.mechanism}\`.`,
    '',
  ];
}

function listLines(
  { property, needs, cases, deviations }: PropertyExplanation,
  mutants: readonly string[] | undefined,
): readonly string[] {
  const { exercisedBy, seconds, profiles } = property;
  return [
    `- *Exercised by:* ${exercisedBy}.`,
    ...(needs.length === 0 ? [] : [`- *Needs of a black box:* ${needs.join('; ')}.`]),
    ...(seconds === undefined ? [] : [`- *Takes:* ${seconds} s of the stack's time.`]),
    ...(profiles === undefined ? [] : [`- *Demanded under:* ${profiles.join(', ')}.`]),
    ...(cases.length === 0 ? [] : [`- *Published cases:* ${cases.join(', ')}.`]),
    ...deviations.map((each) => `- *Differs:* ${deviationText(each)}`),
    ...(mutants === undefined || mutants.length === 0 ? [] : [`- *Mutants that it kills:* ${mutants.join(', ')}.`]),
  ];
}

function deviationText({ stack, profiles, reason, source }: KnownDeviation): string {
  const under = profiles === undefined ? '' : ` under ${profiles.join(', ')}`;
  return `${stack}${under}: ${markdownText(reason)} (${markdownText(source)})`;
}

/** Mermaid, which GitHub draws, and the same in characters for whoever reads the source. */
function diagram(sequence: Sequence): readonly string[] {
  return [
    '```mermaid',
    ...sequenceMermaid(sequence),
    '```',
    '',
    '<details><summary>as text</summary>',
    '',
    '```',
    ...sequenceText(sequence),
    '```',
    '',
    '</details>',
  ];
}
