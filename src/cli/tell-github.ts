import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { type GithubStack, githubCommand, githubCommands, githubSummary } from '../report/github.ts';
import { decisiveRows } from '../runner/expected.ts';
import type { Column } from './column.ts';
import { ExitCode } from './exit-code.ts';
import type { CommandContext } from './run-command.ts';
import type { Terminal } from './terminal.ts';

type Environment = CommandContext['environment'];

/** Whether reports are for GitHub: if the user says so, or, as long as nobody says anything, in a workflow there. */
export function isForGithub(github: boolean | undefined, environment: Environment): boolean {
  return github ?? environment.GITHUB_ACTIONS === 'true';
}

/** Annotates the run and adds to the summary of the job. A summary that cannot be written fails no test. */
export function tellGithub(
  command: string,
  columns: readonly Column[],
  { terminal, environment }: CommandContext,
): void {
  const stacks = columns.map((column) => stackOf(column, environment));
  for (const line of githubCommands(stacks)) terminal.print(line);
  const file = environment.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  try {
    appendFileSync(file, `${githubSummary(`arpcheck ${command}`, columns[0]?.result.seed ?? 0, stacks)}\n`);
  } catch (error) {
    terminal.complain(`${file}: the summary cannot be written (${(error as Error).message})`);
  }
}

/** Annotates a run that came to nothing: the stack did not start, or something makes no sense. */
export function annotateFailure(error: unknown, terminal: Pick<Terminal, 'print'>): void {
  // Help and version that were asked for are no failures.
  if (error instanceof CommanderError && error.exitCode === 0) return;
  const message = error instanceof Error ? error.message : String(error);
  terminal.print(githubCommand({ level: 'error', title: 'arpcheck', message }));
}

function stackOf(column: Column, environment: Environment): GithubStack {
  const decisive = decisiveRows(column.rows, column.result.strict === true);
  const cases = [...column.cases].map(
    ([id, files]) => [id, files.flatMap((file) => inCheckout(file, environment))] as const,
  );
  return {
    ...column,
    decisive: new Set(decisive.map(({ property }) => property.id)),
    cases: new Map(cases),
    isInconclusive: column.exitCode === ExitCode.inconclusive,
  };
}

/** The path from the checkout, which is what GitHub knows; none for a file elsewhere. */
function inCheckout(file: string, { GITHUB_WORKSPACE: root = process.cwd() }: Environment): readonly string[] {
  const relative = path.relative(root, path.resolve(file));
  return relative.startsWith('..') || path.isAbsolute(relative) ? [] : [relative.split(path.sep).join('/')];
}
