import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { parseDocument } from 'yaml';
import { resultSchema } from '../../src/report/result-schema.ts';
import { readmeBlock } from './readme.ts';
import { Workspace } from './workspace.ts';

// Each command starts a stack behind a pipe, and asks it thousands of questions.
vi.setConfig({ testTimeout: 240_000 });

const work = new Workspace();
const DIST = path.resolve(import.meta.dirname, '../../dist/src');

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly Step[];
}

/**
 * Runs a line of a shell as the README shows it, in bounded time: the reference stack takes the place of the user's, with
 * virtual time, and there are few cases.
 */
function shell(line: string, folder = '.'): { readonly exitCode: number | null; readonly output: string } {
  work.write('my-stack', `#!/bin/sh\nexec ${process.execPath} ${DIST}/stacks/stream/reference-program.js\n`);
  chmodSync(work.path('my-stack'), 0o755);
  const quick = /conform|fuzz/.test(line) ? ' --runs 60' : '';
  const command = line
    .replace(/^npx arpcheck/, `${process.execPath} ${DIST}/cli/main.js`)
    .replace('exec:./my-stack', `exec,control:${work.path('my-stack')}`)
    .replace(/--max-time \S+/, '');
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command + quick], {
    cwd: path.join(work.folder, folder),
    env: { PATH },
    encoding: 'utf8',
  });
  return { exitCode: status, output: stdout + stderr };
}

test('the workflow is YAML that GitHub would take, and its commands do what it says', () => {
  const document = parseDocument(readmeBlock('yaml', '<!-- workflow'));
  expect([...document.errors, ...document.warnings]).toEqual([]);
  const { jobs, on } = document.toJS() as { jobs: Readonly<Record<string, Job>>; on: unknown };
  expect(on).toEqual(['push', 'pull_request']);
  for (const job of Object.values(jobs)) {
    expect(job.needs === undefined || job.needs in jobs).toBe(true);
    for (const step of job.steps) expect([step.run, step.uses].filter((each) => each !== undefined)).toHaveLength(1);
  }
  const { conform, report } = jobs;
  const shards = conform!.strategy!.matrix.shard;
  const [judge, ...others] = commands(conform!);
  expect(others).toEqual([]);
  const upload = conform!.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))!;
  for (const shard of shards) {
    const expanded = (text: string): string => text.replaceAll(/\$\{\{ matrix\.shard \}\}/g, String(shard));
    // What download-artifact does: each artefact in a folder of its own.
    const folder = `shards/${expanded(upload.with!.name!)}`;
    shell(`mkdir -p ${folder}`);
    const { exitCode, output } = shell(expanded(judge!), folder);
    expect([0, 2], output).toContain(exitCode);
    expect(resultSchema.parse(work.json(`${folder}/result.json`)).shard).toBe(
      `shard ${shard}/${shards.length} of seed 1`,
    );
  }
  for (const name of upload.with!.path!.trim().split('\n')) expect(['result.json', 'arpcheck-out']).toContain(name);
  const [merge] = commands(report!);
  const { exitCode, output } = shell(merge!);
  expect([0, 2], output).toContain(exitCode);
  expect(output).toContain(`${shards.length} shards of seed 1`);
  expect(work.read('arp.xml')).toContain('<testsuites ');
});

function commands({ steps }: Job): readonly string[] {
  return steps.flatMap(({ run }) => (run?.startsWith('npx arpcheck ') === true ? [run] : []));
}

test('the commands of the Makefile do what it says', () => {
  const recipes = readmeBlock('make', '<!-- makefile')
    .split('\n')
    .filter((line) => line.startsWith('\t'))
    .map((line) => line.slice(1));
  expect(recipes).toHaveLength(2);
  for (const recipe of recipes) {
    const { exitCode, output } = shell(recipe);
    expect([0, 2], output).toContain(exitCode);
    expect(work.read(/--junit (\S+)/.exec(recipe)![1]!)).toContain('<testsuites ');
  }
});
