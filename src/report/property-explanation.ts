import { type Requirement, requirements } from '../../properties/requirements.ts';
import { casesOf } from '../../properties/test-suites/cases-of.ts';
import { judgeTrace, needTexts, type Property, type Violation } from '../monitor/index.ts';
import type { Expectation } from '../stacks/stack.ts';
import { type Sequence, sequenceOf } from './sequence/sequence.ts';

/** A stack, as reports name it, and what is on record of it. */
export interface RecordedStack {
  readonly name: string;
  readonly expectations: readonly Expectation[];
}

/** A stack that is known to violate a property, and why. */
export interface KnownDeviation {
  readonly stack: string;
  /** Profiles under which it does; all if undefined. */
  readonly profiles: readonly string[] | undefined;
  readonly reason: string;
  readonly source: string;
}

/** Everything that there is to say about a property, for pages and commands alike. */
export interface PropertyExplanation {
  readonly property: Property;
  readonly requirements: readonly Requirement[];
  /** What a single stack has to offer besides frames. */
  readonly needs: readonly string[];
  /** Cases of published suites on the same rows: `TC8 ARP_07`. */
  readonly cases: readonly string[];
  readonly deviations: readonly KnownDeviation[];
  readonly holds: Sequence;
  readonly violates: Sequence;
  /** What the counterexample violates. */
  readonly violation: Violation;
}

/** Throws if the counterexample of the property does not violate it. */
export function explainProperty(property: Property, stacks: readonly RecordedStack[]): PropertyExplanation {
  const counterexample = property.examples.violates();
  const violation = judgeTrace(counterexample, [property])[0]?.violations[0];
  if (violation === undefined) throw new Error(`the counterexample of ${property.id} does not violate it`);
  return {
    property,
    requirements: requirements.filter(({ id }) => property.rows.includes(id)),
    needs: needTexts(property),
    cases: casesOf(property.rows),
    deviations: stacks.flatMap((stack) => deviationsOf(property, stack)),
    holds: sequenceOf(property.examples.holds()),
    violates: sequenceOf(counterexample, { violation }),
    violation,
  };
}

/** One for each reason: a stack may deviate in several ways that have the same cause. */
function deviationsOf(property: Property, { name, expectations }: RecordedStack): readonly KnownDeviation[] {
  const found = new Map<string, KnownDeviation>();
  for (const { property: id, profiles, reason, source } of expectations) {
    if (id === property.id) found.set(reason, { stack: name, profiles, reason, source });
  }
  return [...found.values()];
}
