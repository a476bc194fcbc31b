import { Command } from 'commander';
import type { RunCommand } from './run-command.ts';
import type { OpenOptions } from './run-open.ts';

/** `arpcheck open` */
export function openCommand(run: RunCommand): Command {
  return new Command('open')
    .summary('show a case in Wireshark, at the packet that decides')
    .description(
      'Prints the command that opens the capture of a case in Wireshark, with colours and columns of arpcheck, at the packet that decides. A capture that is missing is made by replaying the case.',
    )
    .argument('<case>', 'a case (.json), or a capture that arpcheck wrote (.pcapng, .pcap)')
    .option('--run', 'run the command; exit code 3 if Wireshark is not installed, or fails')
    .option('--out <folder>', 'for the Wireshark profile, and for a capture that has to be made', 'arpcheck-out')
    .action((file: string, options: OpenOptions) =>
      run(async (context) => {
        const { runOpen } = await import('./run-open.ts');
        return runOpen(file, options, context);
      }),
    );
}
