import path from 'node:path';
import { match } from 'ts-pattern';
import { conformJson } from '../report/conform-json.ts';
import { pageHtml } from '../report/html/page-html.ts';
import type { PageVerdict } from '../report/html/report-page.ts';
import { suitesPage } from '../report/html/suites-page.ts';
import { junitXml } from '../report/junit.ts';
import { factsText } from '../report/text/facts-text.ts';
import { matrixText } from '../report/text/matrix-text.ts';
import { sweptLines } from '../report/text/swept-text.ts';
import { checkWritable, writeFile } from '../report/write-file.ts';
import type { Column } from './column.ts';
import { ExitCode } from './exit-code.ts';
import type { CommandContext } from './run-command.ts';
import { isForGithub, tellGithub } from './tell-github.ts';

/** Where reports go besides the terminal. */
export interface ReportFiles {
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  /** Annotations and a summary for GitHub; where nobody says, in its workflows only. */
  readonly github?: boolean;
}

/** Shows stacks side by side and writes the files asked for; the exit code of all of them together. */
export function reportColumns(
  command: string,
  columns: readonly Column[],
  { json, junit, html, github }: ReportFiles,
  seed: number,
  context: CommandContext,
): ExitCode {
  const { terminal } = context;
  if (columns.length > 0) terminal.print(`${matrixText(columns)}\n`);
  const recorded = columns.flatMap(({ label, facts }) => (facts === undefined ? [] : [{ label, facts }]));
  if (recorded.length > 0) terminal.print(`${factsText(recorded)}\n`);
  for (const { label, version, profile, totals, swept, note } of columns) {
    terminal.print(`${label}   ${version}, profile ${profile}`);
    terminal.print(`  ${totals}`);
    for (const line of sweptLines(swept ?? [])) terminal.print(line);
    if (note !== undefined) terminal.print(`  ${note}`);
  }
  if (json !== undefined) {
    writeFile(
      json,
      conformJson(
        columns.map((each) => each.result),
        seed,
      ),
    );
  }
  if (junit !== undefined) {
    writeFile(junit, junitXml(columns.map((column) => ({ ...column, stack: column.label, seed }))));
  }
  const exitCode = worstOf(columns.map((each) => each.exitCode));
  if (html !== undefined) {
    writeFile(html, pageHtml(suitesPage({ command, outcome: outcomeOf(exitCode), seed, suites: columns })));
  }
  if (isForGithub(github, context.environment)) tellGithub(command, columns, context);
  return exitCode;
}

/** Refuses files that cannot be written before anything is run. */
export function checkReportFiles({ json, junit, html }: ReportFiles): void {
  for (const file of [json, junit, html]) if (file !== undefined) checkWritable(path.dirname(file));
}

/** What an exit code means to a page. */
export function outcomeOf(exitCode: ExitCode): PageVerdict['outcome'] {
  return match<ExitCode, PageVerdict['outcome']>(exitCode)
    .with(ExitCode.ok, () => 'ok')
    .with(ExitCode.violated, () => 'violated')
    .with(ExitCode.interrupted, () => 'interrupted')
    .with(ExitCode.stackFailed, () => 'stack-failed')
    .with(ExitCode.inconclusive, ExitCode.usage, ExitCode.bug, () => 'inconclusive')
    .exhaustive();
}

/** A failure of any stack is one of the whole; then what is worse than the rest. */
const WORST_FIRST: readonly ExitCode[] = [
  ExitCode.interrupted,
  ExitCode.stackFailed,
  ExitCode.violated,
  ExitCode.inconclusive,
];

function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? ExitCode.ok;
}
