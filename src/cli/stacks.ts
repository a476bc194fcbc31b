import { Command } from 'commander';
import type { RunCommand } from './run-command.ts';
import type { StacksOptions } from './run-stacks.ts';

/** `arpcheck stacks` */
export function stacksCommand(run: RunCommand): Command {
  return new Command('stacks')
    .summary('list the stacks that can be tested here, and how to get the rest')
    .description(
      'Lists the real ARP implementations that arpcheck can drive: which are here, at which version, and what is missing.',
    )
    .option('--json', 'print JSON')
    .action((options: StacksOptions) =>
      run(async (context) => {
        const { runStacks } = await import('./run-stacks.ts');
        return runStacks(options, context);
      }),
    );
}
