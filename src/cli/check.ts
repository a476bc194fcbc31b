import { Command, Option } from 'commander';
import { parseProfile } from './fuzz.ts';
import type { RunCommand } from './run-command.ts';

/** The options of `arpcheck check`, as commander hands them over. */
export interface CheckCommandOptions {
  readonly topology?: string;
  readonly at?: string;
  readonly profile: string;
  readonly write?: string;
  readonly json?: string;
  readonly strict?: boolean;
}

/** `arpcheck check` */
export function checkCommand(run: RunCommand): Command {
  return new Command('check')
    .summary('judge a capture of a real network')
    .description(
      'Judges a pcap or pcapng file, plain or compressed with gzip, as far as the place allows where it was captured, and says what it cannot judge. "-" is standard input: `tcpdump -U -w - | arpcheck check -` reports while it goes on.',
    )
    .argument('<capture>', 'a capture file, or "-"')
    .option('--topology <file>', 'who is there: hosts, addresses, scopes, cables (see the README)')
    .option(
      '--at <port>',
      'where it was captured: NODE.PORT of the topology, or NODE if the capture names its interfaces',
    )
    .addOption(
      new Option('--profile <name>', 'judge stations that the topology does not know by this profile')
        .argParser(parseProfile)
        .default('rfc826-strict'),
    )
    .option('--write <file>', 'write the capture again, as pcapng, with comments on the packets of every finding')
    .option('--json <file>', 'write the result as JSON')
    .option('--strict', 'SHOULDs, practice, and what is only possible count for the exit code')
    .action((capture: string, options: CheckCommandOptions) =>
      run(async (context) => {
        const { runCheck } = await import('./run-check.ts');
        return runCheck(capture, options, context);
      }),
    );
}
