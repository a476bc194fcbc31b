import { Command } from 'commander';
import type { RunCommand } from './run-command.ts';
import type { PropertiesOptions } from './run-properties.ts';

/** `arpcheck properties` */
export function propertiesCommand(run: RunCommand): Command {
  return new Command('properties')
    .summary('list the properties, or explain one')
    .description(
      'Lists every property with its level and source; with an ID, explains that one: what must be, why, who differs, and examples. With a row of the requirements catalogue (R826-42), shows that row and what checks it.',
    )
    .argument('[id]', 'the property to explain, the beginning of some ids, or a row of the requirements catalogue')
    .option('--json', 'print JSON')
    .option('--markdown', 'print Markdown, with the examples as Mermaid diagrams')
    .action((id: string | undefined, options: PropertiesOptions) =>
      run(async (context) => {
        const { runProperties } = await import('./run-properties.ts');
        return runProperties(id, options, context);
      }),
    );
}
