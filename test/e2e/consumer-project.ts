import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCli } from './built-cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Generous: a run that takes longer hangs. */
const MILLISECONDS_MAX = 120_000;

export interface VitestResult {
  readonly exitCode: number | null;
  /** Both streams, as a terminal shows them. */
  readonly output: string;
}

/**
 * A project of a user's, in a temporary folder: `test/e2e/consumer`, with the packed package in its `node_modules` and
 * nothing of this checkout. What the package depends on is linked, so that no network is needed.
 */
export class ConsumerProject {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-consumer-'));

  constructor() {
    buildCli();
    const modules = path.join(this.folder, 'node_modules');
    mkdirSync(path.join(modules, 'arpcheck'), { recursive: true });
    cpSync(path.join(ROOT, 'test/e2e/consumer'), this.folder, { recursive: true });
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', this.folder], { cwd: ROOT });
    const tarball = readdirSync(this.folder).find((name) => name.endsWith('.tgz'))!;
    execFileSync('tar', ['-xzf', tarball, '-C', path.join(modules, 'arpcheck'), '--strip-components=1'], {
      cwd: this.folder,
    });
    for (const name of readdirSync(path.join(ROOT, 'node_modules'))) {
      if (name !== 'arpcheck') symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs vitest in the project to its end. */
  vitest(args: readonly string[], environment: Readonly<Record<string, string>> = {}): VitestResult {
    return this.#run(['node_modules/vitest/vitest.mjs', 'run', ...args], environment);
  }

  arpcheck(args: readonly string[]): VitestResult {
    return this.#run(['node_modules/arpcheck/dist/src/cli/main.js', ...args], {});
  }

  /** What the compiler says of the project; empty if nothing. */
  typeErrors(): string {
    const { stdout } = spawnSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', '.'], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return stdout;
  }

  #run(args: readonly string[], environment: Readonly<Record<string, string>>): VitestResult {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      env: { ...cleanEnvironment(), ...environment },
      encoding: 'utf8',
      timeout: MILLISECONDS_MAX,
    });
    return { exitCode: status, output: stdout + stderr };
  }

  /** Starts vitest in watch mode; each call of `next` waits for the end of a run and gives what it printed. */
  watch(args: readonly string[]): { readonly next: () => Promise<string>; readonly stop: () => void } {
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'watch', ...args], {
      cwd: this.folder,
      env: cleanEnvironment(),
      timeout: MILLISECONDS_MAX,
    });
    let output = '';
    let wake = (): void => {};
    let hasEnded = false;
    child.once('exit', () => {
      hasEnded = true;
      wake();
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      wake();
    });
    const next = async (): Promise<string> => {
      for (;;) {
        // The last line of every run.
        const end = /\n +Duration .*\n/.exec(output);
        if (end !== null) {
          const text = output.slice(0, end.index);
          output = output.slice(end.index + end[0].length);
          return text;
        }
        if (hasEnded) throw new Error(`vitest has ended: ${output}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    return { next, stop: () => child.kill() };
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text);
  }
}

/** Not of the test runner that runs this, and nothing that says how it is to print. */
function cleanEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NO_COLOR: '1' };
}
