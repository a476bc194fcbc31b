import type { Arbitrary } from 'fast-check';
import type { Subject } from '../scenario/arbitraries/subject.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Sweep } from '../scenario/sweeps/sweep.ts';
import { type CampaignOptions, type CampaignResult, runCampaign, SLICE_OF_RACKS } from './campaign.ts';
import { casesOf, type Extent } from './counted.ts';
import { Tally } from './tally.ts';

/** Cases of one kind, and how many of them. */
export interface ConformancePart {
  readonly arbitrary: Arbitrary<Scenario>;
  readonly slice: number;
  readonly runs: number;
}

/** What is counted before anything is drawn, and for whom. */
export interface SweepPlan {
  readonly sweeps: readonly { readonly sweep: Sweep; readonly extent: Extent }[];
  readonly profile: string;
  readonly subject: Subject;
}

export interface ConformanceOptions
  extends Omit<CampaignOptions, 'arbitrary' | 'counted' | 'slice' | 'runs' | 'keepGoing'> {
  readonly sweeping?: SweepPlan;
  readonly parts: readonly ConformancePart[];
}

/** How far a sweep came: so many of its stimuli were judged. */
export interface Swept {
  readonly sweep: string;
  readonly judged: number;
  readonly size: number;
}

export interface ConformanceResult extends CampaignResult {
  readonly swept: readonly Swept[];
}

type Piece = Pick<CampaignOptions, 'arbitrary' | 'counted' | 'slice' | 'runs'> & { readonly sweep?: Sweep };

/**
 * A bounded campaign over several kinds of cases, one after the other, that goes on after violations: what is counted
 * first, then quick cases, then those that have to wait in real time. It ends early if time is up, the user wants to
 * stop, or the stack fails.
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceResult> {
  const { parts, sweeping, maxMilliseconds = Number.POSITIVE_INFINITY, ...shared } = options;
  const tally = new Tally(options.properties);
  const started = performance.now();
  let whole: CampaignResult | undefined;
  const swept: Swept[] = [];
  const known = new Set<string>();
  const pieces: readonly Piece[] = [...countedPieces(sweeping, parts), ...parts];
  for (const { sweep, ...piece } of pieces) {
    const left = maxMilliseconds - (performance.now() - started);
    if (whole !== undefined && left <= 0) return { ...whole, ended: 'time', swept };
    const result = await runCampaign({ ...shared, ...piece, tally, known, keepGoing: true, maxMilliseconds: left });
    if (sweep !== undefined) swept.push({ sweep: sweep.name, judged: result.stimuli, size: sweep.size });
    whole = whole === undefined ? result : together(whole, result);
    if (result.ended !== 'runs') return { ...whole, swept };
  }
  if (whole === undefined) throw new Error('a conformance run without parts');
  return { ...whole, swept };
}

/** Counted cases shrink like drawn ones. */
function countedPieces(sweeping: SweepPlan | undefined, parts: readonly ConformancePart[]): readonly Piece[] {
  const arbitrary = parts[0]?.arbitrary;
  if (sweeping === undefined || arbitrary === undefined) return [];
  return sweeping.sweeps.map(({ sweep, extent }) => ({
    arbitrary,
    counted: casesOf(sweep, extent, sweeping),
    slice: SLICE_OF_RACKS,
    sweep,
  }));
}

function together(first: CampaignResult, second: CampaignResult): CampaignResult {
  const findings = second.findings.map((each) => ({ ...each, run: each.run + first.runs }));
  return {
    ...second,
    runs: first.runs + second.runs,
    frames: first.frames + second.frames,
    milliseconds: first.milliseconds + second.milliseconds,
    findings: [...first.findings, ...findings],
    seen: [...first.seen, ...second.seen],
    stimuli: first.stimuli + second.stimuli,
    lateRuns: first.lateRuns + second.lateRuns,
  };
}
