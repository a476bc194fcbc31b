import fc from 'fast-check';

/**
 * The frozen generator that campaigns are measured against: what fast-check alone costs for cases of up to twenty small
 * operations. Changing it would change what every earlier number means.
 */
const operation = fc.oneof(
  fc.record({
    kind: fc.constant('arp'),
    op: fc.integer({ min: 1, max: 2 }),
    spa: fc.nat(10),
    tpa: fc.nat(10),
    sha: fc.nat(10),
  }),
  fc.record({ kind: fc.constant('wait'), ms: fc.nat(10_000) }),
);
const operations = fc.array(operation, { minLength: 1, maxLength: 20 });

/** Generates so many cases and returns how many operations they had. */
export function generateBare(cases: number, seed: number): number {
  let count = 0;
  const property = fc.property(operations, (each) => {
    count += each.length;
  });
  fc.assert(property, { numRuns: cases, seed });
  return count;
}
