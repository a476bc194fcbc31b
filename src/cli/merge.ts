import { Command } from 'commander';
import type { MergeOptions } from './merge-options.ts';
import type { RunCommand } from './run-command.ts';

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
    .option('--html <file>', 'write it as a page for a browser')
    .option('--github', 'annotate the run and write a job summary, as workflows of GitHub have it anyway')
    .option('--no-github', 'do not, though it is a workflow of GitHub')
    .action((files: readonly string[], options: MergeOptions) =>
      run(async (context) => {
        const { runMerge } = await import('./run-merge.ts');
        return runMerge(files, options, context);
      }),
    );
}
