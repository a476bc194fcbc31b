import type { Verdict, Violation } from '../monitor/index.ts';
import type { CampaignResult } from '../runner/campaign.ts';
import type { CampaignFinding } from '../runner/finding.ts';
import type { TallyRow } from '../runner/tally.ts';
import { canonicalJson } from '../scenario/canonical-json.ts';
import {
  RESULT_VERSION,
  type Result,
  type ResultProperty,
  type ResultViolation,
  resultSchema,
} from './result-schema.ts';
import { VERSION } from './version.ts';

/** A finding, and where it was written: paths relative to the output folder. */
export interface WrittenFinding {
  readonly finding: CampaignFinding;
  readonly case: string;
  readonly capture: string;
}

export interface ResultFacts {
  readonly campaign: CampaignResult;
  /** The tally of the campaign, with the verdicts as reported. */
  readonly rows: readonly (TallyRow & { readonly verdict: Verdict })[];
  readonly written: readonly WrittenFinding[];
  readonly stack: string;
  readonly profile: string;
  readonly shard?: string;
  /** SHOULDs and practices counted like MUSTs. */
  readonly strict?: boolean;
  readonly exitCode: number;
  /** Whether a violation is a known deviation of the stack; none is if absent. */
  readonly isExpected?: (violation: Violation) => boolean;
}

export function resultOf(facts: ResultFacts): Result {
  const { campaign, rows, written, stack, profile, shard, strict, exitCode, isExpected = () => false } = facts;
  return {
    version: RESULT_VERSION,
    arpcheck: VERSION,
    seed: campaign.seed,
    ...(shard === undefined ? {} : { shard }),
    stack,
    profile,
    ...(strict === true ? { strict } : {}),
    seconds: Math.round(campaign.milliseconds) / 1000,
    cases: campaign.runs,
    frames: campaign.frames,
    ended: campaign.ended,
    exitCode,
    properties: rows.map((row) => propertyOf(row, written, isExpected)),
  };
}

function propertyOf(
  row: TallyRow,
  written: readonly WrittenFinding[],
  isExpected: (violation: Violation) => boolean,
): ResultProperty {
  const { property, verdict, exercised, exercisedRuns, violated, reason } = row;
  return {
    id: property.id,
    level: property.level,
    verdict,
    exercised,
    exercisedCases: exercisedRuns,
    violatedCases: violated,
    ...(reason === undefined ? {} : { reason }),
    violations: written
      .filter((each) => each.finding.violation.property === property.id)
      .map((each) => violationOf(each, isExpected(each.finding.violation))),
  };
}

function violationOf({ finding, case: path, capture }: WrittenFinding, expected: boolean): ResultViolation {
  const { violation, scenario, run, minimal } = finding;
  return {
    case: path,
    capture,
    message: `expected: ${violation.expected}; received: ${violation.received}`,
    mechanism: violation.mechanism,
    circumstances: [...violation.circumstances],
    expected,
    run,
    steps: scenario.steps.length,
    minimal,
  };
}

/** The text of the report, keys in the order of the schema. */
export function resultJson(result: Result): string {
  return canonicalJson(resultSchema, result);
}
