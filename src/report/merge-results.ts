import { catalogue } from '../../properties/catalogue.ts';
import type { Verdict } from '../monitor/index.ts';
import { type ConformJudgement, type ConformRow, judgeConformance, type NotSeen } from '../runner/expected.ts';
import { unknownProperty } from '../runner/select-properties.ts';
import type { Expectation } from '../stacks/stack.ts';
import type { Result, ResultDeviation, ResultProperty, ResultViolation } from './result-schema.ts';
import { type ShardResult, type Shards, shardText } from './shard-results.ts';

/** What the shards of a run come to together. */
export interface Merged extends ConformJudgement {
  readonly rows: readonly ConformRow[];
  /** The result of the whole; its exit code follows from the outcome. */
  readonly result: Omit<Result, 'exitCode'>;
}

/**
 * One result of several: violated once is violated, held once is exercised, and a deviation is gone only if no shard
 * showed it. A shard of which there is no result leaves the whole open.
 */
export function mergeResults({ results, missing }: Shards): Merged {
  const [first] = results;
  const merged = first.result.properties.map(({ id }) => mergedProperty(id, results));
  const rows = merged.map(({ row }) => row);
  const notSeen = merged.flatMap((each) => each.notSeen);
  const { arpcheck, version, stack, stackVersion, profile, strict } = first.result;
  const sum = (of: (result: Result) => number): number => results.reduce((total, each) => total + of(each.result), 0);
  const ended = endOf(results);
  const result = {
    ...{ version, arpcheck, seed: first.seed, shards: results.length, stack },
    ...(stackVersion === undefined ? {} : { stackVersion }),
    profile,
    ...(strict === undefined ? {} : { strict }),
    seconds: Math.round(sum((each) => each.seconds) * 1000) / 1000,
    cases: sum((each) => each.cases),
    frames: sum((each) => each.frames),
    ended,
    properties: merged.map(({ property }) => property),
    ...sweepsOf(results),
    // Every shard records the same.
    ...(first.result.facts === undefined ? {} : { facts: first.result.facts }),
    ...(first.result.expectationsGone === undefined ? {} : expectations(rows, notSeen)),
  };
  return { rows, result, ...judged(rows, ended, { results, missing }) };
}

/** Every shard counts the same through: what one of them came to is what all of them did. */
function sweepsOf(results: readonly ShardResult[]): Pick<Result, 'sweeps'> {
  const [first, ...others] = results.map(({ result }) => result.sweeps ?? []);
  if (first === undefined || first.length === 0) return {};
  const judged = (name: string): readonly number[] =>
    others.flat().flatMap((each) => (each.sweep === name ? [each.judged] : []));
  return { sweeps: first.map((each) => ({ ...each, judged: Math.max(each.judged, ...judged(each.sweep)) })) };
}

function expectations(
  rows: readonly ConformRow[],
  notSeen: readonly NotSeen[],
): Pick<Result, 'expectationsGone' | 'expectationsNotSeen'> {
  return {
    expectationsGone: rows.flatMap((row) => row.gone).map(deviationOf),
    expectationsNotSeen: notSeen.map(({ expectation, because }) => ({ ...deviationOf(expectation), because })),
  };
}

/** The worst end of any shard. */
const ENDS: readonly Result['ended'][] = ['failed', 'interrupted', 'found', 'time', 'runs'];

function endOf(results: readonly ShardResult[]): Result['ended'] {
  return ENDS.find((end) => results.some(({ result }) => result.ended === end)) ?? 'runs';
}

function judged(rows: readonly ConformRow[], ended: Result['ended'], { results, missing }: Shards): ConformJudgement {
  const judgement = judgeConformance(rows, { strict: results[0].result.strict === true, ended });
  const isShown = results.some(({ result }) => result.exitCode === VIOLATED);
  if (judgement.outcome === 'violated' && !isShown) {
    return { outcome: 'inconclusive', note: 'inconclusive: no shard is sure of what is violated' };
  }
  if (missing.length === 0) return judgement;
  const outcome = judgement.outcome === 'ok' ? 'inconclusive' : judgement.outcome;
  const note = `there is no result of shard ${missing.join(', ')}`;
  return { outcome, note: judgement.note === undefined ? note : `${judgement.note}; ${note}` };
}

/** The exit code of a shard that found a violation and saw it again. */
const VIOLATED = 1;

interface MergedProperty {
  readonly row: ConformRow;
  readonly property: ResultProperty;
  readonly notSeen: readonly NotSeen[];
}

function mergedProperty(id: string, shards: readonly ShardResult[]): MergedProperty {
  const property = catalogue.find((each) => each.id === id);
  if (property === undefined) throw unknownProperty(catalogue, id);
  const parts = shards.map(({ result }) => result.properties.find((each) => each.id === id)!);
  const sum = (of: (part: ResultProperty) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const verdict = verdictOf(parts.map((part) => part.verdict));
  const reason = parts.find((part) => part.verdict === verdict && part.reason !== undefined)?.reason;
  const { shown: showing, gone, notSeen } = deviationsOf(id, shards);
  const violations = violationsOf(id, shards);
  const unexpected = violations.filter((each) => !each.expected).map((each) => each.mechanism);
  const isNew = parts.some((part) => (part.shown ?? part.verdict) === 'violated');
  const shown = isNew ? 'violated' : gone.length > 0 ? 'gone' : showing.length > 0 ? 'expected' : verdict;
  const counts = { exercised: sum((part) => part.exercised), violated: sum((part) => part.violatedCases) };
  const exercisedRuns = sum((part) => part.exercisedCases);
  return {
    row: {
      property,
      verdict,
      ...counts,
      exercisedRuns,
      reason,
      shown,
      expectations: [...showing, ...gone],
      unexpected,
      gone,
    },
    property: {
      ...{ id, level: property.level, verdict, exercised: counts.exercised },
      ...{ exercisedCases: exercisedRuns, violatedCases: counts.violated },
      ...(reason === undefined ? {} : { reason }),
      ...(parts[0]!.shown === undefined ? {} : { shown }),
      ...(showing.length === 0 ? {} : { deviations: showing.map(deviationOf) }),
      violations: [...violations],
    },
    notSeen,
  };
}

/** Of what several shards say the first that one of them says decides. What may have happened unseen is not ruled out. */
const VERDICTS: readonly Verdict[] = ['violated', 'inconclusive', 'held', 'unsupported', 'vacuous'];

function verdictOf(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'vacuous';
}

interface Deviations {
  readonly shown: readonly Expectation[];
  readonly gone: readonly Expectation[];
  readonly notSeen: readonly NotSeen[];
}

/** Every deviation on record once: it showed somewhere, or it is gone, or nothing can be said. */
function deviationsOf(id: string, shards: readonly ShardResult[]): Deviations {
  const shown = new Map<string, Expectation>();
  const gone = new Map<string, Expectation>();
  const notSeen = new Map<string, NotSeen>();
  for (const { result } of shards) {
    for (const each of result.properties.find((part) => part.id === id)?.deviations ?? []) {
      shown.set(keyOf(each), expectationOf(each));
    }
    for (const each of result.expectationsGone ?? [])
      if (each.property === id) gone.set(keyOf(each), expectationOf(each));
    for (const { because, ...each } of result.expectationsNotSeen ?? []) {
      if (each.property === id) notSeen.set(keyOf(each), { expectation: expectationOf(each), because });
    }
  }
  const rest = <T>(found: ReadonlyMap<string, T>, ...others: readonly ReadonlyMap<string, unknown>[]): readonly T[] =>
    [...found].filter(([key]) => !others.some((other) => other.has(key))).map(([, each]) => each);
  return { shown: [...shown.values()], gone: rest(gone, shown), notSeen: rest(notSeen, shown, gone) };
}

function keyOf({ property, mechanism = '', reason, case: name }: ResultDeviation): string {
  return JSON.stringify([property, mechanism, reason, name]);
}

function expectationOf({ property, mechanism, reason, source, case: name }: ResultDeviation): Expectation {
  return { property, ...(mechanism === undefined ? {} : { mechanism }), reason, source, rows: [], case: name };
}

function deviationOf({ property, mechanism, reason, source, case: name }: Expectation): ResultDeviation {
  return { property, ...(mechanism === undefined ? {} : { mechanism }), reason, source, case: name };
}

/** Each mechanism once, in the order in which shards found them, by the case with the fewest steps. */
function violationsOf(id: string, shards: readonly ShardResult[]): readonly ResultViolation[] {
  const found = new Map<string, ResultViolation>();
  for (const each of shards) {
    for (const violation of each.result.properties.find((part) => part.id === id)?.violations ?? []) {
      const known = found.get(violation.mechanism);
      if (known !== undefined && known.steps <= violation.steps) continue;
      found.set(violation.mechanism, { ...violation, shard: shardText(each) });
    }
  }
  return [...found.values()];
}
