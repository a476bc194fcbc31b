import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { StackStartError } from '../stack.ts';
import { cacheFolder } from './cache-folder.ts';

/** A large library takes a minute to compile on a small machine. */
const BUILD_MILLISECONDS_MAX = 300_000;
/** The end of what a compiler says, where the reason is. */
const LINES_SHOWN = 12;
/** Programs of one name that are kept: a few checkouts and versions side by side, and not those of years. */
const PROGRAMS_KEPT = 8;

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
  const program = path.join(folder, `${build.name}-${fingerprint(build)}`);
  if (existsSync(program)) return program;
  // Under another name until it is whole: two of us may build at the same time.
  const unfinished = `${program}.${process.pid}`;
  const { program: compiler, args } = build.command(unfinished);
  const result = spawnSync(compiler, args, {
    encoding: 'utf8',
    env: { ...process.env, ...build.environment?.(folder) },
    timeout: BUILD_MILLISECONDS_MAX,
  });
  if (result.status === 0 && existsSync(unfinished)) {
    renameSync(unfinished, program);
    removeOldest(folder, build.name);
    return program;
  }
  rmSync(unfinished, { force: true });
  const said = result.error?.message ?? `${result.stdout}${result.stderr}`;
  throw new StackStartError(`${build.name} could not be built: ${[compiler, ...args].join(' ')}`, lastLines(said));
}

/** Of everything that makes a difference to the program; where its sources lie does not. */
function fingerprint({ sources, version, command }: ShimBuild): string {
  const { program, args } = command('');
  const contents = sources.map((source) => readFileSync(source, 'utf8'));
  const options = args.filter((each) => !sources.includes(each));
  const hash = createHash('sha256').update(JSON.stringify([version, program, options, contents]));
  return hash.digest('hex').slice(0, 16);
}

/** Unfinished ones of builds that were killed are among them. */
function removeOldest(folder: string, name: string): void {
  const aged = readdirSync(folder)
    .filter((each) => each.startsWith(`${name}-`))
    .flatMap((each) => {
      const file = path.join(folder, each);
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats?.isFile() === true ? [{ file, age: stats.mtimeMs }] : [];
    })
    .toSorted((left, right) => right.age - left.age);
  for (const { file } of aged.slice(PROGRAMS_KEPT)) rmSync(file, { force: true });
}

function lastLines(text: string): readonly string[] {
  return text.trimEnd().split('\n').slice(-LINES_SHOWN);
}
