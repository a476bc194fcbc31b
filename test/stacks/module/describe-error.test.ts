import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeError, stackLines, syntaxLines } from '../../../src/stacks/module/describe-error.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-module-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('what is told of an error', () => {
  it('is what, and the innermost place outside Node', () => {
    const error = new TypeError('no frame');
    error.stack =
      'TypeError: no frame\n    at node:internal/streams:1:2\n    at receive (file:///tmp/stack.js:7:9)\n    at x';
    expect(describeError(error)).toBe('TypeError: no frame (at receive (file:///tmp/stack.js:7:9))');
    expect(stackLines(error)).toEqual(['TypeError: no frame', '    at receive (file:///tmp/stack.js:7:9)', '    at x']);
    delete error.stack;
    expect([describeError(error), stackLines(error)]).toEqual(['TypeError: no frame', []]);
  });

  it('is anything that was thrown', () => {
    expect([undefined, 7, 'enough'].map(describeError)).toEqual(['undefined', '7', 'enough']);
    expect(stackLines('enough')).toEqual([]);
  });

  it('is the line of a file that is no JavaScript', () => {
    const file = written('syntax.mjs', 'export const a = 1;\nexport function b( {\n  return (\n');
    const lines = syntaxLines(file);
    expect(lines[0]).toContain('syntax.mjs:3');
    expect(lines.at(-1)).toMatch(/^SyntaxError: /);
    expect(syntaxLines(written('correct.mjs', 'export const a = 1;'))).toEqual([]);
    expect(syntaxLines(path.join(folder, 'missing.mjs')).join()).not.toContain('SyntaxError');
  });
});
