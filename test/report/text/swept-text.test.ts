import { expect, test } from 'vitest';
import { sweptLines } from '../../../src/report/text/swept-text.ts';

test('says what was counted through, and how far', () => {
  const swept = [
    { sweep: 'operations', judged: 65_536, size: 65_536 },
    { sweep: 'hardware-types', judged: 97, size: 65_536 },
  ];
  expect(sweptLines(swept)).toEqual(['  swept: operations 65,536 of 65,536, hardware types 97 of 65,536']);
});

test('says nothing if nothing was', () => {
  expect(sweptLines([])).toEqual([]);
});
