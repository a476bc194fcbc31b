import { createHash } from 'node:crypto';
import { type CaseFile, serialiseCase } from '../scenario/case-file.ts';

/** Eight hexadecimal digits tell apart more cases than anyone keeps, and can be read over the telephone. */
const DIGITS = 8;

/**
 * The name of a case: a hash of its canonical text. Which seed, run or sweep found it is left out, so that the same
 * finding has the same name whoever finds it.
 */
export function caseId(each: CaseFile): string {
  const { seed: _seed, run: _run, sweep: _sweep, ...what } = each;
  return createHash('sha256')
    .update(serialiseCase(what as CaseFile))
    .digest('hex')
    .slice(0, DIGITS);
}
