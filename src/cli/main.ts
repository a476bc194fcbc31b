#!/usr/bin/env node
import { Command } from 'commander';
import { VERSION } from '../report/version.ts';
import { checkCommand } from './check.ts';
import { conformCommand } from './conform.ts';
import { ExitCode } from './exit-code.ts';
import { fuzzCommand } from './fuzz.ts';
import { mergeCommand } from './merge.ts';
import { mitigateCommand } from './mitigate.ts';
import { openCommand } from './open.ts';
import { propertiesCommand } from './properties.ts';
import { replayCommand } from './replay.ts';
import { reportFailure } from './report-failure.ts';
import type { RunCommand } from './run-command.ts';
import { stacksCommand } from './stacks.ts';
import { annotateFailure, isForGithub } from './tell-github.ts';
import { Terminal } from './terminal.ts';
import { topologyCommand } from './topology.ts';

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
    if (isForGithub(undefined, process.env)) annotateFailure(error, terminal);
    return reportFailure(error, terminal);
  }
}

function program(run: RunCommand): Command {
  const root = new Command('arpcheck')
    .description('Finds, shrinks and explains violations of what ARP stacks and networks have to keep.')
    .version(VERSION)
    .showHelpAfterError('(arpcheck --help tells what there is)')
    .exitOverride();
  const commands = [
    fuzzCommand(run),
    conformCommand(run),
    replayCommand(run),
    mergeCommand(run),
    checkCommand(run),
    mitigateCommand(run),
    topologyCommand(run),
    openCommand(run),
    propertiesCommand(run),
    stacksCommand(run),
  ];
  for (const command of commands) {
    root.addCommand(
      command.copyInheritedSettings(root).showHelpAfterError(`(arpcheck ${command.name()} --help tells what there is)`),
    );
  }
  return root;
}
