import fc, { type Arbitrary } from 'fast-check';
import type { Property, Violation } from '../monitor/index.ts';
import type { Later, NodeFailure, StackChoice } from '../network/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Breath } from './breath.ts';
import type { CountedCase } from './counted.ts';
import { type CampaignFinding, findingKey, isWanted, type Wanted } from './finding.ts';
import type { Rig } from './rig.ts';
import { type LiveRunResult, type RunResult, ScenarioRunner } from './run.ts';
import { sliceSeed } from './seed.ts';
import { type ShrinkLimits, shrink } from './shrink.ts';
import { Tally, type TallyRow } from './tally.ts';

export interface CampaignOptions {
  readonly arbitrary: Arbitrary<Scenario>;
  /** Counted cases in place of drawn ones: each of them once. The arbitrary then does no more than shrink them. */
  readonly counted?: Iterable<CountedCase>;
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
  /** Real stacks that take the place of some nodes. */
  readonly rig?: Rig;
  readonly signal?: AbortSignal;
  /** Violations that are known: counted and listed as seen, but no findings. */
  readonly isKnown?: (violation: Violation) => boolean;
  /** Keys of findings that are not reported again; for a campaign in several parts, which adds to them. */
  readonly known?: Set<string>;
  /** Where judgements are summed up; for a campaign in several parts. */
  readonly tally?: Tally;
  /** Findings and failures are waited for, so that they are written before anything else happens. */
  readonly onEvent?: (event: CampaignEvent) => unknown;
}

/** What happens during a campaign; whoever shows progress listens. */
export type CampaignEvent =
  | { readonly kind: 'progress'; readonly runs: number; readonly frames: number; readonly findings: number }
  | { readonly kind: 'found'; readonly run: number; readonly violation: Violation; readonly scenario: Scenario }
  | { readonly kind: 'shrinking'; readonly tries: number; readonly scenario: Scenario }
  | { readonly kind: 'finding'; readonly finding: CampaignFinding }
  | { readonly kind: 'failure'; readonly failure: CampaignFailure };

/** A stack failed: it ended, hung, flooded, or wrote what is no frame. What led to it, as small as it could be made. */
export interface CampaignFailure {
  readonly failure: NodeFailure;
  readonly scenario: Scenario;
  /** Number of the run that it happened in, from 1. */
  readonly run: number;
  /** Candidates that were run while shrinking. */
  readonly tries: number;
  /** It happened again when the case was run on a fresh stack. */
  readonly isReproduced: boolean;
}

export interface CampaignResult {
  readonly seed: number;
  readonly runs: number;
  readonly frames: number;
  readonly milliseconds: number;
  readonly ended: 'found' | 'runs' | 'time' | 'interrupted' | 'failed';
  readonly findings: readonly CampaignFinding[];
  /** The failure of a real stack that ended it. */
  readonly failure?: CampaignFailure;
  /** What was violated, known or not: each property and mechanism once, in the order in which they came. */
  readonly seen: readonly Pick<Violation, 'property' | 'mechanism'>[];
  /** Stimuli of counted cases that were judged. */
  readonly stimuli: number;
  /** Runs that were left out because the harness itself was late. */
  readonly lateRuns: number;
  readonly tally: readonly TallyRow[];
}

/**
 * Cases per call of fast-check. Its start-up costs as much as a dozen small cases; between slices the event loop gets
 * its turn, so a slice has to stay within some milliseconds. The size decides which seed makes which case, so it
 * depends on the kind of case and never on the clock.
 */
export const SLICE_OF_RACKS = 16;
export const SLICE_OF_SINGLE_STACKS = 256;
/** Cases of a hundred steps each: all of a slice live in memory until it is over, and are copied there. */
export const SLICE_OF_LONG_CASES = 64;

/** Generates cases, judges them, and shrinks what they violate. The same seed finds the same, whatever the clock says. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  return new Campaign(options).run();
}

/** Real stacks shrink for so long: every candidate may have to wait, and the case is kept as it is anyway. */
const LIVE_SHRINK_MILLISECONDS = 20_000;

/** A case to be run, drawn or counted. */
type Next = Pick<CountedCase, 'scenario'> & Partial<CountedCase>;

/**
 * So many counted cases are run again stimulus by stimulus for the same finding beside known ones; what none of their
 * stimuli shows by itself follows from what is known, and would be looked for in vain in thousands of cases.
 */
const TAKEN_APART_MAX = 8;

/** Its stimuli have been counted. */
function partsOf({ parts }: Next): readonly Next[] {
  return parts?.().map((each) => ({ ...each, stimuli: 0 })) ?? [];
}

interface Failed {
  readonly failure: NodeFailure;
  readonly scenario: Scenario;
  readonly run: number;
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #breath: Breath;
  readonly #started = performance.now();
  readonly #tally: Tally;
  readonly #runner: ScenarioRunner;
  readonly #findings: CampaignFinding[] = [];
  readonly #known: Set<string>;
  readonly #seen = new Map<string, Pick<Violation, 'property' | 'mechanism'>>();
  readonly #counted: Iterator<CountedCase> | undefined;
  #found: Pick<CampaignFinding, 'scenario' | 'violation' | 'run' | 'sweep'>[] = [];
  #failed: Failed | undefined;
  #failure: CampaignFailure | undefined;
  #runs = 0;
  #frames = 0;
  #stimuli = 0;
  #lateRuns = 0;
  #isJudged = false;
  /** What the last run showed beside known deviations, and how often such runs were taken apart for the same. */
  #hidden: readonly string[] = [];
  readonly #takenApart = new Map<string, number>();
  /** What it was looking for has been found. */
  #over = false;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#breath = new Breath(options.signal);
    this.#known = options.known ?? new Set();
    this.#counted = options.counted?.[Symbol.iterator]();
    if (options.rig !== undefined) options.rig.signal = options.signal;
    const { properties, stackFor } = options;
    this.#tally = options.tally ?? new Tally(properties);
    this.#runner = new ScenarioRunner(stackFor === undefined ? { properties } : { properties, stackFor });
  }

  async run(): Promise<CampaignResult> {
    const { runs = Number.POSITIVE_INFINITY } = this.#options;
    const size = this.#options.slice ?? SLICE_OF_RACKS;
    for (let slice = 0; ; slice++) {
      const next = this.#runs >= runs ? [] : this.#next(slice, Math.min(size, runs - this.#runs));
      if (next.length === 0) return this.#end('runs');
      const stopped = await this.#runSlice(next);
      this.#options.onEvent?.({
        kind: 'progress',
        runs: this.#runs,
        frames: this.#frames,
        findings: this.#findings.length,
      });
      if (this.#failed !== undefined) {
        await this.#shrinkFailure(this.#failed);
        return this.#end('failed');
      }
      if (this.#found.length > 0) await this.#shrinkFound();
      if (this.#over) return this.#end(this.#options.signal?.aborted === true ? 'interrupted' : 'found');
      if (stopped !== undefined) return this.#end(stopped);
    }
  }

  /** Runs the cases of a slice; tells why, if it had to stop before their end. */
  async #runSlice(next: readonly Next[]): Promise<'time' | 'interrupted' | undefined> {
    const { maxMilliseconds = Number.POSITIVE_INFINITY } = this.#options;
    for (const each of next) {
      if (this.#over || this.#failed !== undefined) return undefined;
      if (performance.now() - this.#started >= maxMilliseconds) return 'time';
      // A promise for every case would cost more than a small case does.
      const interrupted = this.#breath.interrupted();
      if (interrupted === true || (interrupted !== false && (await interrupted))) return 'interrupted';
      const run = this.#runCase(each);
      if (run !== undefined) await run;
      if (this.#isJudged) this.#stimuli += each.stimuli ?? 0;
      const stopped = this.#isWorthTakingApart() ? await this.#runSlice(partsOf(each)) : undefined;
      if (stopped !== undefined) return stopped;
    }
    return undefined;
  }

  /** What is known of one stimulus must not hide what another one shows. */
  #isWorthTakingApart(): boolean {
    const open = this.#hidden.filter((key) => (this.#takenApart.get(key) ?? 0) < TAKEN_APART_MAX);
    for (const key of open) this.#takenApart.set(key, (this.#takenApart.get(key) ?? 0) + 1);
    return open.length > 0;
  }

  /** The cases of a slice; none if there are no more. */
  #next(slice: number, count: number): readonly Next[] {
    if (this.#counted === undefined) return this.#draw(slice, count).map((scenario) => ({ scenario }));
    const cases: CountedCase[] = [];
    while (cases.length < count) {
      const next = this.#counted.next();
      if (next.done === true) break;
      cases.push(next.value);
    }
    return cases;
  }

  /** Drawn cases. They are run afterwards, one by one: fast-check would not let anyone get a word in. */
  #draw(slice: number, numRuns: number): readonly Scenario[] {
    const scenarios: Scenario[] = [];
    const collect = fc.property(this.#options.arbitrary, (scenario) => {
      scenarios.push(scenario);
    });
    fc.assert(collect, { seed: sliceSeed(this.#options.seed, slice), numRuns });
    return scenarios;
  }

  #runCase(next: Next): Later<void> {
    this.#runs += 1;
    this.#isJudged = false;
    this.#hidden = [];
    const { rig } = this.#options;
    if (rig === undefined) return this.#judge(next, this.#runner.run(next.scenario));
    const result = this.#runner.runLive(next.scenario, rig);
    if (result instanceof Promise) return result.then((each) => this.#judgeLive(next, each));
    this.#judgeLive(next, result);
  }

  #judgeLive(next: Next, result: LiveRunResult): void {
    if (this.#options.signal?.aborted === true) return;
    if (result.doubt !== undefined) this.#tally.doubt(result.doubt);
    const { scenario } = next;
    if (result.failure !== undefined) this.#failed ??= { failure: result.failure, scenario, run: this.#runs };
    if (result.isLate) this.#lateRuns += 1;
    else this.#judge(next, result);
  }

  #judge(next: Next, result: RunResult): void {
    this.#frames += result.frames;
    const explained = this.#toExplain(result.violations);
    this.#isJudged = true;
    if (explained.length < result.violations.length) {
      const hidden = result.violations.filter((each) => !explained.includes(each)).map(findingKey);
      this.#hidden = [...new Set(hidden)];
    }
    this.#tally.add(result.judgements, explained);
    for (const violation of explained) {
      if (this.#over) return;
      const { property, mechanism } = violation;
      this.#seen.set(findingKey(violation), { property, mechanism });
      if (this.#options.isKnown?.(violation) === true) continue;
      if (this.#isFresh(violation)) this.#note(next, violation);
    }
  }

  /**
   * What a run has to be explained by: where a known deviation has shown, everything else may follow from it (an entry
   * that should not be there is used, and polled), so that run speaks of nothing else.
   */
  #toExplain(violations: readonly Violation[]): readonly Violation[] {
    const { isKnown } = this.#options;
    if (isKnown === undefined || violations.length === 0) return violations;
    const known = violations.filter(isKnown);
    return known.length > 0 ? known : violations;
  }

  #note({ scenario, name }: Next, violation: Violation): void {
    this.#known.add(findingKey(violation));
    this.#found.push({ scenario, violation, run: this.#runs, ...(name === undefined ? {} : { sweep: name }) });
    this.#over = this.#options.keepGoing !== true && this.#options.endsAt?.(violation) !== false;
    this.#options.onEvent?.({ kind: 'found', run: this.#runs, violation, scenario });
  }

  #isFresh(violation: Violation): boolean {
    return isWanted(violation, this.#options.wanted ?? {}) && !this.#known.has(findingKey(violation));
  }

  async #shrinkFound(): Promise<void> {
    const found = this.#found;
    this.#found = [];
    for (const { scenario, violation, ...origin } of found) {
      const shrunk = await shrink(
        { scenario, violation },
        this.#options.arbitrary,
        (candidate) => this.#check(candidate, findingKey(violation)),
        this.#limits(),
        (best, tries) => {
          this.#options.onEvent?.({ kind: 'shrinking', tries, scenario: best });
        },
      );
      const finding = { ...shrunk, ...origin, original: scenario };
      this.#findings.push(finding);
      await this.#options.onEvent?.({ kind: 'finding', finding });
    }
  }

  /** The same finding in another scenario, if it is there. */
  #check(candidate: Scenario, key: string): Later<Violation | undefined> {
    const { rig, wanted = {} } = this.#options;
    const pick = ({ violations }: RunResult): Violation | undefined =>
      this.#toExplain(violations).find((each) => findingKey(each) === key && isWanted(each, wanted));
    if (rig === undefined) return pick(this.#runner.run(candidate));
    const result = this.#runner.runLive(candidate, rig);
    return result instanceof Promise ? result.then(pick) : pick(result);
  }

  #limits(): ShrinkLimits {
    const breath = this.#breath;
    return this.#options.rig === undefined ? { breath } : { breath, milliseconds: LIVE_SHRINK_MILLISECONDS };
  }

  /** Every candidate gets a fresh stack: the last one is dead. */
  async #shrinkFailure({ failure, scenario, run }: Failed): Promise<void> {
    const { arbitrary } = this.#options;
    const check = async (candidate: Scenario): Promise<NodeFailure | undefined> => {
      const again = await this.#failureOf(candidate);
      return again?.kind === failure.kind ? again : undefined;
    };
    const again = await check(scenario);
    const shrunk =
      again === undefined
        ? { scenario, violation: failure, tries: 0 }
        : await shrink({ scenario, violation: again }, arbitrary, check, this.#limits());
    this.#failure = {
      failure: shrunk.violation,
      scenario: shrunk.scenario,
      run,
      tries: shrunk.tries,
      isReproduced: again !== undefined,
    };
    await this.#options.onEvent?.({ kind: 'failure', failure: this.#failure });
  }

  async #failureOf(scenario: Scenario): Promise<NodeFailure | undefined> {
    const rig = this.#options.rig!;
    await rig.restart();
    return (await this.#runner.runLive(scenario, rig)).failure;
  }

  #end(ended: CampaignResult['ended']): CampaignResult {
    return {
      seed: this.#options.seed,
      runs: this.#runs,
      frames: this.#frames,
      milliseconds: performance.now() - this.#started,
      ended,
      findings: this.#findings,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
      seen: [...this.#seen.values()],
      stimuli: this.#stimuli,
      lateRuns: this.#lateRuns,
      tally: this.#tally.rows(),
    };
  }
}
