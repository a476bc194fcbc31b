/** The words in which generators are written: whole ranges, even shares. */
import fc, { type Random } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draw } from '../../src/scenario/arbitraries/drawn.ts';

const SEED = 826_022;
const DRAWS = 20_000;

function drawOf(first: number): Draw {
  return new Draw({ nextInt: () => first } as unknown as Random);
}

/** How often each value came, as a share of all draws. */
function shares(draw: () => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let count = 0; count < DRAWS; count++) {
    const value = draw();
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return new Map(
    [...counts].map(([value, count]) => [value, count / DRAWS] as const).sort(([left], [right]) => left - right),
  );
}

describe('whole numbers', () => {
  it.each([
    [0, 9],
    [-3, 3],
    [1, 64],
    [5, 5],
  ])(`from %d to %d come in even shares, both ends included (seed ${SEED})`, (min, max) => {
    const draw = drawOf(SEED);
    const seen = shares(() => draw.int(min, max));
    expect([...seen.keys()]).toEqual(Array.from({ length: max - min + 1 }, (_, index) => min + index));
    for (const share of seen.values()) expect(share * (max - min + 1)).toBeGreaterThan(0.7);
    for (const share of seen.values()) expect(share * (max - min + 1)).toBeLessThan(1.3);
  });

  it(`stay in their range, whatever seeds them (seed ${SEED})`, () => {
    const property = fc.property(fc.integer(), fc.nat({ max: 65_535 }), (first, most) => {
      const draw = drawOf(first);
      for (let count = 0; count < 20; count++) {
        const value = draw.int(0, most);
        expect(Number.isInteger(value) && value >= 0 && value <= most).toBe(true);
      }
    });
    fc.assert(property, { seed: SEED });
  });
});

it.each([0, 1, 50, 99, 100])(`%d percent are so many (seed ${SEED})`, (percent) => {
  const draw = drawOf(SEED);
  const share = shares(() => (draw.percent(percent) ? 1 : 0)).get(1) ?? 0;
  expect(Math.abs(share - percent / 100)).toBeLessThan(0.01);
  if (percent === 0 || percent === 100) expect(share).toBe(percent / 100);
});

it.each([1, 2, 10])(`one in %d (seed ${SEED})`, (outOf) => {
  const draw = drawOf(SEED);
  const share = shares(() => (draw.oneIn(outOf) ? 1 : 0)).get(1)!;
  expect(Math.abs(share - 1 / outOf)).toBeLessThan(0.01);
});

it(`picks and subsets (seed ${SEED})`, () => {
  const draw = drawOf(SEED);
  expect([...shares(() => draw.pick([3, 5, 7])).keys()]).toEqual([3, 5, 7]);
  const sizes = shares(() => draw.subset([1, 2, 3, 4], 50).length);
  expect([...sizes.keys()]).toEqual([0, 1, 2, 3, 4]);
  expect([draw.subset([1, 2], 0), draw.subset([1, 2], 100)]).toEqual([[], [1, 2]]);
});

it('neighbouring seeds have nothing in common', () => {
  const streams = [0, 1, 2, -1].map((first) => {
    const draw = drawOf(first);
    return Array.from({ length: 10 }, () => draw.int(0, 65_535));
  });
  expect(new Set(streams.flat()).size).toBe(40);
});
