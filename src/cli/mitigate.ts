import { Command, Option } from 'commander';
import { RUNS_MAX, SEED_MAX } from './fuzz.ts';
import type { MitigateOptions } from './mitigate-options.ts';
import { parseDuration } from './parse-duration.ts';
import { wholeNumber } from './parse-number.ts';
import type { RunCommand } from './run-command.ts';

/** What a mitigation is for: the address stays on its host, in tables, on the wire, and in what is delivered. */
const PROPERTIES = ['host-scope'];
/** A minute or two for all pairs on a rack of six machines. */
const RUNS = 500;
/** A few minutes for all mitigations, each alone. */
const KERNEL_RUNS = 5;

/** `arpcheck mitigate` */
export function mitigateCommand(run: RunCommand): Command {
  return new Command('mitigate')
    .summary('find out which mitigations keep an address on its host')
    .description(
      'Tries what is said to keep host-scoped addresses on their host, one by one and in pairs, on a rack of yours: searches each for a counterexample, simulated and then on this kernel, and prints what holds and the commands for the best.',
    )
    .requiredOption('--topology <file>', 'the rack')
    .addOption(
      new Option('--property <id>', 'what has to hold: an id, or how ids begin; repeatable')
        .argParser(collect(PROPERTIES))
        .default(PROPERTIES),
    )
    .addOption(
      new Option('--mitigation <id>', 'try this one only, and pairs of those named; repeatable').argParser(
        (text: string, before: readonly string[] = []) => [...before, text],
      ),
    )
    .addOption(
      new Option('--traffic <kind>', 'honest: nobody lies, moves, reboots or goes without')
        .choices(['honest', 'all'])
        .default('all'),
    )
    .addOption(
      new Option(
        '--nodes <kind>',
        'simulated only, or on this kernel as well, which is the default where it can be',
      ).choices(['simulated', 'kernel']),
    )
    .addOption(new Option('--seed <number>', 'the same seed makes the same cases').argParser(wholeNumber(0, SEED_MAX)))
    .addOption(
      new Option('--runs <number>', 'simulated cases of each mitigation, for each kind of traffic')
        .argParser(wholeNumber(1, RUNS_MAX))
        .default(RUNS),
    )
    .addOption(
      new Option('--kernel-runs <number>', 'the same on this kernel')
        .argParser(wholeNumber(1, RUNS_MAX))
        .default(KERNEL_RUNS),
    )
    .addOption(new Option('--max-time <time>', 'stop after this time: 30s, 2m').argParser(parseDuration))
    .option('--out <folder>', 'where cases and captures go', 'arpcheck-out')
    .option('--json <file>', 'write the result as JSON')
    .action((options: MitigateOptions) =>
      run(async (context) => {
        const { runMitigate } = await import('./run-mitigate.ts');
        return runMitigate(options, context);
      }),
    );
}

/** A repeatable option; the first value replaces the default. */
function collect(byDefault: readonly string[]): (text: string, before: readonly string[]) => readonly string[] {
  return (text, before) => (before === byDefault ? [text] : [...before, text]);
}
