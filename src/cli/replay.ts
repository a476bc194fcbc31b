import { Command, Option } from 'commander';
import type { RunCommand } from './run-command.ts';
import type { ReplayOptions } from './run-replay.ts';
import { parseStack } from './stack-option.ts';

/** `arpcheck replay` */
export function replayCommand(run: RunCommand): Command {
  return new Command('replay')
    .summary('run stored cases again: FIXED, FAILED or FLAKY')
    .description('Runs the scenario of each case exactly as it was stored, and judges it by the property of the case.')
    .argument('<case...>', 'case files (.json), captures that carry a case (.pcapng), or folders of them')
    .addOption(
      new Option('--stack <name>', 'run the cases on this stack instead of the one that they are from').argParser(
        parseStack,
      ),
    )
    .option('--out <folder>', 'write the cases that fail, with fresh captures, to this folder')
    .option('--shrink', 'try to make the cases that fail smaller; writes them to --out, or arpcheck-out')
    .option('--json <file>', 'write the result as JSON')
    .option('--html <file>', 'write the result as a page for a browser')
    .option('--markdown', 'print a bug report for an issue tracker, and nothing else')
    .addOption(
      new Option('--vantage <kind>', 'show frames once, or at every port, in captures')
        .choices(['once', 'all'])
        .default('once'),
    )
    .action((paths: readonly string[], options: ReplayOptions) =>
      run(async (context) => {
        const { runReplay } = await import('./run-replay.ts');
        return runReplay(paths, options, context);
      }),
    );
}
