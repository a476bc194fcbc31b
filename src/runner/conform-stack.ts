import type { Fact } from '../../properties/facts/fact.ts';
import type { Property, Violation } from '../monitor/index.ts';
import { batchedStackScenario, quickScenario } from '../scenario/arbitraries/batched-stack.ts';
import { stackScenario } from '../scenario/arbitraries/detection-stack.ts';
import type { Expectation } from '../stacks/stack.ts';
import { type CampaignEvent, SLICE_OF_RACKS, SLICE_OF_SINGLE_STACKS } from './campaign.ts';
import { type ConformancePart, type ConformanceResult, runConformance } from './conformance.ts';
import { type Compared, compareWithExpectations, isExpected } from './expected.ts';
import { replayExpected } from './expected-cases.ts';
import { type LiveSubject, LONG_SECONDS, PATIENCE_SECONDS, sliceFor, startSubject } from './live-subject.ts';
import { type FactRecord, recordFacts } from './record-facts.ts';
import type { Rig } from './rig.ts';
import { rowsUnderProfile } from './rows-under-profile.ts';
import type { StackUnderTest } from './stack-under-test.ts';
import { type SweepsWanted, sweepPlan } from './sweep-plan.ts';

/** What is judged, and how much work that may be. */
export interface ConformTerms {
  readonly stack: StackUnderTest;
  readonly properties: readonly Property[];
  /** By {@link conformProfile}. */
  readonly profile: string;
  /** What is known of the stack; what its kind knows if absent. */
  readonly expectations?: readonly Expectation[];
  readonly seed: number;
  /** Quick cases; those that wait in real time are few and come on top. */
  readonly runs: number;
  readonly maxMilliseconds: number;
  /** Wait in real time for as long as properties need it. */
  readonly long: boolean;
  /** What is counted through before anything is drawn; as much as the stack has time for if absent. */
  readonly sweeps?: SweepsWanted;
  readonly signal?: AbortSignal;
  /** What is recorded of the stack besides; nothing if absent. */
  readonly facts?: readonly Fact[];
  /** Called when the stack runs; gives who listens to the campaign. The rig is undefined for a simulated stack. */
  readonly listen: (rig: Rig | undefined) => (event: CampaignEvent) => unknown;
}

/** What became of a stack. */
export interface Conformed {
  /** Name and version as it ran; undefined if it was simulated. */
  readonly version: string | undefined;
  readonly campaign: ConformanceResult;
  readonly compared: Compared;
  /** What was recorded of the stack, if that was asked for and it did not fail before. */
  readonly facts: readonly FactRecord[] | undefined;
}

/** Cases that wait in real time; each has hundreds of neighbours wait in the same seconds. */
const BATCHES = 4;
/** Milliseconds that one of them may wait without `long`. */
const BATCH_PATIENCE = 7500;
const DEFAULT_PROFILE = 'rfc826-strict';

/** The profile that a stack is judged by: the one that the user wants, or that of its name, or that of its kind. */
export function conformProfile({ profile, live }: StackUnderTest, wanted: string | undefined): string {
  return wanted ?? profile ?? live?.kind.profile ?? DEFAULT_PROFILE;
}

/**
 * Judges one stack by every property given: known deviations first, then generated cases. Starts it and ends it. Rejects
 * with a `StackStartError` if it does not start, and with a `UsageError` if its options make no sense.
 */
export async function conformStack(terms: ConformTerms): Promise<Conformed> {
  const { live } = terms.stack;
  if (live === undefined) return judged(terms, undefined);
  const patience = terms.long ? LONG_SECONDS : PATIENCE_SECONDS;
  const subject = await startSubject(live, terms.properties, terms.profile, patience);
  try {
    return await judged(terms, subject);
  } finally {
    await subject.rig.close();
  }
}

async function judged(terms: ConformTerms, subject: LiveSubject | undefined): Promise<Conformed> {
  const { stack, properties, profile } = terms;
  const expectations = terms.expectations ?? stack.live?.kind.expectations ?? [];
  const applicable = expectations.filter(
    (each) => each.profiles?.includes(profile) !== false && properties.some((one) => one.id === each.property),
  );
  const replayed = subject === undefined ? new Map() : await replayExpected(applicable, profile, subject.rig);
  const campaign = await campaignOf(terms, subject, (violation) => isExpected(violation, expectations, profile));
  const rows = rowsUnderProfile(campaign.tally, profile, subject?.unsupported);
  const compared = compareWithExpectations({ rows, seen: campaign.seen, expectations, profile, replayed });
  const facts = await factsOf(terms, subject, campaign);
  return { version: subject?.rig.version, campaign, compared, facts };
}

/** Seconds that a scene may wait in real time: as long as the locktime of Linux, and no longer unless there is time. */
const FACT_PATIENCE = 2;
const FACT_PATIENCE_LONG = 350;

async function factsOf(
  { facts, profile, long, signal }: ConformTerms,
  live: LiveSubject | undefined,
  { ended }: ConformanceResult,
): Promise<readonly FactRecord[] | undefined> {
  if (facts === undefined || ended === 'failed' || ended === 'interrupted') return undefined;
  return recordFacts({ facts, profile, live, patience: long ? FACT_PATIENCE_LONG : FACT_PATIENCE, signal });
}

function campaignOf(
  terms: ConformTerms,
  subject: LiveSubject | undefined,
  isKnown: (violation: Violation) => boolean,
): Promise<ConformanceResult> {
  const { properties, seed, maxMilliseconds, signal, listen } = terms;
  return runConformance({
    sweeping: sweepPlan(terms.sweeps, subject, terms),
    parts: partsOf(terms, subject),
    properties,
    seed,
    maxMilliseconds,
    isKnown,
    ...(signal === undefined ? {} : { signal }),
    ...(subject === undefined ? {} : { rig: subject.rig }),
    onEvent: listen(subject?.rig),
  });
}

function partsOf({ profile, runs, long }: ConformTerms, live: LiveSubject | undefined): readonly ConformancePart[] {
  if (live === undefined) {
    return [{ arbitrary: stackScenario({ profile }), slice: SLICE_OF_SINGLE_STACKS, runs }];
  }
  const { subject } = live;
  const quick = { arbitrary: quickScenario(profile, subject), slice: sliceFor(subject), runs };
  if (subject.clock === 'virtual') return [quick];
  const patience = long ? LONG_SECONDS * 1000 : BATCH_PATIENCE;
  const arbitrary = batchedStackScenario({ profile, subject, patience });
  return [quick, { arbitrary, slice: SLICE_OF_RACKS, runs: BATCHES }];
}
