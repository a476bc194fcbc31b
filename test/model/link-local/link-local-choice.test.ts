/** RFC 3927 section 2.1: which addresses are tried, in which order. */
import { describe, expect, it } from 'vitest';
import { LINK_LOCAL_COUNT, LINK_LOCAL_FIRST, LINK_LOCAL_LAST, linkLocalCandidate } from '../../../src/model/index.ts';
import { formatIpv4, type Mac } from '../../../src/wire/index.ts';

const FIRST_MAC = 0x02_00_00_00_00_00;
const macOf = (number: number): Mac => (FIRST_MAC + number) as Mac;
const BUCKETS = 64;
/** Chi-square with 63 degrees of freedom is below that but for one time in a million. */
const CHI_SQUARE_MAX = 131;

function chiSquare(candidates: readonly number[]): number {
  const expected = candidates.length / BUCKETS;
  const counts = Array.from({ length: BUCKETS }, () => 0);
  for (const each of candidates) counts[Math.floor(((each - LINK_LOCAL_FIRST) * BUCKETS) / LINK_LOCAL_COUNT)]! += 1;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('link-local candidates', () => {
  it('are from 169.254.1.0 to 169.254.254.255', () => {
    expect([formatIpv4(LINK_LOCAL_FIRST), formatIpv4(LINK_LOCAL_LAST)]).toEqual(['169.254.1.0', '169.254.254.255']);
    for (let number = 0; number < 100_000; number++) {
      const candidate = linkLocalCandidate(macOf(1), number);
      if (candidate < LINK_LOCAL_FIRST || candidate > LINK_LOCAL_LAST) expect.fail(formatIpv4(candidate));
    }
  });

  it('are the same for the same hardware address, whatever was tried before', () => {
    expect(linkLocalCandidate(macOf(7), 3)).toBe(linkLocalCandidate(macOf(7), 3));
  });

  it('are uniform over the range, for the first choices of consecutive hardware addresses', () => {
    const candidates = Array.from({ length: 20_000 }, (_, number) => linkLocalCandidate(macOf(number), 0));
    expect(chiSquare(candidates)).toBeLessThan(CHI_SQUARE_MAX);
  });

  it('are uniform over the range, for hardware addresses of consecutive vendors', () => {
    const candidates = Array.from({ length: 20_000 }, (_, number) =>
      linkLocalCandidate((number * 0x100_0000 + 5) as Mac, 0),
    );
    expect(chiSquare(candidates)).toBeLessThan(CHI_SQUARE_MAX);
  });

  it.each([1, 2, 0xffff])('are uniform over the range, for the sequence of hardware address %i', (number) => {
    const candidates = Array.from({ length: 20_000 }, (_, index) => linkLocalCandidate(macOf(number), index));
    expect(chiSquare(candidates)).toBeLessThan(CHI_SQUARE_MAX);
  });

  it('come in different orders for different hardware addresses', () => {
    const pairs = Array.from({ length: 5000 }, (_, number) =>
      [0, 1].map((index) => linkLocalCandidate(macOf(number), index)).join(' '),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
  });
});
