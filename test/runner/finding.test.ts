import { describe, expect, it } from 'vitest';
import type { Violation } from '../../src/monitor/index.ts';
import { findingKey, isWanted } from '../../src/runner/finding.ts';

const VIOLATION = {
  property: 'a.b',
  mechanism: 'merge',
  circumstances: ['arpreply', 'migration'],
} as unknown as Violation;

describe('a violation is wanted', () => {
  it.each([
    [{}, true],
    [{ mechanism: 'merge' }, true],
    [{ mechanism: 'spoof' }, false],
    [{ circumstances: [] }, true],
    [{ circumstances: ['arpreply'] }, true],
    [{ circumstances: ['migration', 'arpreply'] }, true],
    [{ circumstances: ['arpreply', 'reboot'] }, false],
    [{ mechanism: 'merge', circumstances: ['arpreply'] }, true],
    [{ mechanism: 'spoof', circumstances: ['arpreply'] }, false],
  ])('by %j: %s', (wanted, expected) => {
    expect(isWanted(VIOLATION, wanted)).toBe(expected);
  });
});

it('two findings are the same bug by property and mechanism', () => {
  expect(findingKey(VIOLATION)).toBe(findingKey({ ...VIOLATION, time: 9, at: 'B', circumstances: [] }));
  expect(findingKey(VIOLATION)).not.toBe(findingKey({ ...VIOLATION, mechanism: 'spoof' }));
  expect(findingKey(VIOLATION)).not.toBe(findingKey({ ...VIOLATION, property: 'a' }));
});
