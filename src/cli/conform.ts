import { Command, Option } from 'commander';
import { CONFORM_MILLISECONDS, CONFORM_RUNS, CONFORM_SEED } from '../runner/conform-limits.ts';
import type { ConformOptions } from './conform-options.ts';
import { parseProfile } from './fuzz.ts';
import { parseDuration } from './parse-duration.ts';
import { wholeNumber } from './parse-number.ts';
import { parseShard } from './parse-shard.ts';
import { parseSweeps } from './parse-sweeps.ts';
import type { RunCommand } from './run-command.ts';
import { parseStack, type StackOption } from './stack-option.ts';

const SEED_MAX = 0xffff_ffff;
const RUNS_MAX = 10_000_000;

/** `arpcheck conform` */
export function conformCommand(run: RunCommand): Command {
  return new Command('conform')
    .summary('judge a stack by every property that applies, in bounded time')
    .description(
      'Judges stacks by every property of a single stack that applies to them: known deviations first, then generated cases. Several --stack are put side by side.',
    )
    .addOption(
      new Option('--stack <name>', 'the stack under test; repeatable')
        .argParser((text: string, before: readonly StackOption[] = []) => [...before, parseStack(text)])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--profile <name>', 'judge by this profile instead of the one of the stack').argParser(parseProfile),
    )
    .addOption(
      new Option('--property <id>', 'judge this property, all whose ids begin so, or "all"; repeatable').argParser(
        (text: string, before: readonly string[] = []) => [...before, text],
      ),
    )
    .addOption(
      new Option('--seed <number>', 'the same seed makes the same cases')
        .argParser(wholeNumber(0, SEED_MAX))
        .default(CONFORM_SEED),
    )
    .addOption(
      new Option('--runs <number>', 'so many cases for each stack')
        .argParser(wholeNumber(1, RUNS_MAX))
        .default(CONFORM_RUNS),
    )
    .addOption(
      new Option('--max-time <time>', 'at most this time for each stack: 500ms, 30s, 2m')
        .argParser(parseDuration)
        .default(CONFORM_MILLISECONDS, '1m'),
    )
    .addOption(
      new Option('--shard <i/n>', 'one of several runs that share a seed and make different cases').argParser(
        parseShard,
      ),
    )
    .option('--strict', 'SHOULDs and practices count like MUSTs')
    .option('--long', 'wait in real time for as long as properties need it, not for seconds only')
    .option('--facts', 'record what the stack does where no document demands one thing')
    .addOption(
      new Option(
        '--sweeps <what>',
        'count through: "all", a "sample", "none", one by name (operations), or some of its stimuli (operations:26, operations:0-255); all if absent, a sample of a stack that is slow unless --long',
      ).argParser(parseSweeps),
    )
    .option('--out <folder>', 'where cases and captures go', 'arpcheck-out')
    .option('--json <file>', 'write the result as JSON')
    .option('--junit <file>', 'write the result as JUnit XML')
    .option('--html <file>', 'write the result as a page for a browser')
    .option('--github', 'annotate the run and write a job summary, as workflows of GitHub have it anyway')
    .option('--no-github', 'do not, though it is a workflow of GitHub')
    .addOption(
      new Option('--vantage <kind>', 'show frames once, or at every port, in captures')
        .choices(['once', 'all'])
        .default('once'),
    )
    .action((options: ConformOptions) =>
      run(async (context) => {
        const { runConform } = await import('./run-conform.ts');
        return runConform(options, context);
      }),
    );
}
