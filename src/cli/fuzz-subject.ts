import type { Arbitrary } from 'fast-check';
import { checkAvailable, LONG_SECONDS, PATIENCE_SECONDS, startSubject } from '../runner/live-subject.ts';
import { Rig } from '../runner/rig.ts';
import { realTimeScenario } from '../scenario/arbitraries/batched-stack.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import type { FuzzPlan } from './fuzz-plan.ts';

/** What a campaign runs on, ready to run. */
export interface FuzzSubject {
  readonly arbitrary: Arbitrary<Scenario>;
  readonly rig: Rig | undefined;
  /** By id of a property: why it cannot be exercised. */
  readonly unsupported: ReadonlyMap<string, string>;
}

/** Starts the real stacks of a campaign, if there are any. */
export async function startFuzzSubject(
  { live, liveHosts, arbitrary, properties, profile }: FuzzPlan,
  { long = false }: FuzzOptions,
): Promise<FuzzSubject> {
  if (live === undefined) {
    for (const each of liveHosts.values()) checkAvailable(each);
    const rig = liveHosts.size === 0 ? undefined : await Rig.start(liveHosts);
    return { arbitrary, rig, unsupported: new Map() };
  }
  const patience = long ? LONG_SECONDS : PATIENCE_SECONDS;
  const { rig, subject, unsupported } = await startSubject(live, properties, patience);
  const drawn = realTimeScenario({ profile: profile!, subject, patience: patience * 1000 });
  return { arbitrary: drawn, rig, unsupported };
}
