import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { type StackIdentity, StackStartError } from '../stack.ts';
import { LineTail } from './line-tail.ts';
import { type Barrier, StreamStack } from './stream-stack.ts';

export interface ProcessStackOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly identity: StackIdentity;
  /** Open the control channel, on the file descriptor {@link CONTROL_FD}. */
  readonly control?: boolean;
  readonly barrier?: Barrier | undefined;
  readonly replyDelay?: number | undefined;
  readonly deadline?: number | undefined;
}

/** The file descriptor of the control channel, told in `ARPCHECK_CONTROL_FD`. */
const CONTROL_FD = 3;
/** A stack that has been asked to end gets so long to do so. */
const GRACE_MILLISECONDS = 500;

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
  const { command, args, identity, control = false } = options;
  const child = spawn(command, args, {
    env: {
      ...process.env,
      ARPCHECK_MAC: identity.mac,
      ARPCHECK_IPV4: identity.addresses.map(told).join(','),
      ...(control ? { ARPCHECK_CONTROL_FD: String(CONTROL_FD) } : {}),
    },
    stdio: ['pipe', 'pipe', 'pipe', ...(control ? (['pipe'] as const) : [])],
    // A group of its own: a Ctrl-C is for arpcheck, which then ends its stacks, and a shell's children go with it.
    detached: true,
  });
  const stderr = new LineTail(child.stderr as Readable);
  watch(child);
  let stack: StreamStack | undefined;
  let ending: string | undefined;
  const hasEnded = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ending = `${command} could not be started: ${error.message}`;
      running.delete(child);
      resolve();
    });
    child.once('exit', (code, signal) => {
      ending = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
      running.delete(child);
      resolve();
    });
  });
  // What it wrote last is read before its end is told.
  child.once('close', () => stack?.fail('died', ending!));
  try {
    stack = await StreamStack.open({
      identity,
      input: child.stdin as Writable,
      output: child.stdout as Readable,
      ...(control ? { control: child.stdio[CONTROL_FD] as Duplex } : {}),
      ...(options.barrier === undefined ? {} : { barrier: options.barrier }),
      ...(options.replyDelay === undefined ? {} : { replyDelay: options.replyDelay }),
      ...(options.deadline === undefined ? {} : { deadline: options.deadline }),
      stderr: () => stderr.lines,
      end: () => end(child, hasEnded),
    });
    return stack;
  } catch (error) {
    await end(child, hasEnded);
    if (ending === undefined || !(error instanceof StackStartError)) throw error;
    throw new StackStartError(`${[command, ...args].join(' ')}: ${ending}`, stderr.lines);
  }
}

/** `10.0.0.1/8`, `169.254.1.1/32@host` */
function told(address: string): string {
  const [cidr, , scope] = address.split(' ');
  return scope === undefined || scope === 'global' ? cidr! : `${cidr}@${scope}`;
}

async function end(child: ChildProcess, hasEnded: Promise<void>): Promise<void> {
  child.stdin?.destroy();
  const force = setTimeout(() => kill(child, 'SIGKILL'), GRACE_MILLISECONDS);
  kill(child, 'SIGTERM');
  await hasEnded;
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
