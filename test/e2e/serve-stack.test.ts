import path from 'node:path';
import { expect, test } from 'vitest';
import { Workspace } from './workspace.ts';

const PACKAGE = path.resolve(import.meta.dirname, '../../dist/src/index.js');

const work = new Workspace();

test('a program of three lines serves a stack, with control, by what the package exports', () => {
  work.write(
    'stack.mjs',
    `import { referenceStackFactory, serveStack } from ${JSON.stringify(PACKAGE)};
     const make = (config, environment) => referenceStackFactory(config, environment, 'rfc826-strict');
     serveStack(make, { name: 'a stack of mine', version: '7' });`,
  );
  const stack = `exec,control:${process.execPath} stack.mjs`;
  const { exitCode, stdout } = work.run([
    'fuzz',
    '--stack',
    stack,
    '--property',
    'all',
    '--runs',
    '60',
    '--seed',
    '826',
  ]);
  expect(stdout).toContain('a stack of mine 7');
  expect(stdout).toContain('no violation');
  expect([0, 2]).toContain(exitCode);
});
