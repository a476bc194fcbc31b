import type { Result, ResultDeviation, ResultProperty, ResultViolation } from '../../src/report/result-schema.ts';
import { VERSION } from '../../src/report/version.ts';

export const MUST = 'rfc826.answers-requests';
export const OTHER_MUST = 'rfc826.answers-once';

/** What a shard says of a property that held. */
export function madeUpPart(part: Partial<ResultProperty> = {}): ResultProperty {
  const counts = { exercised: 10, exercisedCases: 5, violatedCases: 0 };
  const verdict = part.verdict ?? 'held';
  return { id: MUST, level: 'MUST', verdict, shown: verdict, ...counts, violations: [], ...part };
}

/** The result of shard `index` of 2. */
export function madeUpResult(index: number, part: Partial<Result> = {}): Result {
  return {
    version: 1,
    arpcheck: VERSION,
    seed: 1000 + index,
    shard: `shard ${index}/2 of seed 7`,
    stack: 'lwip',
    stackVersion: 'lwIP 2.1.3',
    profile: 'rfc826-strict',
    seconds: 1.25,
    cases: 100,
    frames: 1000,
    ended: 'runs',
    exitCode: 0,
    properties: [madeUpPart()],
    expectationsGone: [],
    expectationsNotSeen: [],
    ...part,
  };
}

export function madeUpViolation(mechanism: string, part: Partial<ResultViolation> = {}): ResultViolation {
  const files = { case: `${MUST}/0.json`, capture: `${MUST}/0.pcapng` };
  const text = { message: 'expected: a; received: b', mechanism, circumstances: [] };
  return { ...files, ...text, expected: false, run: 3, steps: 4, minimal: true, ...part };
}

export const DEVIATION: ResultDeviation = {
  property: MUST,
  mechanism: 'twice',
  reason: 'It answers twice.',
  source: 'its.c',
  case: 'lwip/twice',
};
