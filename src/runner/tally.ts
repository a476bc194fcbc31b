import type { Judgement, Property, Verdict, Violation } from '../monitor/index.ts';

/** What a property says of many runs together. */
export interface TallyRow {
  readonly property: Property;
  readonly verdict: Verdict;
  /** How often what it speaks of happened, in all runs. */
  readonly exercised: number;
  /** Runs in which it happened at all. */
  readonly exercisedRuns: number;
  /** Runs in which it was violated. */
  readonly violated: number;
  readonly reason: string | undefined;
}

/** Sums up judgements: violated once is violated, never exercised is vacuous. */
export class Tally {
  readonly #properties: readonly Property[];
  readonly #exercised: number[];
  readonly #exercisedRuns: number[];
  readonly #violated: number[];
  readonly #reasons: (string | undefined)[];
  #doubt: string | undefined;

  constructor(properties: readonly Property[]) {
    this.#properties = properties;
    this.#exercised = properties.map(() => 0);
    this.#exercisedRuns = properties.map(() => 0);
    this.#violated = properties.map(() => 0);
    this.#reasons = properties.map(() => undefined);
  }

  /** `violations`: those that count; all of them if absent. */
  add(judgements: readonly Judgement[], violations?: readonly Violation[]): void {
    for (let index = 0; index < judgements.length; index++) {
      const judgement = judgements[index]!;
      this.#exercised[index]! += judgement.exercised;
      if (judgement.exercised > 0) this.#exercisedRuns[index]! += 1;
      const counted = violations ?? judgement.violations;
      if (judgement.violations.some((each) => counted.includes(each))) this.#violated[index]! += 1;
      if (judgement.reason !== undefined) this.#reasons[index] ??= judgement.reason;
    }
  }

  /** Some run said less than it could: what was never exercised may have happened there. */
  doubt(reason: string): void {
    this.#doubt ??= reason;
  }

  rows(): readonly TallyRow[] {
    return this.#properties.map((property, index) => {
      const exercised = this.#exercised[index]!;
      const exercisedRuns = this.#exercisedRuns[index]!;
      const violated = this.#violated[index]!;
      const reason = this.#reasons[index] ?? (exercised === 0 ? this.#doubt : undefined);
      return { property, verdict: verdict(exercised, violated, reason), exercised, exercisedRuns, violated, reason };
    });
  }
}

function verdict(exercised: number, violated: number, reason: string | undefined): Verdict {
  if (violated > 0) return 'violated';
  if (reason !== undefined) return 'inconclusive';
  return exercised > 0 ? 'held' : 'vacuous';
}
