import { expect, it } from 'vitest';
import { freshSeed, sliceSeed } from '../../src/runner/seed.ts';

const SLICES = 100_000;

it.each([0, 1, 42, -7, 0x7fff_fffe, -0x8000_0000])(
  'seed %d and the next one share no slice of the first 100,000',
  (seed) => {
    const seen = new Set<number>();
    for (const each of [seed, seed + 1]) for (let slice = 0; slice < SLICES; slice++) seen.add(sliceSeed(each, slice));
    expect(seen.size).toBe(2 * SLICES);
  },
);

it('a hundred neighbouring seeds share none of the first thousand slices', () => {
  const seen = new Set<number>();
  for (let seed = 1000; seed < 1100; seed++)
    for (let slice = 0; slice < 1000; slice++) seen.add(sliceSeed(seed, slice));
  expect(seen.size).toBe(100_000);
});

it('the seed of a slice is a 32-bit number, the same each time', () => {
  for (let slice = 0; slice < 1000; slice++) {
    const seed = sliceSeed(826, slice);
    expect([seed, sliceSeed(826, slice)]).toEqual([seed | 0, seed]);
  }
});

it('one bit of the seed changes half of the bits of what it makes', () => {
  let changed = 0;
  for (let bit = 0; bit < 32; bit++) {
    let difference = sliceSeed(826, 3) ^ sliceSeed(826 ^ (1 << bit), 3);
    for (; difference !== 0; difference &= difference - 1) changed += 1;
  }
  expect(changed / 32).toBeGreaterThan(12);
  expect(changed / 32).toBeLessThan(20);
});

it('a fresh seed is easy to type: 31 bits, no sign', () => {
  for (let count = 0; count < 1000; count++) {
    const seed = freshSeed();
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
  }
});
