import { CommanderError } from 'commander';
import { UsageError } from '../runner/usage-error.ts';
import { StackStartError } from '../stacks/stack.ts';
import { BugError } from './bug-error.ts';
import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Says what went wrong, to the user if it is hers and for us if it is ours, and gives the exit code. */
export function reportFailure(error: unknown, terminal: Pick<Terminal, 'complain'>): ExitCode {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof UsageError) {
    terminal.complain(`error: ${error.message}`);
    return ExitCode.usage;
  }
  if (error instanceof StackStartError) {
    terminal.complain(`error: ${error.message}`);
    for (const line of error.stderr) terminal.complain(`  stderr  ${line}`);
    return ExitCode.stackFailed;
  }
  const cause = error instanceof BugError ? error.cause : error;
  terminal.complain(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  terminal.complain('\nThis is a bug of arpcheck, not of what it tests. Please report it with the lines above.');
  if (error instanceof BugError) terminal.complain(`It happened in: ${error.rerun}`);
  return ExitCode.bug;
}
