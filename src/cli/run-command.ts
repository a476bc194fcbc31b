import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Runs the action of a command and takes its exit code. */
export type RunCommand = (action: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;
