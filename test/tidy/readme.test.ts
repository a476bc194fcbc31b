import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './source-file.ts';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Commands of npm itself that need no script, and those that run one by their own name. */
const NPM_COMMANDS = ['ci', 'install', 'pack', 'exec'];
const NPM_SCRIPT_COMMANDS: Readonly<Record<string, string>> = { start: 'start', test: 'test', cit: 'test' };

test('the README names every top-level folder', () => {
  const lines = readFileSync(path.join(ROOT, '.gitignore'), 'utf8').split('\n');
  const ignored = lines.map((line) => line.replace(/\/$/, ''));
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== '.git' && !ignored.includes(entry.name))
    .map((entry) => entry.name);
  expect(folders).toContain('src');
  expect(folders.filter((folder) => !README.includes(`${folder}/`))).toEqual([]);
});

test('npm commands in the README are there', () => {
  const missing: string[] = [];
  for (const [command, name, script] of README.matchAll(/\bnpm ([a-z-]+)(?: ([a-z-]+))?/g)) {
    const wanted = name === 'run' ? script : NPM_SCRIPT_COMMANDS[name!];
    const exists = wanted === undefined ? NPM_COMMANDS.includes(name!) : scripts[wanted] !== undefined;
    if (!exists) missing.push(command);
  }
  expect(missing).toEqual([]);
});

test('paths in the README are there', () => {
  const paths = [...README.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
  const missing = paths.filter((each) => {
    try {
      readFileSync(path.join(ROOT, each));
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'EISDIR';
    }
  });
  expect(missing).toEqual([]);
});
