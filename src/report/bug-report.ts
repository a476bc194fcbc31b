import type { CaseFile } from '../scenario/case-file.ts';
import type { PageFact, PageFrame, PageRequirement, PageViolation } from './html/report-page.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { sequenceMermaid } from './sequence/sequence-mermaid.ts';
import { plural } from './text/numbers.ts';
import { seconds } from './text/seconds.ts';

export interface BugReport {
  /** With evidence. */
  readonly violation: PageViolation;
  readonly case: CaseFile;
  /** Of arpcheck, the stack and what it runs on. */
  readonly versions: readonly PageFact[];
}

/** Octets of a frame that the table shows. */
const OCTETS_MAX = 64;
/** In characters. GitHub takes 65,536 for the text of an issue; the rest of a report needs a third of that at most. */
const CASE_MAX = 32_768;

/**
 * A violation as one pastes it into an issue tracker: GitHub's Markdown, with a diagram that GitHub draws, and with the
 * case itself, so that whoever reads it can run it. Nothing in it is taken for markup that was none.
 */
export function bugReport({ violation, case: each, versions }: BugReport): string {
  const { property, requirements, stack, expected, received, mechanism, remark, commands } = violation;
  return [
    `# ${inline(stack)} violates ${property.id}`,
    '',
    `**${property.level}**, ${inline(property.source)}: ${inline(property.statement)}`,
    '',
    `Why it matters: ${inline(property.rationale)}`,
    '',
    ...(remark === undefined ? [] : [`> ${inline(remark)}`, '']),
    `- **Expected:** ${inline(expected)}`,
    `- **Received:** ${inline(received)}`,
    `- **Mechanism:** ${code(mechanism)}`,
    '',
    ...requirementLines(requirements),
    ...evidenceLines(violation),
    '## Run it again',
    '',
    ...fenced('sh', commands[0]?.value ?? ''),
    '',
    ...markdownTable(
      ['what', 'version'],
      versions.map(({ name, value }) => [inline(name), inline(value)]),
    ),
    '',
    ...caseLines(each),
  ].join('\n');
}

function requirementLines(requirements: readonly PageRequirement[]): readonly string[] {
  if (requirements.length === 0) return [];
  const rows = requirements.map(({ id, level, source, requirement }) => [
    id,
    level,
    inline(source),
    inline(requirement),
  ]);
  return ['## What is required', '', ...markdownTable(['row', 'level', 'source', 'requirement'], rows), ''];
}

function evidenceLines({ evidence }: PageViolation): readonly string[] {
  if (evidence === undefined) return [];
  const { steps, sequence, frames, framesLeftOut } = evidence;
  const diagram = sequence.items.length === 0 ? [] : [...fenced('mermaid', sequenceMermaid(sequence).join('\n')), ''];
  const more = framesLeftOut === 0 ? [] : [`${plural(framesLeftOut, 'more frame')} left out, of less importance.`, ''];
  const table = markdownTable(['#', 'time (s)', 'from → to', 'what', 'octets'], frames.map(frameCells));
  return [
    '## Steps',
    '',
    ...steps.map((step, index) => `${index + 1}. ${inline(step)}`),
    '',
    '## What happens',
    '',
    ...diagram,
    ...(frames.length === 0 ? [] : [...table, '', ...more]),
  ];
}

function frameCells({ number, time, way, words, bytes, role }: PageFrame): readonly string[] {
  const mark = role === 'violation' ? ' **◄ violates**' : role === 'cause' ? ' **(cause)**' : '';
  const hex = Buffer.from(bytes.subarray(0, OCTETS_MAX))
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1 ');
  return [
    String(number),
    seconds(time),
    inline(way),
    `${inline(words)}${mark}`,
    code(bytes.length > OCTETS_MAX ? `${hex} …` : hex),
  ];
}

function caseLines(each: CaseFile): readonly string[] {
  const text = JSON.stringify(each);
  if (text.length > CASE_MAX) return ['The case is too long for a text like this; its file has to be attached.', ''];
  return [
    '<details><summary>The case: save it as <code>case.json</code> and run <code>npx arpcheck replay case.json</code></summary>',
    '',
    ...fenced('json', text),
    '',
    '</details>',
    '',
  ];
}

/** Text for a paragraph or a cell, on one line. */
function inline(text: string): string {
  return markdownText(visible(text).replaceAll('&', '&amp;')).replaceAll(/[$#]/g, '\\$&').replaceAll('@', '&#64;');
}

/** A code span that no run of backticks in it ends; a bar in it would end a cell. */
function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const padded = /^`|`$/.test(text) ? ` ${visible(text)} ` : visible(text);
  return `${fence}${padded.replaceAll('|', '\\|')}${fence}`;
}

function fenced(language: string, text: string): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}${language}`, text, fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** On one line, without what is not seen (see {@link Markup}). */
function visible(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '�');
}
