import { conformJson } from '../report/conform-json.ts';
import { junitXml } from '../report/junit.ts';
import { matrixText } from '../report/text/matrix-text.ts';
import { sweptLines } from '../report/text/swept-text.ts';
import { writeFile } from '../report/write-file.ts';
import type { Column } from './column.ts';
import { ExitCode } from './exit-code.ts';
import type { CommandContext } from './run-command.ts';
import { isForGithub, tellGithub } from './tell-github.ts';

/** Where reports go besides the terminal. */
export interface ReportFiles {
  readonly json?: string;
  readonly junit?: string;
  /** Annotations and a summary for GitHub; where nobody says, in its workflows only. */
  readonly github?: boolean;
}

/** Shows stacks side by side and writes the files asked for; the exit code of all of them together. */
export function reportColumns(
  command: string,
  columns: readonly Column[],
  { json, junit, github }: ReportFiles,
  seed: number,
  context: CommandContext,
): ExitCode {
  const { terminal } = context;
  if (columns.length > 0) terminal.print(`${matrixText(columns)}\n`);
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
  if (isForGithub(github, context.environment)) tellGithub(command, columns, context);
  return worstOf(columns.map((each) => each.exitCode));
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
