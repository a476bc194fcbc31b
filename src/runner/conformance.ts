import type { Arbitrary } from 'fast-check';
import type { Scenario } from '../scenario/scenario.ts';
import { type CampaignOptions, type CampaignResult, runCampaign } from './campaign.ts';
import { Tally } from './tally.ts';

/** Cases of one kind, and how many of them. */
export interface ConformancePart {
  readonly arbitrary: Arbitrary<Scenario>;
  readonly slice: number;
  readonly runs: number;
}

export interface ConformanceOptions extends Omit<CampaignOptions, 'arbitrary' | 'slice' | 'runs' | 'keepGoing'> {
  readonly parts: readonly ConformancePart[];
}

/**
 * A bounded campaign over several kinds of cases, one after the other, that goes on after violations: quick cases
 * first, then those that have to wait in real time. It ends early if time is up, the user wants to stop, or the stack
 * fails.
 */
export async function runConformance(options: ConformanceOptions): Promise<CampaignResult> {
  const { parts, maxMilliseconds = Number.POSITIVE_INFINITY, ...shared } = options;
  const tally = new Tally(options.properties);
  const started = performance.now();
  let whole: CampaignResult | undefined;
  const known = new Set<string>();
  for (const part of parts) {
    const left = maxMilliseconds - (performance.now() - started);
    if (whole !== undefined && left <= 0) return { ...whole, ended: 'time' };
    const result = await runCampaign({ ...shared, ...part, tally, known, keepGoing: true, maxMilliseconds: left });
    whole = whole === undefined ? result : together(whole, result);
    if (result.ended !== 'runs') return whole;
  }
  if (whole === undefined) throw new Error('a conformance run without parts');
  return whole;
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
    lateRuns: first.lateRuns + second.lateRuns,
  };
}
