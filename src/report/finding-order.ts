import type { Finding } from '../check/finding-book.ts';

const LEVELS: readonly Finding['level'][] = ['MUST', 'SHOULD', 'PRACTICE', 'NOTE'];
const CONFIDENCES: readonly Finding['confidence'][] = ['certain', 'likely', 'possible'];

/** The gravest first, then the surest, then in the order in which they were seen. */
export function byImportance(findings: readonly Finding[]): readonly Finding[] {
  const rank = (each: Finding): number => LEVELS.indexOf(each.level) * 10 + CONFIDENCES.indexOf(each.confidence);
  // Sorting is stable, and they come in the order of the capture.
  return findings.toSorted((left, right) => rank(left) - rank(right));
}
