import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkWritable, writeFile } from '../../src/report/write-file.ts';
import { UsageError } from '../../src/runner/usage-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file is written with the folders above it, and leaves nothing else', () => {
  const file = path.join(folder, 'a', 'b', 'c.json');
  writeFile(file, 'ü');
  writeFile(file, Uint8Array.of(65));
  expect(readFileSync(file, 'utf8')).toBe('A');
  expect(readdirSync(path.dirname(file))).toEqual(['c.json']);
});

test('what cannot be written is a matter of the user', () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect(() => writeFile(path.join(file, 'x'), '')).toThrow(UsageError);
  expect(() => writeFile(folder, '')).toThrow(UsageError);
  expect(() => checkWritable(path.join(file, 'x'))).toThrow(
    `${path.join(file, 'x')}: cannot be written to (${file}: not a directory)`,
  );
});

test('a folder that is not there yet can be written to, if the one above it can', () => {
  checkWritable(path.join(folder, 'a', 'b'));
  expect(readdirSync(folder)).toEqual([]);
});
