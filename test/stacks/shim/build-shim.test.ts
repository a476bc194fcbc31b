import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildShim, type ShimBuild } from '../../../src/stacks/shim/build-shim.ts';
import { cacheFolder } from '../../../src/stacks/shim/cache-folder.ts';
import { StackStartError } from '../../../src/stacks/stack.ts';

let home: string;
let cache: string;
let source: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'arpcheck-build-'));
  cache = path.join(home, 'cache', 'arpcheck');
  source = path.join(home, 'shim.c');
  writeFileSync(source, 'first');
  vi.stubEnv('XDG_CACHE_HOME', path.join(home, 'cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** A build whose compiler is the shell: it copies the source, and tells of each time that it was asked to. */
function copying(parts: Partial<ShimBuild> = {}, ...flags: readonly string[]): ShimBuild {
  const script = 'cp "$1" "$2" && echo built >>"$0"';
  return {
    name: 'shim',
    sources: [source],
    version: '1.0',
    command: (output) => ({ program: 'sh', args: ['-c', script, path.join(home, 'log'), source, output, ...flags] }),
    ...parts,
  };
}

function failing(script: string): ShimBuild {
  return copying({ command: (output) => ({ program: 'sh', args: ['-c', script, 'compiler', output] }) });
}

function failureOf(build: ShimBuild): StackStartError {
  try {
    buildShim(build);
  } catch (error) {
    if (error instanceof StackStartError) return error;
    throw error;
  }
  throw new Error('it was built');
}

function builds(): number {
  const log = path.join(home, 'log');
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0;
}

describe('buildShim', () => {
  it('builds on first use only, and leaves nothing but the program', () => {
    const program = buildShim(copying());
    expect(readFileSync(program, 'utf8')).toBe('first');
    expect(buildShim(copying())).toBe(program);
    expect(builds()).toBe(1);
    expect(readdirSync(cache)).toEqual([path.basename(program)]);
  });

  it('builds another program of another source, version or flag', () => {
    const programs = [buildShim(copying()), buildShim(copying({ version: '1.1' })), buildShim(copying({}, '-O3'))];
    writeFileSync(source, 'second');
    programs.push(buildShim(copying()));
    expect(new Set(programs).size).toBe(4);
    expect(programs.map((each) => readFileSync(each, 'utf8'))).toEqual(['first', 'first', 'first', 'second']);
  });

  it('takes the same program for the same source elsewhere: that of a checkout serves the build, too', () => {
    const program = buildShim(copying());
    const elsewhere = path.join(home, 'copy.c');
    writeFileSync(elsewhere, 'first');
    source = elsewhere;
    expect(buildShim(copying())).toBe(program);
    expect(builds()).toBe(1);
  });

  it('shows the last lines of a compiler that fails, and leaves nothing', () => {
    const failure = failureOf(failing('touch "$1"; for i in $(seq 100); do echo "line $i" >&2; done; exit 1'));
    expect(failure.message).toContain('shim could not be built: sh -c');
    expect(failure.stderr.at(-1)).toBe('line 100');
    expect(failure.stderr.length).toBeLessThan(20);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('does not take a compiler at its word that made nothing', () => {
    expect(failureOf(failing('exit 0')).message).toContain('could not be built');
  });

  it('says which compiler is missing', () => {
    const build = copying({ command: () => ({ program: 'arpcheck-no-such-compiler', args: [] }) });
    expect(failureOf(build).stderr.join()).toContain('arpcheck-no-such-compiler');
  });

  it('keeps the newest few programs of a name, and those of other names', () => {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    for (let day = 1; day <= 20; day += 1) {
      const old = path.join(cache, `shim-old${day}`);
      writeFileSync(old, '');
      utimesSync(old, day * 86_400, day * 86_400);
    }
    writeFileSync(path.join(cache, 'other-1'), '');
    const program = path.basename(buildShim(copying()));
    const left = readdirSync(cache);
    expect(left).toHaveLength(9);
    expect(left).toEqual(expect.arrayContaining([program, 'other-1', 'shim-old20', 'shim-old14']));
  });
});

describe('cacheFolder', () => {
  it.each(['', 'relative/path'])('ignores XDG_CACHE_HOME=%j, as its specification demands', (value) => {
    vi.stubEnv('XDG_CACHE_HOME', value);
    vi.stubEnv('HOME', home);
    expect(cacheFolder()).toBe(path.join(home, '.cache', 'arpcheck'));
  });

  it('falls back to the temporary folder', () => {
    writeFileSync(path.join(home, 'cache'), 'a file where a folder should be');
    vi.stubEnv('TMPDIR', home);
    expect(path.dirname(cacheFolder())).toBe(home);
  });

  it('takes no folder that others can write to, as what lies there is executed', () => {
    mkdirSync(cache, { recursive: true });
    chmodSync(cache, 0o777);
    vi.stubEnv('TMPDIR', home);
    const folder = cacheFolder();
    expect(folder).not.toBe(cache);
    chmodSync(folder, 0o777);
    expect(cacheFolder).toThrow(/set XDG_CACHE_HOME/);
  });
});
