import type { ConformRow } from '../runner/expected.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { plural } from './text/numbers.ts';
import { shownReasons } from './text/reason-lines.ts';
import { VERDICT_MARKS } from './text/verdict-marks.ts';

/** What became of one stack, as GitHub shows it. */
export interface GithubStack {
  /** The stack, as it was typed. */
  readonly label: string;
  readonly version: string;
  readonly profile: string;
  readonly rows: readonly ConformRow[];
  /** Ids of the properties whose verdicts decide. */
  readonly decisive: ReadonlySet<string>;
  /** By id of a property: the reports on its violations. */
  readonly failures: ReadonlyMap<string, string>;
  /** By id of a property: the case files that violate it, from the folder of the checkout. */
  readonly cases: ReadonlyMap<string, readonly string[]>;
  readonly note: string | undefined;
  /** Why the run did not come to its end, if it did not. */
  readonly cutShort: string | undefined;
  /** Nothing was violated, and yet not everything was shown to hold. */
  readonly isInconclusive: boolean;
}

type Level = 'error' | 'warning';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly file?: string | undefined;
  readonly message: string;
}

/** GitHub shows 10 annotations of a level for a step, and drops the rest without a word. */
const ANNOTATIONS_MAX = 10;
/** A job summary has 1 MiB for a step, in octets; whoever else writes to it has half. */
const SUMMARY_BYTES_MAX = 512 * 1024;

/**
 * Workflow commands that annotate a run on GitHub: what fails is an error, what is violated and does not count a warning.
 * One for each property; the tenth of a level says how many there are besides.
 */
export function githubCommands(stacks: readonly GithubStack[]): readonly string[] {
  const annotations = stacks.flatMap(annotationsOf);
  return (['error', 'warning'] as const).flatMap((level) =>
    atMost(annotations.filter((each) => each.level === level)).map(githubCommand),
  );
}

function atMost(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length <= ANNOTATIONS_MAX) return annotations;
  const rest = annotations.slice(ANNOTATIONS_MAX - 1);
  const message = rest.map(({ title }) => title).join('\n');
  return [
    ...annotations.slice(0, ANNOTATIONS_MAX - 1),
    { level: rest[0]!.level, title: `${plural(rest.length, 'more property', 'more properties')}`, message },
  ];
}

function annotationsOf(stack: GithubStack): readonly Annotation[] {
  const { label, rows, decisive, failures, cases, cutShort, isInconclusive } = stack;
  const cut: readonly Annotation[] =
    cutShort === undefined ? [] : [{ level: 'error', title: `${label}: not finished`, message: cutShort }];
  const failed = rows
    .filter(({ shown }) => shown === 'violated' || shown === 'gone')
    .map((row): Annotation => {
      const { id, level, statement } = row.property;
      const isError = row.gone.length > 0 || decisive.has(id);
      const text = failures.get(id) ?? `${statement}\n${shownReasons(row).join('; ')}`;
      const file = cases.get(id)?.[0];
      return { level: isError ? 'error' : 'warning', title: `${label}: ${id} (${level})`, file, message: text };
    });
  const open = rows.filter(({ property, shown }) => isOpen(shown) && decisive.has(property.id));
  const message = open.map((row) => `${row.property.id}: ${shownReasons(row).join('; ')}`).join('\n');
  const title = `${label}: ${plural(open.length, 'requirement')} not shown to hold`;
  const openOnes: readonly Annotation[] =
    open.length === 0 ? [] : [{ level: isInconclusive ? 'error' : 'warning', title, message }];
  return [...cut, ...failed, ...openOnes];
}

function isOpen(shown: ConformRow['shown']): boolean {
  return shown === 'vacuous' || shown === 'inconclusive';
}

/** `::error file=case.json,title=…::…`: a workflow command on a line of its own, in GitHub's escaping. */
export function githubCommand({ level, title, file, message }: Annotation): string {
  const properties = [...(file === undefined ? [] : [`file=${propertyValue(file)}`]), `title=${propertyValue(title)}`];
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

const DATA: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A' };
const PROPERTY: Readonly<Record<string, string>> = { ...DATA, ':': '%3A', ',': '%2C' };

/** As the toolkit of GitHub's actions escapes the text of a command (packages/core, command.ts). */
function data(text: string): string {
  return text.replaceAll(/[%\r\n]/g, (each) => DATA[each]!);
}

function propertyValue(text: string): string {
  return text.replaceAll(/[%\r\n:,]/g, (each) => PROPERTY[each]!);
}

/** A summary for the page of the job, in GitHub's Markdown; reports that would make it too long are left out. */
export function githubSummary(command: string, seed: number, stacks: readonly GithubStack[]): string {
  const lines = stacks.flatMap((stack) => [...stackLines(command, seed, stack), '']);
  let bytes = Buffer.byteLength(lines.join('\n'));
  let left = 0;
  for (const { failures } of stacks) {
    for (const [id, text] of failures) {
      const block = detailLines(id, text);
      const size = Buffer.byteLength(block.join('\n')) + 1;
      if (bytes + size > SUMMARY_BYTES_MAX) left += 1;
      else lines.push(...block);
      bytes += bytes + size > SUMMARY_BYTES_MAX ? 0 : size;
    }
  }
  if (left > 0) lines.push(`${plural(left, 'report')} left out, as there is no room here.`, '');
  return lines.join('\n');
}

function stackLines(command: string, seed: number, stack: GithubStack): readonly string[] {
  const { label, version, profile, rows, note, cutShort } = stack;
  const told = rows.filter(({ shown }) => shown !== 'held');
  const counts = Object.keys(VERDICT_MARKS)
    .map((verdict) => ({ verdict, count: rows.filter(({ shown }) => shown === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`);
  return [
    `### ${markdownText(`${command}: ${label}`)}`,
    '',
    markdownText(`${version}, profile ${profile}, seed ${seed}. ${plural(rows.length, 'property', 'properties')}: `) +
      `${counts.join(', ')}.`,
    ...[cutShort, note].filter((each) => each !== undefined).flatMap((each) => ['', markdownText(each)]),
    ...(told.length === 0
      ? []
      : [
          '',
          ...markdownTable(
            ['', 'property', 'level', 'why'],
            told.map((row) => cells(row, stack)),
          ),
        ]),
  ];
}

function cells(row: ConformRow, { cases }: GithubStack): readonly string[] {
  const { id, level } = row.property;
  const files = (cases.get(id) ?? []).map((file) => `case ${markdownText(file)}`);
  const why = shownReasons(row).map((reason) => markdownText(reason.replaceAll(/\s+/g, ' ')));
  return [`${VERDICT_MARKS[row.shown]} ${row.shown}`, `\`${id}\``, level, [...why, ...files].join('<br>')];
}

/** A report that unfolds. No run of backticks in it ends the block that it stands in. */
function detailLines(id: string, text: string): readonly string[] {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return ['<details>', `<summary>${id}</summary>`, '', `${fence}text`, text, fence, '', '</details>', ''];
}
