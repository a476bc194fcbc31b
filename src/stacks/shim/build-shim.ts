import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { StackStartError } from '../stack.ts';

/** A large library takes a minute to compile on a small machine. */
const BUILD_MILLISECONDS_MAX = 300_000;
const LINES_SHOWN = 12;

export interface ShimBuild {
  /** Name of the program. */
  readonly name: string;
  /** Files that it is made of. */
  readonly sources: readonly string[];
  /** The version of what it is linked with: another one makes another program. */
  readonly version: string;
  /** The command that makes the file `output`. */
  readonly command: (output: string) => { readonly program: string; readonly args: readonly string[] };
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
}

/** Compiles a shim, or finds it compiled: the path of the program. Throws a {@link StackStartError}. */
export function buildShim(build: ShimBuild): string {
  const folder = cacheFolder();
  const hash = createHash('sha256').update(build.version);
  for (const source of build.sources) hash.update(readFileSync(source));
  const program = path.join(folder, `${build.name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;
  // Under another name until it is whole: two of us may build at the same time.
  const unfinished = `${program}.${process.pid}`;
  const { program: compiler, args } = build.command(unfinished);
  const result = spawnSync(compiler, args, {
    encoding: 'utf8',
    env: { ...process.env, ...build.environment?.(folder) },
    timeout: BUILD_MILLISECONDS_MAX,
  });
  if (result.status === 0) {
    renameSync(unfinished, program);
    return program;
  }
  rmSync(unfinished, { force: true });
  const said = result.error?.message ?? `${result.stdout}${result.stderr}`;
  throw new StackStartError(`${build.name} could not be built: ${[compiler, ...args].join(' ')}`, lastLines(said));
}

function lastLines(text: string): readonly string[] {
  return text.trimEnd().split('\n').slice(-LINES_SHOWN);
}

/** For what was built: the user's cache (XDG Base Directory Specification), or the temporary folder. */
function cacheFolder(): string {
  const home = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
  for (const folder of [path.join(home, 'arpcheck'), path.join(tmpdir(), `arpcheck-cache-${userInfo().uid}`)]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // The next one.
    }
  }
  throw new StackStartError(`${home} cannot be written to; set XDG_CACHE_HOME to a folder that can`);
}
