import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { parseSweeps } from '../../src/cli/parse-sweeps.ts';

describe('sweeps', () => {
  test.each(['all', 'sample', 'none'] as const)('all of them: %s', (text) => {
    expect(parseSweeps(text)).toBe(text);
  });

  test.each([
    ['operations', 'all'],
    ['operations:26', { from: 26, to: 26 }],
    ['address-lengths:1536-1600', { from: 1536, to: 1600 }],
  ] as const)('one: %s', (text, extent) => {
    expect(parseSweeps(text)).toEqual({ name: text.split(':')[0], extent });
  });

  test.each([
    ['operation', 'Did you mean operations?'],
    ['nothing', 'these are regressions, '],
    ['operations:', 'these are '],
    ['operations:65536', 'stimuli 0 to 65535'],
    ['operations:7-6', '7 is behind 6'],
  ])('no sweep: %s', (text, message) => {
    expect(() => parseSweeps(text)).toThrow(InvalidArgumentError);
    expect(() => parseSweeps(text)).toThrow(message);
  });
});
