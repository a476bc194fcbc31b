import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MAIN = path.join(ROOT, 'dist/src/cli/main.js');
/** One for each checkout: test files run side by side, and so may several test runs. */
const LOCK = path.join(tmpdir(), `arpcheck-build-${createHash('sha256').update(ROOT).digest('hex').slice(0, 12)}.lock`);
/** A build takes some seconds; a machine that is this slow has other problems. */
const LOCK_MILLISECONDS_MAX = 180_000;
/** For hooks that build: to wait for somebody else's build, and then for an own one. */
export const BUILD_MILLISECONDS_MAX = 240_000;
/** Generous: a command that takes longer hangs. */
const COMMAND_MILLISECONDS_MAX = 120_000;

export interface CommandOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Builds the command line unless it is up to date; whoever comes second waits for the first. */
export function buildCli(): void {
  const release = lock();
  try {
    if (!isStale()) return;
    execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: ROOT });
    execFileSync(process.execPath, ['dist/src/stacks/copy-sources.js', 'src/stacks'], { cwd: ROOT });
  } finally {
    release();
  }
}

/** Runs the built command line to its end. */
export function arpcheck(args: readonly string[], { cwd, environment = {} }: CommandOptions): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...environment },
    encoding: 'utf8',
    timeout: COMMAND_MILLISECONDS_MAX,
  });
  return { exitCode: status, stdout, stderr };
}

/** The same without waiting, so that several can run side by side. */
export async function arpcheckBeside(args: readonly string[], { cwd }: CommandOptions): Promise<CommandResult> {
  const child = startArpcheck(args, { cwd });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout: await stdout, stderr: await stderr };
}

/** Runs the built command line with something on its standard input. */
export function arpcheckFrom(input: Uint8Array, args: readonly string[], { cwd }: CommandOptions): CommandResult {
  const options = { cwd, env: cleanEnvironment(), input, timeout: COMMAND_MILLISECONDS_MAX } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], options);
  return { exitCode: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** Starts the built command line. */
export function startArpcheck(args: readonly string[], { cwd }: CommandOptions): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...args], { cwd, env: cleanEnvironment(), timeout: COMMAND_MILLISECONDS_MAX });
}

/** No scheduler's shard, no colours, no options for node: the tests say what they want. */
function cleanEnvironment(): Record<string, string> {
  const { PATH = '' } = process.env;
  return { PATH };
}

function isStale(): boolean {
  const built = statSync(MAIN, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['src', 'properties'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  return ['package.json', 'tsconfig.json', 'tsconfig.build.json', ...sources].some(
    (file) => statSync(path.join(ROOT, file)).mtimeMs > built,
  );
}

function lock(): () => void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const deadline = Date.now() + LOCK_MILLISECONDS_MAX; ; Atomics.wait(pause, 0, 0, 50)) {
    try {
      const file = openSync(LOCK, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(LOCK, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (Date.now() > deadline) throw new Error(`${LOCK} is held by process ${ownerOfLock()}`);
      if (!isAlive(ownerOfLock())) rmSync(LOCK, { force: true });
    }
  }
}

/** NaN while the owner has not written its number yet, or has just gone. */
function ownerOfLock(): number {
  try {
    return Number.parseInt(readFileSync(LOCK, 'utf8'), 10);
  } catch {
    return Number.NaN;
  }
}

function isAlive(process_: number): boolean {
  if (Number.isNaN(process_)) return true;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
