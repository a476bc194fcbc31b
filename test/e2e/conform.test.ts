import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STACK_KINDS } from '../../src/stacks/registry.ts';
import { parseStackSpec } from '../../src/stacks/stack-spec.ts';
import { arpcheck, BUILD_MILLISECONDS_MAX, buildCli } from './built-cli.ts';

/** Where all of it can run, nothing of it may be left out. */
const IS_REQUIRED = process.env.ARPCHECK_REQUIRE_STACKS === '1';
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

describe('real stacks, with what is known of them', () => {
  // What is not installed is skipped, and counted so; where everything can run, a missing stack fails.
  describe.each(REAL.map((name) => [name] as const))('%s', (name) => {
    it.skipIf(!IS_REQUIRED && !isHere(name))('shows its known deviations, and no other', () => conforms(name));
  });
});

function conforms(name: string): void {
  // What a few hundred cases do not exercise is no failure here: the properties that count are all exercised in 1,000.
  const json = path.join(folder, `${name}.json`);
  const { exitCode, stdout, stderr } = arpcheck(
    ['conform', '--stack', name, '--seed', '2', '--runs', '300', '--max-time', '25s', '--json', json],
    { cwd: folder },
  );
  expect([exitCode, stderr, exitCode === 0 || exitCode === 2 ? '' : stdout]).toEqual([
    expect.toBeOneOf([0, 2]),
    expect.any(String),
    '',
  ]);
  const result = JSON.parse(readFileSync(json, 'utf8'));
  expect(result.properties.filter(({ shown }: { shown: string }) => shown === 'violated' || shown === 'gone')).toEqual(
    [],
  );
  expect(result.expectationsGone).toEqual([]);
}

describe('a stack of the user’s', () => {
  const program = path.resolve(import.meta.dirname, '../../dist/src/stacks/stream/reference-program.js');

  it.each(['rfc826-strict', 'linux'])('the reference stack behind a pipe holds everything (%s)', (profile) => {
    const stack = `exec,control:${process.execPath} ${program} ${profile}`;
    const { exitCode, stdout } = arpcheck(
      ['conform', '--stack', stack, '--profile', profile, '--seed', '826', '--runs', '300', '--junit', 'junit.xml'],
      { cwd: folder },
    );
    expect(stdout).toContain('no violation');
    expect(exitCode).toBeOneOf([0, 2]);
    expect(readFileSync(path.join(folder, 'junit.xml'), 'utf8')).toContain('<testsuite ');
  });

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
