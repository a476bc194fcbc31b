import { type Subject, singleStackTopology } from '../arbitraries/subject.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';

/**
 * Stimuli that are counted instead of drawn, because random is weak there: every value of a field, every length, every
 * order. Stimulus number N of a sweep is always the same, so its name and its number are all it takes to make it again.
 */
export interface Sweep {
  /** A slug in the plural, also of what is counted: `operations`. */
  readonly name: string;
  /** How many stimuli there are, numbered from 0. */
  readonly size: number;
  /** Stimuli that share a case: to make a stack ready for one costs as much as a dozen frames. */
  readonly batch: number;
  /** Whether a stack that takes a millisecond for a frame gets this one, too. */
  readonly inSample: (index: number) => boolean;
  /** Whether this stack can be given a stimulus; every one if absent. */
  readonly suits?: (index: number) => boolean;
  /** What comes before the first stimulus of a case. */
  readonly before: readonly Step[];
  readonly stimulus: (index: number) => readonly Step[];
  /** What shows, behind the last one, what they did. */
  readonly after: readonly Step[];
}

/** The case with these stimuli, in this order. */
export function sweepScenario(
  { before, stimulus, after }: Pick<Sweep, 'before' | 'stimulus' | 'after'>,
  indices: readonly number[],
  where: { readonly profile: string; readonly subject: Subject },
): Scenario {
  const topology = singleStackTopology(where.profile, where.subject);
  return { version: 1, topology, steps: [...before, ...indices.flatMap(stimulus), ...after] };
}

/** Every one of them is short enough for any stack. */
export const ALL_IN_SAMPLE = (): boolean => true;
