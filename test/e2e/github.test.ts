import { describe, expect, test } from 'vitest';
import { Workspace } from './workspace.ts';

const work = new Workspace();

function workflow(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const environment = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: work.folder,
    GITHUB_STEP_SUMMARY: work.path('summary.md'),
  };
  work.write('summary.md', 'before\n');
  return work.run(args, { ...environment, ...more });
}

const FUZZ = ['fuzz', '--seed', '1', '--runs', '50'];
const CONFORM = ['conform', '--stack', 'module:silent.mjs', '--runs', '20', '--property', 'rfc826.answers'];

describe('in a workflow of GitHub', () => {
  test('fuzz annotates what it finds with its case, and adds to the summary', () => {
    const { exitCode, stdout } = workflow(FUZZ);
    expect(exitCode).toBe(1);
    const command = /^::error file=(\S+),title=([^:]+)::(.*)$/m.exec(stdout);
    expect(command?.[2]).toBe('reference%3A host-scope.never-learned-off-host (MUST)');
    expect(JSON.parse(work.read(command![1]!))).toMatchObject({ property: 'host-scope.never-learned-off-host' });
    expect(command?.[3]).toContain('%0A');
    expect(work.read('summary.md')).toMatch(
      /^before\n### arpcheck fuzz: reference\n[\s\S]*\| ✗ violated \| `host-scope\./,
    );
  });

  test('conform annotates what fails and what is open', () => {
    work.write('silent.mjs', 'export const createStack = () => ({ receive() {} });\n');
    const { stdout, exitCode } = workflow(CONFORM);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error file=\S+,title=module%3Asilent\.mjs%3A rfc826\.answers-requests \(MUST\)::/m);
    expect(stdout).toMatch(/^::warning title=module%3Asilent\.mjs%3A \d+ requirements? not shown to hold::/m);
    expect(work.read('summary.md')).toContain('### arpcheck conform: module:silent.mjs');
  });

  test('a stack that does not start is an annotation, too', () => {
    const { stdout, exitCode } = workflow(['conform', '--stack', 'exec:exit 7']);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^::error title=arpcheck::exec/m);
  });

  test('a summary that cannot be written fails nothing', () => {
    const held = [...FUZZ, '--property', 'network.no-arp-storm'];
    const { exitCode, stderr } = workflow(held, { GITHUB_STEP_SUMMARY: work.folder });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('the summary cannot be written');
  });

  test('nothing of that is there with --no-github, and all of it with --github anywhere', () => {
    expect(workflow([...FUZZ, '--no-github']).stdout).not.toContain('::error');
    expect(work.read('summary.md')).toBe('before\n');
    expect(work.run([...FUZZ, '--github']).stdout).toContain('\n::error file=arpcheck-out/');
    expect(work.run(FUZZ).stdout).not.toContain('::error');
  });
});

test('fuzz writes JUnit XML', () => {
  const { exitCode } = work.run([...FUZZ, '--property', 'host-scope.never-learned', '--junit', 'junit.xml']);
  expect(exitCode).toBe(1);
  const xml = work.read('junit.xml');
  expect(xml).toContain('<testsuite name="reference" tests="1" failures="1" errors="0" skipped="0"');
  expect(xml).toMatch(/<failure type="violated" message="by \S+">✗ host-scope\.never-learned-off-host/);
});
