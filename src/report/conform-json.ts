import { match } from 'ts-pattern';
import type { ConformanceResult } from '../runner/conformance.ts';
import { type Compared, type ConformRow, isExpected } from '../runner/expected.ts';
import type { FactRecord } from '../runner/record-facts.ts';
import { canonicalJson } from '../scenario/canonical-json.ts';
import type { Expectation } from '../stacks/stack.ts';
import { sideBySideSchema } from './conform-schema.ts';
import { type ResultFacts, resultJson, resultOf } from './result-json.ts';
import { RESULT_VERSION, type Result, type ResultDeviation, type ResultProperty } from './result-schema.ts';
import { shownReasons } from './text/reason-lines.ts';
import { VERSION } from './version.ts';

/** What became of one stack. */
export interface ConformFacts
  extends Pick<ResultFacts, 'written' | 'stack' | 'profile' | 'shard' | 'strict' | 'exitCode'> {
  readonly campaign: ConformanceResult;
  readonly compared: Compared;
  /** What was recorded of it besides, if that was asked for. */
  readonly facts?: readonly FactRecord[] | undefined;
  /** `Linux 6.18.44` */
  readonly stackVersion: string;
}

/** The result of a campaign, and what it means in the light of what is known of the stack. */
export function conformResultOf({ compared, stackVersion, facts: recorded, ...facts }: ConformFacts): Result {
  const { rows, gone, notSeen } = compared;
  const known = rows.flatMap((row) => row.expectations);
  const result = resultOf({
    ...facts,
    rows: rows.map((row) => ({ ...row, reason: openReason(row) })),
    isExpected: (violation) => isExpected(violation, known, facts.profile),
  });
  const unmet = new Set([...gone, ...notSeen.map((each) => each.expectation)]);
  return {
    ...result,
    stackVersion,
    sweeps: facts.campaign.swept.map((each) => ({ ...each })),
    ...(recorded === undefined ? {} : { facts: recorded.map(factOf) }),
    properties: result.properties.map((property, index) => inTheLight(property, rows[index]!, unmet)),
    expectationsGone: gone.map(deviationOf),
    expectationsNotSeen: notSeen.map(({ expectation, because }) => ({ ...deviationOf(expectation), because })),
  };
}

/** Why the run alone does not decide; undefined if it does. */
function openReason(row: ConformRow): string | undefined {
  return match(row.verdict)
    .with('held', 'violated', () => row.reason)
    .with('vacuous', 'inconclusive', 'unsupported', (shown) => shownReasons({ ...row, shown }).join('; '))
    .exhaustive();
}

function inTheLight(property: ResultProperty, row: ConformRow, unmet: ReadonlySet<Expectation>): ResultProperty {
  const deviations = row.expectations.filter((each) => !unmet.has(each)).map(deviationOf);
  return { ...property, shown: row.shown, ...(deviations.length === 0 ? {} : { deviations }) };
}

function factOf({ fact: { id, rows, question }, answers }: FactRecord): NonNullable<Result['facts']>[number] {
  return { id, question, rows: [...rows], answers: answers.map((each) => ({ ...each, frames: [...each.frames] })) };
}

function deviationOf({ property, mechanism, reason, source, case: name }: Expectation): ResultDeviation {
  return { property, ...(mechanism === undefined ? {} : { mechanism }), reason, source, case: name };
}

/** The text of the report, keys in the order of the schema: the result if there is one, a list of them if not. */
export function conformJson(results: readonly Result[], seed: number): string {
  const [only] = results;
  if (only !== undefined && results.length === 1) return resultJson(only);
  return canonicalJson(sideBySideSchema, { version: RESULT_VERSION, arpcheck: VERSION, seed, stacks: results });
}
