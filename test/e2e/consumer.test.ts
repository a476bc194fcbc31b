import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { resultSchema } from '../../src/report/result-schema.ts';
import { singleStackProperties } from '../../src/runner/single-stack-properties.ts';
import { BUILD_MILLISECONDS_MAX } from './built-cli.ts';
import { ConsumerProject, type VitestResult } from './consumer-project.ts';
import { readmeBlock } from './readme.ts';

// Each test starts vitest anew, some of them several times.
vi.setConfig({ testTimeout: 240_000 });

let project: ConsumerProject;
beforeAll(() => {
  project = new ConsumerProject();
}, BUILD_MILLISECONDS_MAX);
afterAll(() => project.remove());

interface JunitCase {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** What stands inside. */
  readonly body: string;
}

/** The test cases of a JUnit file, by the end of their name; `body` as it stands there. */
function junitCases(file: string): readonly JunitCase[] {
  return [...project.read(file).matchAll(/<testcase [^>]*\bname="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g)].map(
    ([, name = '', body = '']) => {
      const state = body.includes('<failure') ? 'failed' : body.includes('<skipped') ? 'skipped' : 'passed';
      return { name: name.replaceAll('&gt;', '>'), state, body };
    },
  );
}

type Run = VitestResult & { readonly cases: readonly JunitCase[] };

function run(file: string, ...args: readonly string[]): Run {
  const junit = `junit-${file}.xml`;
  const reporters = ['--reporter=verbose', '--reporter=junit', `--outputFile.junit=${junit}`];
  return { ...project.vitest([`tests/${file}.conformance.ts`, ...reporters, ...args]), cases: junitCases(junit) };
}

const runs = new Map<string, Run>();

/** The same without arguments, which comes to the same every time. */
function plainRun(file: string): Run {
  const known = runs.get(file) ?? run(file);
  runs.set(file, known);
  return known;
}

/** `rfc826.answers-requests: passed`, by property. */
function states(cases: readonly JunitCase[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    cases.map(({ name, state }) => [
      name
        .split(' > ')
        .at(-1)!
        .replace(/ \((MUST|SHOULD|PRACTICE)\).*/, ''),
      state,
    ]),
  );
}

test('the suite in the README is one', () => {
  project.write('tests/readme.conformance.ts', readmeBlock('ts', '<!-- vitest'));
  const { cases, output } = run('readme');
  expect(cases, output).toHaveLength(singleStackProperties().length + 1);
  expect(states(cases)).toMatchObject({
    'the stack starts and stays alive': 'passed',
    'rfc826.answers-requests': 'passed',
  });
});

test('the types of the package are those that the project needs', () => {
  expect(project.typeErrors()).toBe('');
});

describe('a stack that is correct', () => {
  test('passes: a test for each property, the seed in its title, and what cannot be shown skipped with its reason', () => {
    const { exitCode, output, cases } = plainRun('correct');
    expect([exitCode, exitCode === 0 ? '' : output]).toEqual([0, '']);
    expect(states(cases)).toEqual({
      'the stack starts and stays alive': 'passed',
      'rfc826.answers-requests': 'passed',
      'rfc826.learns-from-requests': 'passed',
      'rfc826.no-entry-from-third-parties': 'passed',
      'rfc826.reply-goes-to-the-sender': 'passed',
      'rfc1122.one-request-a-second': 'passed',
      'robustness.static-entries-never-change': 'skipped',
    });
    for (const { name } of cases)
      expect(name).toContain('ARP conformance of my-stack, profile rfc826-strict, seed 1 > ');
    expect(cases.find(({ state }) => state === 'skipped')!.body).toContain('unsupported: needs a static neighbour');
    expect(output).toContain('[unsupported: needs a static neighbour]');
  });
});

describe('a stack with a bug', () => {
  test('fails by the property that it violates, with a report, and the artefacts lie there', () => {
    const { exitCode, cases } = plainRun('buggy');
    expect(exitCode).toBe(1);
    const failed = cases.filter(({ state }) => state === 'failed');
    expect(failed.map(({ name }) => name)).toEqual([
      expect.stringMatching(/seed 7 > rfc826\.no-entry-from-third-parties \(MUST\): A new entry is made only/),
    ]);
    const { body } = failed[0]!;
    expect(body).toContain('type="ArpConformanceError"');
    expect(body).toContain('✗ rfc826.no-entry-from-third-parties   MUST   RFC 826, Packet Reception');
    expect(body).toMatch(/ {2}expected {3}\S/);
    expect(body).toMatch(/ {2}received {3}\S/);
    expect(body).toMatch(/\d+ steps? \(shrunk from \d+ in \d+ tr(y|ies)\)\n {3}1 {2}tester\.eth0 /);
    expect(body).toContain('tests/buggy.conformance.ts:5:1');
    const [, stem = ''] = /case {7}(\S+)\.json/.exec(body)!;
    for (const kind of ['json', 'pcapng', 'pcap']) {
      expect(body).toContain(`${stem}.${kind}`);
      expect(existsSync(path.join(project.folder, `${stem}.${kind}`))).toBe(true);
    }
  });

  test('its report names a command that replays the case, and one that finds it again', () => {
    const { cases } = plainRun('buggy');
    const body = cases.find(({ state }) => state === 'failed')!.body;
    const [, variable = '', file = '', args = ''] = /replay {5}(\w+)=(\S+) npx vitest run (.*)/.exec(body)!;
    const replayed = project.vitest([args.trim()], { [variable]: file });
    expect(replayed.exitCode).toBe(1);
    expect(replayed.output).toMatch(/Tests {2}1 failed \(1\)/);
    expect(replayed.output).toContain('FAILED');
    // The same case on the stack without the bug: it is of another stack, so nothing is replayed, and nothing passes.
    const other = project.vitest(['tests/correct.conformance.ts'], { [variable]: file });
    expect(other.output).toMatch(/Tests {2}1 skipped \(1\)/);
    const rerun = /rerun {6}npx vitest run (.*)/.exec(body)![1]!.trim().split(' ');
    const again = project.vitest(rerun);
    expect(again.output).toMatch(/Tests {2}1 failed \| \d+ skipped/);
    expect(again.output).toContain(file);
    expect(project.arpcheck(['replay', file])).toMatchObject({
      exitCode: 64,
      output: expect.stringContaining(`ARPCHECK_REPLAY=${file} npx vitest run`),
    });
  });

  test('a filter changes no verdict', () => {
    const { cases, exitCode } = run('buggy', '-t', 'rfc826.learns-from-requests');
    expect(exitCode).toBe(0);
    expect(cases.filter(({ state }) => state === 'passed').map(({ name }) => name)).toEqual([
      expect.stringContaining('rfc826.learns-from-requests'),
    ]);
  });
});

describe('what is known of a stack', () => {
  test('passes and is named; it fails when it has gone', () => {
    const { exitCode, cases } = plainRun('known');
    expect(exitCode).toBe(1);
    const ofProperty = cases.filter(({ name }) => name.includes('rfc826.'));
    expect(ofProperty.map(({ name, state }) => [name.split(',')[0], state])).toEqual([
      ['ARP conformance of with its known bug', 'passed'],
      ['ARP conformance of mended', 'failed'],
    ]);
    expect(ofProperty[0]!.name).toMatch(/\[known deviation\]$/);
    expect(ofProperty[0]!.body).toContain('known deviation: It saves a question later.');
    expect(ofProperty[1]!.body).toContain('gone: no longer shows what is on record: It saves a question later.');
  });
});

describe('a stack that cannot be tested', () => {
  test('fails once and clearly, or is skipped where that was asked for', () => {
    const { exitCode, output, cases } = plainRun('absent');
    expect(exitCode).toBe(1);
    const of = (name: string): readonly JunitCase[] => cases.filter((each) => each.name.includes(`of ${name},`));
    for (const name of ['broken', 'absent']) {
      expect(of(name)[0]).toMatchObject({ state: 'failed', name: expect.stringContaining('starts and stays alive') });
      expect(
        new Set(
          of(name)
            .slice(1)
            .map(({ state }) => state),
        ),
      ).toEqual(new Set(['skipped']));
    }
    expect(of('broken')[0]!.body).toContain('no licence');
    expect(of('absent')[0]!.body).toContain('there is no file ./not-built-yet.js');
    expect(new Set(of('optional').map(({ state }) => state))).toEqual(new Set(['skipped']));
    expect(output).toContain('[optional: there is no file ./not-built-yet.js');
  });

  test('fails under a filter, too, which leaves out the test that would say so', () => {
    const { exitCode, cases } = run('absent', '-t', 'of absent.*rfc826.answers-requests');
    expect(exitCode).toBe(1);
    expect(cases.filter(({ state }) => state === 'failed').map(({ body }) => body)).toEqual([
      expect.stringContaining('there is no file ./not-built-yet.js'),
    ]);
  });
});

test('what nothing exercised fails or is skipped, and never passes', () => {
  const { cases } = plainRun('open');
  const property = cases.filter(({ name }) => name.includes('rfc826.'));
  expect(property.map(({ name, state }) => [name.split(',')[0], state])).toEqual([
    ['ARP conformance of strict', 'failed'],
    ['ARP conformance of patient', 'skipped'],
    ['ARP conformance of mortal', 'skipped'],
  ]);
  expect(property[0]!.body).toContain('vacuous: never happened');
  const alive = cases.find(({ name }) => name.includes('of mortal') && name.includes('stays alive'))!;
  expect(alive.state).toBe('failed');
  expect(alive.body).toContain('it threw Error: out of memory');
});

describe('shards', () => {
  test('of vitest share the files, and of each file all tests are in one of them', () => {
    const parts = ['1/2', '2/2'].map((shard, index) => {
      const junit = `shard-${index}.xml`;
      const files = ['correct', 'known'].map((name) => `tests/${name}.conformance.ts`);
      project.vitest([...files, `--shard=${shard}`, '--reporter=junit', `--outputFile.junit=${junit}`]);
      return junitCases(junit).map(({ name }) => name);
    });
    expect(parts.every((names) => names.length > 0)).toBe(true);
    const whole = [...plainRun('correct').cases, ...plainRun('known').cases].map(({ name }) => name);
    expect(parts.flat().toSorted()).toEqual(whole.toSorted());
  });

  test('of a suite make other cases, and their results merge into one', () => {
    const { exitCode, output, cases } = plainRun('whole');
    expect([exitCode, exitCode === 0 ? '' : output]).toEqual([0, '']);
    const count = singleStackProperties().length;
    expect(cases).toHaveLength(3 * (count + 1));
    const [whole, first, second] = ['whole.json', 'shards/1.json', 'shards/2.json'].map((file) =>
      resultSchema.parse(JSON.parse(project.read(file))),
    );
    expect(whole).toMatchObject({ stack: 'reference', seed: 1 });
    expect(whole!.properties).toHaveLength(count);
    expect([first!.shard, second!.shard]).toEqual(['shard 1/2 of seed 1', 'shard 2/2 of seed 1']);
    expect(new Set([whole, first, second].map((each) => each!.seed)).size).toBe(3);
    const merged = project.arpcheck(['merge', 'shards/1.json', 'shards/2.json']);
    expect([0, 2]).toContain(merged.exitCode);
    expect(merged.output).toContain('2 shards of seed 1');
  });
});

test('watch mode runs the suite again when the stack has changed', async () => {
  const { next, stop } = project.watch(['tests/buggy.conformance.ts']);
  const source = project.read('src/my-stack.ts');
  try {
    expect(await next()).toMatch(/Tests {2}1 failed/);
    project.write('src/my-stack.ts', source.replace('new MyStack(options, true)', 'new MyStack(options, false)'));
    expect(await next()).toMatch(/Tests {2}6 passed/);
  } finally {
    stop();
    project.write('src/my-stack.ts', source);
  }
});
