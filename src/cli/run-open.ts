import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { shellCommand } from '../report/shell-word.ts';
import type { CaseFiles } from '../report/write-case.ts';
import { checkWritable } from '../report/write-file.ts';
import { captureBeside } from './capture-beside.ts';
import { decisivePacket } from './decisive-packet.ts';
import { ExitCode } from './exit-code.ts';
import type { CommandContext } from './run-command.ts';
import { runReplay } from './run-replay.ts';
import { copyProfile, PROFILE_NAME } from './wireshark-profile.ts';
import { findWireshark, WIRESHARK_REMEDY } from './wireshark-program.ts';

export interface OpenOptions {
  readonly run?: boolean;
  readonly out: string;
}

/** `arpcheck open` */
export async function runOpen(file: string, options: OpenOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, environment } = context;
  const found = captureBeside(file);
  checkWritable(options.out);
  const capture = 'capture' in found ? found.capture : await replayed(found.toReplay, options.out, context);
  if (typeof capture !== 'string') return capture;
  const { frame, comment } = decisivePacket(capture);
  const configuration = copyProfile(options.out);
  const program = findWireshark(environment);
  const packet = frame === undefined ? [] : ['-g', String(frame)];
  const args = ['-C', PROFILE_NAME, ...packet, '-r', capture];
  const list = ['-Y', 'frame.comment', '-T', 'fields', '-e', 'frame.number', '-e', 'frame.comment'];
  terminal.print(
    [
      `capture    ${capture}   (${frame === undefined ? 'no frame decides' : `frame ${frame}`})`,
      ...(comment === undefined ? [] : [`comment    ${printable(comment)}`]),
      `wireshark  WIRESHARK_CONFIG_DIR=${shellCommand([configuration, program ?? 'wireshark', ...args])}`,
      `tshark     ${shellCommand(['tshark', '-r', capture, ...list])}`,
    ].join('\n'),
  );
  if (options.run === true) return runWireshark(program, args, configuration, context);
  if (program === undefined) terminal.complain(`Wireshark is not installed here: ${WIRESHARK_REMEDY}`);
  return ExitCode.ok;
}

/** Replays a case to get its capture; the exit code if that does not give one. */
async function replayed(file: string, out: string, context: CommandContext): Promise<string | ExitCode> {
  context.terminal.print(`There is no capture beside ${file}. It is replayed to make one.\n`);
  let files: CaseFiles | undefined;
  const written = (each: CaseFiles): void => {
    files = each;
  };
  const exitCode = await runReplay([file], { out, vantage: 'once', written }, context);
  if (files !== undefined) {
    context.terminal.print('');
    return files.pcapng;
  }
  // It was interrupted, its stack failed, or it says nothing; a case that is fixed leaves nothing to be opened either.
  if (exitCode !== ExitCode.ok) return exitCode;
  context.terminal.complain(`${file}: nothing is violated any more, so there is no capture to open`);
  return ExitCode.inconclusive;
}

/** A capture may come from anybody: its comment stays on its line, and says nothing to the terminal itself. */
function printable(comment: string): string {
  return comment.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '�');
}

/** Until the user closes the window. */
async function runWireshark(
  program: string | undefined,
  args: readonly string[],
  configuration: string,
  { terminal, environment }: CommandContext,
): Promise<ExitCode> {
  if (program === undefined) {
    terminal.complain(`error: Wireshark is not installed here: ${WIRESHARK_REMEDY}`);
    return ExitCode.stackFailed;
  }
  const child = spawn(program, args, {
    env: { ...environment, WIRESHARK_CONFIG_DIR: configuration },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (status === 0) return ExitCode.ok;
    if (signal === 'SIGINT') return ExitCode.interrupted;
    terminal.complain(`error: ${program} ended with ${signal ?? `exit code ${status}`}`);
  } catch (error) {
    terminal.complain(`error: ${program} does not start: ${(error as Error).message}`);
  }
  return ExitCode.stackFailed;
}
