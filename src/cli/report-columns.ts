import { conformJson } from '../report/conform-json.ts';
import { junitXml } from '../report/junit.ts';
import type { Result } from '../report/result-schema.ts';
import { matrixText } from '../report/text/matrix-text.ts';
import { writeFile } from '../report/write-file.ts';
import type { ConformRow } from '../runner/expected.ts';
import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** What became of one stack, as reports show it. */
export interface Column {
  /** The stack, as it was typed. */
  readonly label: string;
  readonly version: string;
  readonly profile: string;
  readonly rows: readonly ConformRow[];
  readonly seconds: number;
  /** What was done, in one line. */
  readonly totals: string;
  /** Why the run did not come to its end, if it did not. */
  readonly cutShort: string | undefined;
  readonly result: Result;
  readonly exitCode: ExitCode;
  /** Why the exit code is what it is, if the verdicts alone do not say. */
  readonly note: string | undefined;
  /** By id of a property: the reports on its violations. */
  readonly failures: ReadonlyMap<string, string>;
  /** By id of a property: the files of the cases that violate it. */
  readonly cases: ReadonlyMap<string, readonly string[]>;
}

/** Where reports go besides the terminal. */
export interface ReportFiles {
  readonly json?: string;
  readonly junit?: string;
}

/** Shows stacks side by side and writes the files asked for; the exit code of all of them together. */
export function reportColumns(
  columns: readonly Column[],
  { json, junit }: ReportFiles,
  seed: number,
  terminal: Pick<Terminal, 'print'>,
): ExitCode {
  if (columns.length > 0) terminal.print(`${matrixText(columns)}\n`);
  for (const { label, version, profile, totals, note } of columns) {
    terminal.print(`${label}   ${version}, profile ${profile}`);
    terminal.print(`  ${totals}`);
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
