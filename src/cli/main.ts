#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../report/version.ts';
import { BugError } from './bug-error.ts';
import { ExitCode } from './exit-code.ts';
import { fuzzCommand } from './fuzz.ts';
import { propertiesCommand } from './properties.ts';
import { replayCommand } from './replay.ts';
import type { RunCommand } from './run-command.ts';
import { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** A reader that has seen enough (`| head`) is no reason to fail: the run goes on and writes its files. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv);

async function main(argv: readonly string[]): Promise<ExitCode> {
  const terminal = new Terminal(process.stdout, process.stderr, process.env);
  let exitCode: ExitCode = ExitCode.ok;
  const run: RunCommand = async (action) => {
    exitCode = await action({ terminal, environment: process.env });
  };
  try {
    await program(run).parseAsync(argv);
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function program(run: RunCommand): Command {
  const root = new Command('arpcheck')
    .description('Finds, shrinks and explains violations of what ARP stacks and networks have to keep.')
    .version(VERSION)
    .showHelpAfterError('(arpcheck --help tells what there is)')
    .exitOverride();
  for (const command of [fuzzCommand(run), replayCommand(run), propertiesCommand(run)]) {
    root.addCommand(
      command.copyInheritedSettings(root).showHelpAfterError(`(arpcheck ${command.name()} --help tells what there is)`),
    );
  }
  return root;
}

function exitCodeOf(error: unknown, terminal: Terminal): ExitCode {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof UsageError) {
    terminal.complain(`error: ${error.message}`);
    return ExitCode.usage;
  }
  const cause = error instanceof BugError ? error.cause : error;
  terminal.complain(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  terminal.complain('\nThis is a bug of arpcheck, not of what it tests. Please report it with the lines above.');
  if (error instanceof BugError) terminal.complain(`It happened in: ${error.rerun}`);
  return ExitCode.bug;
}
