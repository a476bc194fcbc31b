import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Duplex, Readable, Writable } from 'node:stream';
import { type StackIdentity, StackStartError } from '../stack.ts';
import { LineTail } from './line-tail.ts';
import { once } from './once.ts';
import type { StreamSettings } from './stream-options.ts';
import { StreamStack } from './stream-stack.ts';

export interface ProcessStackOptions extends Partial<StreamSettings> {
  readonly command: string;
  readonly args: readonly string[];
  /** What users call it; command and arguments if absent. */
  readonly label?: string;
  readonly identity: StackIdentity;
  /** Environment variables besides this process's own and those that tell it who it is. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Open the control channel, on the file descriptor {@link CONTROL_FD}. */
  readonly control?: boolean;
}

/** The file descriptor of the control channel, told in `ARPCHECK_CONTROL_FD`. */
const CONTROL_FD = 3;
/** A stack that has been asked to end gets so long to do so. */
const GRACE_MILLISECONDS = 500;
/** A shell ends with this plus the number of the signal that ended what it ran. */
const SHELL_SIGNAL = 128;

/** Processes that have to go when this one does, however it ends of its own accord. */
const running = new Set<ChildProcess>();
let isWatching = false;

/**
 * Starts a program that speaks frames on its standard input and output. It is told who it is by `ARPCHECK_MAC` and
 * `ARPCHECK_IPV4`. Rejects with a {@link StackStartError}.
 *
 * It ends when its standard input does, so that nothing is left even if this process is killed.
 */
export async function startProcessStack(options: ProcessStackOptions): Promise<StreamStack> {
  const { command, args, label = [command, ...args].join(' '), identity, control = false } = options;
  const child = spawn(command, args, {
    env: { ...process.env, ...options.environment, ...told(identity, control) },
    stdio: ['pipe', 'pipe', 'pipe', ...(control ? (['pipe'] as const) : [])],
    // A group of its own: a Ctrl-C is for arpcheck, which then ends its stacks, and a shell's children go with it.
    detached: true,
  });
  watch(child);
  const stderr = new LineTail(child.stderr as Readable);
  const ended = ending(child);
  try {
    return await StreamStack.open({
      identity,
      input: child.stdin as Writable,
      output: child.stdout as Readable,
      ...(control ? { control: child.stdio[CONTROL_FD] as Duplex } : {}),
      barrier: options.barrier,
      replyDelay: options.replyDelay,
      deadline: options.deadline,
      startDeadline: options.startDeadline,
      ended,
      stderr: () => stderr.lines,
      // Once: when it has ended its number may be somebody else's.
      end: once(() => stop(child, ended)),
    });
  } catch (error) {
    if (error instanceof StackStartError) throw new StackStartError(`${label}: ${error.message}`, error.stderr);
    throw error;
  }
}

/** What tells a stack who it is: `10.0.0.1/8`, `169.254.1.1/32@host`. */
function told({ mac, addresses }: StackIdentity, control: boolean): Readonly<Record<string, string | undefined>> {
  const texts = addresses.map((address) => {
    const [cidr, , scope = 'global'] = address.split(' ');
    return scope === 'global' ? cidr! : `${cidr}@${scope}`;
  });
  return {
    ARPCHECK_MAC: mac,
    ARPCHECK_IPV4: texts.join(','),
    // Of an arpcheck that is itself a stack under test nothing is passed on.
    ARPCHECK_CONTROL_FD: control ? String(CONTROL_FD) : undefined,
  };
}

/** How it ended, once that is known and all that it wrote has been read. */
function ending(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      running.delete(child);
      resolve(`it could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      running.delete(child);
      const how = signal === null ? `it ended with exit code ${code}${byShell(code!)}` : `it was ended by ${signal}`;
      child.once('close', () => resolve(how));
      // What it has started may keep its streams open.
      setTimeout(resolve, GRACE_MILLISECONDS, how).unref();
    });
  });
}

function byShell(code: number): string {
  const name = Object.entries(constants.signals).find(([, number]) => SHELL_SIGNAL + number === code)?.[0];
  return name === undefined ? '' : ` (${name})`;
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.stdin?.destroy();
  const force = setTimeout(() => kill(child, 'SIGKILL'), GRACE_MILLISECONDS);
  if (child.exitCode === null && child.signalCode === null) kill(child, 'SIGTERM');
  await ended;
  clearTimeout(force);
  // A shell may be gone and what it started not.
  kill(child, 'SIGKILL');
  for (const stream of child.stdio) stream?.destroy();
}

/** The whole group: whatever it has started goes, too. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // There is nobody left.
  }
}

function watch(child: ChildProcess): void {
  running.add(child);
  if (isWatching) return;
  isWatching = true;
  process.on('exit', () => {
    for (const each of running) kill(each, 'SIGKILL');
  });
}
