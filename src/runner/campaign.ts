import fc, { type Arbitrary } from 'fast-check';
import type { Property, Violation } from '../monitor/index.ts';
import type { StackChoice } from '../network/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Breath } from './breath.ts';
import { type CampaignFinding, findingKey, isWanted, type Wanted } from './finding.ts';
import { ScenarioRunner } from './run.ts';
import { sliceSeed } from './seed.ts';
import { shrink } from './shrink.ts';
import { Tally, type TallyRow } from './tally.ts';

export interface CampaignOptions {
  readonly arbitrary: Arbitrary<Scenario>;
  readonly properties: readonly Property[];
  readonly seed: number;
  /** Cases per slice; {@link SLICE_OF_RACKS} if absent. */
  readonly slice?: number;
  /** Cases at most; without a limit of either kind it goes on until something is found. */
  readonly runs?: number;
  readonly maxMilliseconds?: number;
  readonly wanted?: Wanted;
  /** Go on after a finding; each kind of finding is reported once. */
  readonly keepGoing?: boolean;
  /** Which findings end a campaign that does not keep going; any if absent. The others are reported on the way. */
  readonly endsAt?: (violation: Violation) => boolean;
  readonly stackFor?: StackChoice;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: CampaignEvent) => void;
}

/** What happens during a campaign; whoever shows progress listens. */
export type CampaignEvent =
  | { readonly kind: 'progress'; readonly runs: number; readonly frames: number; readonly findings: number }
  | { readonly kind: 'found'; readonly run: number; readonly violation: Violation; readonly scenario: Scenario }
  | { readonly kind: 'shrinking'; readonly tries: number; readonly scenario: Scenario }
  | { readonly kind: 'finding'; readonly finding: CampaignFinding };

export interface CampaignResult {
  readonly seed: number;
  readonly runs: number;
  readonly frames: number;
  readonly milliseconds: number;
  readonly ended: 'found' | 'runs' | 'time' | 'interrupted';
  readonly findings: readonly CampaignFinding[];
  readonly tally: readonly TallyRow[];
}

/**
 * Cases per call of fast-check. Its start-up costs as much as a dozen small cases; between slices the event loop gets
 * its turn, so a slice has to stay within some milliseconds. The size decides which seed makes which case, so it
 * depends on the kind of case and never on the clock.
 */
export const SLICE_OF_RACKS = 16;
export const SLICE_OF_SINGLE_STACKS = 256;

/** Generates cases, judges them, and shrinks what they violate. The same seed finds the same, whatever the clock says. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  return new Campaign(options).run();
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #breath: Breath;
  readonly #started = performance.now();
  readonly #tally: Tally;
  readonly #runner: ScenarioRunner;
  readonly #findings: CampaignFinding[] = [];
  readonly #known = new Set<string>();
  #found: { scenario: Scenario; violation: Violation; run: number }[] = [];
  #runs = 0;
  #frames = 0;
  /** What it was looking for has been found. */
  #over = false;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#breath = new Breath(options.signal);
    const { properties, stackFor } = options;
    this.#tally = new Tally(properties);
    this.#runner = new ScenarioRunner(stackFor === undefined ? { properties } : { properties, stackFor });
  }

  async run(): Promise<CampaignResult> {
    const { runs = Number.POSITIVE_INFINITY } = this.#options;
    const size = this.#options.slice ?? SLICE_OF_RACKS;
    for (let slice = 0; ; slice++) {
      if (this.#runs >= runs) return this.#end('runs');
      const stopped = await this.#runSlice(slice, Math.min(size, runs - this.#runs));
      this.#options.onEvent?.({
        kind: 'progress',
        runs: this.#runs,
        frames: this.#frames,
        findings: this.#findings.length,
      });
      if (this.#found.length > 0) await this.#shrinkFound();
      if (this.#over) return this.#end(this.#options.signal?.aborted === true ? 'interrupted' : 'found');
      if (stopped !== undefined) return this.#end(stopped);
    }
  }

  /** Runs the cases of a slice; tells why, if it had to stop before their end. */
  async #runSlice(slice: number, numRuns: number): Promise<'time' | 'interrupted' | undefined> {
    const { maxMilliseconds = Number.POSITIVE_INFINITY } = this.#options;
    for (const scenario of this.#draw(slice, numRuns)) {
      if (this.#over) return undefined;
      if (performance.now() - this.#started >= maxMilliseconds) return 'time';
      // A promise for every case would cost more than a small case does.
      const interrupted = this.#breath.interrupted();
      if (interrupted === true || (interrupted !== false && (await interrupted))) return 'interrupted';
      this.#runCase(scenario);
    }
    return undefined;
  }

  /** The cases of a slice. They are run afterwards, one by one: fast-check would not let anyone get a word in. */
  #draw(slice: number, numRuns: number): readonly Scenario[] {
    const scenarios: Scenario[] = [];
    const collect = fc.property(this.#options.arbitrary, (scenario) => {
      scenarios.push(scenario);
    });
    fc.assert(collect, { seed: sliceSeed(this.#options.seed, slice), numRuns });
    return scenarios;
  }

  #runCase(scenario: Scenario): void {
    this.#runs += 1;
    const result = this.#runner.run(scenario);
    this.#frames += result.frames;
    this.#tally.add(result.judgements);
    for (const violation of result.violations) {
      if (this.#over) return;
      if (this.#isFresh(violation)) this.#note(scenario, violation);
    }
  }

  #note(scenario: Scenario, violation: Violation): void {
    this.#known.add(findingKey(violation));
    this.#found.push({ scenario, violation, run: this.#runs });
    this.#over = this.#options.keepGoing !== true && this.#options.endsAt?.(violation) !== false;
    this.#options.onEvent?.({ kind: 'found', run: this.#runs, violation, scenario });
  }

  #isFresh(violation: Violation): boolean {
    return isWanted(violation, this.#options.wanted ?? {}) && !this.#known.has(findingKey(violation));
  }

  async #shrinkFound(): Promise<void> {
    const found = this.#found;
    this.#found = [];
    for (const { scenario, violation, run } of found) {
      const key = findingKey(violation);
      const check = (candidate: Scenario): Violation | undefined =>
        this.#runner
          .run(candidate)
          .violations.find((each) => findingKey(each) === key && isWanted(each, this.#options.wanted ?? {}));
      const shrunk = await shrink(
        { scenario, violation },
        this.#options.arbitrary,
        check,
        this.#breath,
        (best, tries) => this.#options.onEvent?.({ kind: 'shrinking', tries, scenario: best }),
      );
      const finding = { ...shrunk, run, original: scenario };
      this.#findings.push(finding);
      this.#options.onEvent?.({ kind: 'finding', finding });
    }
  }

  #end(ended: CampaignResult['ended']): CampaignResult {
    return {
      seed: this.#options.seed,
      runs: this.#runs,
      frames: this.#frames,
      milliseconds: performance.now() - this.#started,
      ended,
      findings: this.#findings,
      tally: this.#tally.rows(),
    };
  }
}
