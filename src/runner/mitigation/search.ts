import type { Property } from '../../monitor/index.ts';
import type { Topology } from '../../network/index.ts';
import { givenTraffic } from '../../scenario/arbitraries/given-traffic.ts';
import type { Step } from '../../scenario/step.ts';
import { type CampaignEvent, runCampaign } from '../campaign.ts';
import type { Rig } from '../rig.ts';
import { answered } from './answered.ts';
import type { Rack, Trial } from './mitigation.ts';
import { type Cell, rackFor, searchCells } from './search-cell.ts';
import { HONEST, type Traffic } from './traffic.ts';

/** What is known of a mitigation, or of two together. */
export interface Row {
  readonly trial: Trial;
  /** Of what falls under honest traffic there are no other cells: it falls under every traffic. */
  readonly cells: readonly Cell[];
  /** Of a hundred honest cases, those in which something sent to a host-scoped address was answered. */
  readonly answered: number;
}

/** What happens during the search, and of which trial. */
export interface SearchEvent {
  readonly trial: Trial;
  readonly traffic: Traffic;
  readonly event: CampaignEvent;
}

export interface SearchOptions {
  /** The rack as it is; steps are drawn for it. */
  readonly topology: Topology;
  readonly properties: readonly Property[];
  readonly traffics: readonly Traffic[];
  readonly seed: number;
  /** Cases of each row under each traffic. */
  readonly runs: number;
  readonly rig?: Rig;
  readonly signal?: AbortSignal;
  /** `performance.now()` when it has to be over. */
  readonly deadline: number;
  readonly onEvent: (event: SearchEvent) => void;
}

/** How many honest cases tell whether the address is of use. */
const ANSWERED_RUNS = 100;
/** On kernels a case costs a hundred times as much. */
const ANSWERED_RUNS_ON_KERNELS = 5;
/** Step lists that are kept of earlier counterexamples, the latest first. */
const KNOWN_MAX = 32;

/** Searches one trial after the other for counterexamples, and remembers what brought down the ones before. */
export class MitigationSearch {
  readonly #options: SearchOptions;
  #known: (readonly Step[])[] = [];

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  /** Everything that is known of a trial; undefined if time was up, or the user wants to stop. */
  async row(trial: Trial): Promise<Row | undefined> {
    const cells: Cell[] = [];
    const useful = await this.#answered(trial);
    if (useful === undefined) return undefined;
    for (const traffic of this.#options.traffics) {
      if (traffic.id === 'one-without' && trial.butOne === undefined) continue;
      const fallen = new Set(cells.filter(isHonestFall).map(({ property }) => property));
      const properties = this.#options.properties.filter((each) => !fallen.has(each));
      if (properties.length === 0) break;
      const found = await this.#cells(trial, traffic, properties);
      if (found === undefined) return undefined;
      cells.push(...found);
    }
    return { trial, cells: cells.map((each) => honestly(each, cells, trial.rack)), answered: useful };
  }

  async #cells(trial: Trial, traffic: Traffic, properties: readonly Property[]): Promise<readonly Cell[] | undefined> {
    const { seed, runs, rig, signal, deadline, onEvent } = this.#options;
    const known = this.#known.filter((steps) => isOf(steps, traffic));
    const cells = await searchCells({
      trial,
      traffic,
      properties,
      arbitrary: this.#traffic(trial, traffic),
      known,
      seed,
      runs,
      ...(rig === undefined ? {} : { rig }),
      maxMilliseconds: deadline - performance.now(),
      signal,
      onEvent: (event) => onEvent({ trial, traffic, event }),
    });
    for (const { counterexample } of cells ?? []) {
      if (counterexample !== undefined) this.remember(rackFor(trial, traffic), counterexample.scenario.steps);
    }
    return cells;
  }

  /** What brought down one trial is tried on the next. */
  remember({ prelude }: Rack, steps: readonly Step[]): void {
    const own = steps.slice(prelude.length);
    const same = JSON.stringify(own);
    this.#known = [own, ...this.#known.filter((each) => JSON.stringify(each) !== same)].slice(0, KNOWN_MAX);
  }

  #traffic(trial: Trial, traffic: Traffic): ReturnType<typeof givenTraffic> {
    const { topology: cast, rig } = this.#options;
    return givenTraffic({ ...rackFor(trial, traffic), cast, kinds: traffic.kinds, isBrief: rig !== undefined });
  }

  /** Of a hundred cases, those in which it is of use. */
  async #answered(trial: Trial): Promise<number | undefined> {
    const { seed, rig, signal } = this.#options;
    const { tally, ended, runs, lateRuns } = await runCampaign({
      arbitrary: this.#traffic(trial, HONEST),
      properties: [answered],
      seed,
      runs: rig === undefined ? ANSWERED_RUNS : ANSWERED_RUNS_ON_KERNELS,
      ...(rig === undefined ? {} : { rig }),
      ...(signal === undefined ? {} : { signal }),
      maxMilliseconds: Math.max(1, this.#options.deadline - performance.now()),
    });
    if (ended !== 'runs') return undefined;
    return Math.round((100 * tally[0]!.exercisedRuns) / Math.max(1, runs - lateRuns));
  }
}

function isOf(steps: readonly Step[], { kinds }: Traffic): boolean {
  return steps.every((step) => (kinds as readonly string[]).includes(step.do));
}

/** What holds under honest traffic, as far as was seen, falls all the same if an adverse case came to do without adversity. */
function honestly(cell: Cell, cells: readonly Cell[], { prelude }: Rack): Cell {
  if (cell.traffic.id !== HONEST.id || cell.verdict === 'violated') return cell;
  const found = cells.find(
    ({ property, traffic, counterexample }) =>
      property === cell.property &&
      traffic.id !== 'one-without' &&
      counterexample !== undefined &&
      isOf(counterexample.scenario.steps.slice(prelude.length), HONEST),
  );
  return found === undefined ? cell : { ...found, traffic: cell.traffic };
}

/** It falls though nobody lies and nobody moves. */
export function isHonestFall({ traffic, verdict }: Cell): boolean {
  return traffic.id === HONEST.id && verdict === 'violated';
}
