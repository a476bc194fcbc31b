import { Command } from 'commander';
import type { RunCommand } from './run-command.ts';

export interface PropertiesOptions {
  readonly json?: boolean;
}

/** `arpcheck properties` */
export function propertiesCommand(run: RunCommand): Command {
  return new Command('properties')
    .summary('list the properties, or explain one')
    .description(
      'Lists every property with its level and source; with an ID, explains that one: what must be, why, and an example.',
    )
    .argument('[id]', 'the property to explain, or the beginning of some ids')
    .option('--json', 'print JSON')
    .action((id: string | undefined, options: PropertiesOptions) =>
      run(async (context) => {
        const { runProperties } = await import('./run-properties.ts');
        return runProperties(id, options, context);
      }),
    );
}
