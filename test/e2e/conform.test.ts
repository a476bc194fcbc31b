import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Result, resultSchema } from '../../src/report/result-schema.ts';
import { STACK_KINDS } from '../../src/stacks/registry.ts';
import { parseStackSpec } from '../../src/stacks/stack-spec.ts';
import { arpcheck, arpcheckBeside, BUILD_MILLISECONDS_MAX, buildCli, type CommandResult } from './built-cli.ts';

/** Where all of it can run, nothing of it may be left out. */
const IS_REQUIRED = process.env.ARPCHECK_REQUIRE_STACKS === '1';
/** All of them together, on a machine that has other things to do. */
const TOGETHER_MILLISECONDS_MAX = 180_000;
const REAL = ['kernel', 'lwip', 'gvisor', 'slirp', 'scapy', 'passt'];

function isHere(name: string): boolean {
  const kind = STACK_KINDS.find((each) => each.name === name)!;
  return kind.check(parseStackSpec(name)).available;
}

let folder = '';
beforeAll(() => {
  buildCli();
  folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-conform-'));
}, BUILD_MILLISECONDS_MAX);
afterAll(() => rmSync(folder, { recursive: true }));

interface Conformed extends CommandResult {
  readonly result: Result;
}

/** Runs `conform` on stacks side by side: most of the time they wait. By the name that each is given here. */
function conformed(stacks: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, Promise<Conformed>> {
  return new Map(
    [...stacks].map(([name, args], index) => {
      const file = `${index}-${path.basename(name)}.json`;
      const command = ['conform', ...args, '--runs', '300', '--json', file, '--out', `out-${index}`];
      const run = arpcheckBeside(command, { cwd: folder }).then((each) => {
        const json = readFileSync(path.join(folder, file), 'utf8');
        return { ...each, result: resultSchema.parse(JSON.parse(json)) };
      });
      // Whoever waits for it hears of it.
      run.catch(() => {});
      return [name, run];
    }),
  );
}

/**
 * Nothing is violated that is not on record, and nothing on record has gone. A few hundred cases need not exercise every
 * MUST: the exit code is 0 if they did, and 2 if and only if they did not.
 */
async function expectConformity(run: Promise<Conformed>): Promise<void> {
  const { exitCode, stdout, result } = await run;
  const failed = result.properties.filter(({ shown }) => shown === 'violated' || shown === 'gone');
  expect([failed, result.expectationsGone], stdout).toEqual([[], []]);
  const open = result.properties.filter(
    ({ level, shown }) => level === 'MUST' && (shown === 'vacuous' || shown === 'inconclusive'),
  );
  const expected = open.length === 0 ? 0 : 2;
  expect([exitCode, result.exitCode], stdout).toEqual([expected, expected]);
  const held = result.properties.filter(({ level, shown }) => level === 'MUST' && shown === 'held');
  expect(held).not.toEqual([]);
}

describe('real stacks, with what is known of them', () => {
  let runs: ReadonlyMap<string, Promise<Conformed>>;
  beforeAll(() => {
    const here = REAL.filter((name) => IS_REQUIRED || isHere(name));
    const args = (name: string): readonly string[] => ['--stack', name, '--seed', '2', '--max-time', '25s'];
    runs = conformed(new Map(here.map((name) => [name, args(name)])));
  });

  // What is not installed is skipped, and counted so; where everything can run, a missing stack fails.
  describe.each(REAL.map((name) => [name] as const))('%s', (name) => {
    it.skipIf(!IS_REQUIRED && !isHere(name))(
      'shows its known deviations, and no other',
      () => expectConformity(runs.get(name)!),
      TOGETHER_MILLISECONDS_MAX,
    );
  });
});

describe('a stack of the user’s', () => {
  const program = path.resolve(import.meta.dirname, '../../dist/src/stacks/stream/reference-program.js');
  const profiles = ['rfc826-strict', 'linux'];
  let runs: ReadonlyMap<string, Promise<Conformed>>;
  beforeAll(() => {
    const args = (profile: string): readonly string[] => {
      const stack = `exec,control:${process.execPath} ${program} ${profile}`;
      return ['--stack', stack, '--profile', profile, '--seed', '826', '--junit', `${profile}.xml`];
    };
    runs = conformed(new Map(profiles.map((profile) => [profile, args(profile)])));
  });

  it.each(profiles)(
    'the reference stack behind a pipe holds everything (%s)',
    async (profile) => {
      await expectConformity(runs.get(profile)!);
      expect((await runs.get(profile)!).stdout).toContain('no violation');
      expect(readFileSync(path.join(folder, `${profile}.xml`), 'utf8')).toContain('<testsuite ');
    },
    TOGETHER_MILLISECONDS_MAX,
  );

  it('one that does not start: exit code 3, with what it said', () => {
    const { exitCode, stderr } = arpcheck(['conform', '--stack', 'exec:echo no licence >&2; exit 7'], { cwd: folder });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('no licence');
  });

  it('one whose name makes no sense: exit code 64, with a hint', () => {
    const { exitCode, stderr } = arpcheck(['conform', '--stack', 'kernl'], { cwd: folder });
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Did you mean kernel?');
  });
});
