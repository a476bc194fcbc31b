import type { ConformVerdict } from '../../runner/expected.ts';

/** One column wide each, and different without colours. In the order in which verdicts are counted and explained. */
export const VERDICT_MARKS: Readonly<Record<ConformVerdict, string>> = {
  held: '✓',
  violated: '✗',
  expected: 'e',
  gone: '!',
  vacuous: '·',
  inconclusive: '?',
  unsupported: '–',
};
