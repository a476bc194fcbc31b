import { Command } from 'commander';
import type { RunCommand } from './run-command.ts';

/** The options of `arpcheck merge`, as commander hands them over. */
export interface MergeOptions {
  readonly json?: string;
  readonly junit?: string;
}

/** `arpcheck merge` */
export function mergeCommand(run: RunCommand): Command {
  return new Command('merge')
    .summary('one report of what shards found')
    .description(
      'Makes one report of the results (--json) of the shards (--shard) of a run of conform or fuzz. The exit code is that of the whole; it is not 0 if a shard is missing.',
    )
    .argument('<result...>', 'result files of all shards, in any order')
    .option('--json <file>', 'write the result of the whole as JSON')
    .option('--junit <file>', 'write it as JUnit XML')
    .action((files: readonly string[], options: MergeOptions) =>
      run(async (context) => {
        const { runMerge } = await import('./run-merge.ts');
        return runMerge(files, options, context);
      }),
    );
}
