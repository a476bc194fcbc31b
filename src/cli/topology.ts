import { Command } from 'commander';
import type { RunCommand } from './run-command.ts';

/** `arpcheck topology` */
export function topologyCommand(run: RunCommand): Command {
  const check = new Command('check')
    .summary('check a topology file')
    .description(
      'Checks a topology file: its form, names, addresses, cables and rules. All that is wrong is told with its line.',
    )
    .argument('<file>', 'the file')
    .action((file: string) =>
      run(async (context) => {
        const { runTopologyCheck } = await import('./run-topology-check.ts');
        return runTopologyCheck(file, context);
      }),
    );
  return new Command('topology').summary('check a topology file').addCommand(check);
}
