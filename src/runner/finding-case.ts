import type { Violation } from '../monitor/index.ts';
import type { CaseFile } from '../scenario/case-file.ts';
import type { Scenario } from '../scenario/scenario.ts';

export interface FindingOrigin {
  /** As on the command line: `reference:linux`. */
  readonly stack: string;
  readonly stackVersion: string;
  readonly seed: number;
  readonly run?: number;
  /** The counted case that it was found in. */
  readonly sweep?: string;
}

/** A violation and the scenario that shows it, as a case to be kept. */
export function caseOf(scenario: Scenario, violation: Violation, origin: FindingOrigin): CaseFile {
  const { stack, stackVersion, seed, run, sweep } = origin;
  return {
    version: 1,
    kind: 'arpcheck-case',
    property: violation.property,
    mechanism: violation.mechanism,
    ...(violation.circumstances.length > 0 ? { circumstances: violation.circumstances } : {}),
    ...(scenario.topology.profile === undefined ? {} : { profile: scenario.topology.profile }),
    stack,
    stackVersion,
    seed,
    ...(run === undefined ? {} : { run }),
    ...(sweep === undefined ? {} : { sweep }),
    verdict: 'violated',
    message: `expected: ${violation.expected}; received: ${violation.received}`,
    scenario,
  };
}
