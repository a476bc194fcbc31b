import type { Subject } from '../scenario/arbitraries/subject.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Sweep, sweepScenario } from '../scenario/sweeps/sweep.ts';

/** A case that was not drawn but counted. */
export interface CountedCase {
  /** Name of the sweep and numbers of its stimuli: `operations:256-511`. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly stimuli: number;
  /** Its stimuli, each in a case of its own; empty if it has one only. */
  parts(): readonly CountedCase[];
}

/** Which of its stimuli a sweep is asked for. */
export type Extent = 'all' | 'sample' | { readonly from: number; readonly to: number };

/** The cases of a sweep, made when they are asked for: there are hundreds, of hundreds of frames each. */
export function* casesOf(
  sweep: Sweep,
  extent: Extent,
  where: { readonly profile: string; readonly subject: Subject },
): Iterable<CountedCase> {
  let batch: number[] = [];
  for (const index of indicesOf(sweep, extent)) {
    if (batch.push(index) < sweep.batch) continue;
    yield countedCase(sweep, batch, where);
    batch = [];
  }
  if (batch.length > 0) yield countedCase(sweep, batch, where);
}

function* indicesOf(sweep: Sweep, extent: Extent): Iterable<number> {
  const { from, to } = typeof extent === 'string' ? { from: 0, to: sweep.size - 1 } : extent;
  for (let index = from; index <= to && index < sweep.size; index++) {
    if (sweep.suits?.(index) === false) continue;
    if (extent !== 'sample' || sweep.inSample(index)) yield index;
  }
}

function countedCase(
  sweep: Sweep,
  indices: readonly number[],
  where: { readonly profile: string; readonly subject: Subject },
): CountedCase {
  const [first, last] = [indices[0]!, indices.at(-1)!];
  return {
    name: `${sweep.name}:${first === last ? first : `${first}-${last}`}`,
    scenario: sweepScenario(sweep, indices, where),
    stimuli: indices.length,
    parts: () => (indices.length < 2 ? [] : indices.map((index) => countedCase(sweep, [index], where))),
  };
}
