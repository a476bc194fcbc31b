import type { Arbitrary } from 'fast-check';
import type { Property, Verdict } from '../../monitor/index.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Step } from '../../scenario/step.ts';
import { StackStartError } from '../../stacks/stack.ts';
import { type CampaignEvent, type CampaignResult, runCampaign } from '../campaign.ts';
import type { CountedCase } from '../counted.ts';
import type { CampaignFinding } from '../finding.ts';
import type { Rig } from '../rig.ts';
import type { Rack, Trial } from './mitigation.ts';
import type { Traffic } from './traffic.ts';

/** What the search says of one property under one kind of traffic. */
export interface Cell {
  readonly property: Property;
  readonly traffic: Traffic;
  readonly verdict: Verdict;
  /** Random cases that were run until it fell, or altogether. */
  readonly cases: number;
  /** Cases in which what it speaks of happened; 0 if it fell. */
  readonly exercised: number;
  /** Why it could not be decided. */
  readonly reason: string | undefined;
  /** The smallest case that violates it. */
  readonly counterexample: CampaignFinding | undefined;
}

export interface CellSearch {
  readonly trial: Trial;
  readonly traffic: Traffic;
  readonly properties: readonly Property[];
  readonly arbitrary: Arbitrary<Scenario>;
  /** Steps that were a counterexample elsewhere: they are tried first. */
  readonly known: readonly (readonly Step[])[];
  readonly seed: number;
  readonly runs: number;
  readonly rig?: Rig;
  readonly maxMilliseconds: number;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: (event: CampaignEvent) => void;
}

/**
 * The cells of one row and one kind of traffic; undefined if it was stopped before all was said. Rejects with a
 * {@link StackStartError} if a kernel's rack failed.
 */
export async function searchCells(search: CellSearch): Promise<readonly Cell[] | undefined> {
  const { traffic, properties, runs, known } = search;
  const cells = new Map<Property, Cell>();
  const standing = (): readonly Property[] => properties.filter((each) => !cells.has(each));
  const started = performance.now();
  const campaign = (counted: readonly CountedCase[] | undefined): Promise<CampaignResult> =>
    runCampaign({
      arbitrary: search.arbitrary,
      ...(counted === undefined ? { runs } : { counted }),
      properties: standing(),
      seed: search.seed,
      ...(search.rig === undefined ? {} : { rig: search.rig }),
      ...(search.signal === undefined ? {} : { signal: search.signal }),
      maxMilliseconds: Math.max(1, search.maxMilliseconds - (performance.now() - started)),
      onEvent: search.onEvent,
    });
  const passes = known.length === 0 ? [undefined] : [known.map((steps) => countedCase(search, steps)), undefined];
  for (const counted of passes) {
    while (standing().length > 0) {
      const result = await campaign(counted);
      const { findings, ended, failure } = result;
      if (failure !== undefined) throw new StackStartError(failure.failure.message, failure.failure.stderr);
      for (const each of findings) {
        const property = properties.find(({ id }) => id === each.violation.property)!;
        const cases = counted === undefined ? each.run : 0;
        cells.set(property, {
          property,
          traffic,
          verdict: 'violated',
          cases,
          exercised: 0,
          reason: undefined,
          counterexample: each,
        });
      }
      if (ended === 'interrupted' || ended === 'time') return undefined;
      if (findings.length > 0) continue;
      if (counted === undefined) for (const cell of heldCells(result, traffic)) cells.set(cell.property, cell);
      break;
    }
  }
  return properties.map((each) => cells.get(each)!);
}

function heldCells({ tally, runs, lateRuns }: CampaignResult, traffic: Traffic): readonly Cell[] {
  return tally.map(({ property, verdict, exercisedRuns, reason }) => ({
    property,
    traffic,
    verdict,
    cases: runs - lateRuns,
    exercised: exercisedRuns,
    reason,
    counterexample: undefined,
  }));
}

function countedCase({ trial, traffic }: CellSearch, steps: readonly Step[]): CountedCase {
  const { topology, prelude } = rackFor(trial, traffic);
  return {
    name: 'known',
    scenario: { version: 1, topology, steps: [...prelude, ...steps] },
    stimuli: 1,
    parts: () => [],
  };
}

/** The rack that a trial has under this traffic. */
export function rackFor({ rack, butOne }: Trial, { id }: Traffic): Rack {
  return id === 'one-without' ? (butOne ?? rack) : rack;
}
