import type { Arbitrary } from 'fast-check';
import { KernelPart } from '../runner/kernel-part.ts';
import { checkAvailable, LONG_SECONDS, PATIENCE_SECONDS, sliceFor, startSubject } from '../runner/live-subject.ts';
import { Rig } from '../runner/rig.ts';
import { realTimeScenario } from '../scenario/arbitraries/batched-stack.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { racksAvailable } from '../stacks/kernel/rack/availability.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import type { FuzzPlan, PlannedKernels } from './fuzz-plan.ts';
import type { Terminal } from './terminal.ts';

/** What a campaign runs on, ready to run. */
export interface FuzzSubject {
  readonly arbitrary: Arbitrary<Scenario>;
  readonly rig: Rig | undefined;
  /** Cases that are drawn at once. */
  readonly slice: number;
  /** By id of a property: why it cannot be exercised. */
  readonly unsupported: ReadonlyMap<string, string>;
}

/** Simulated racks are not compared with themselves. */
const NOT_COMPARED: FuzzSubject['unsupported'] = new Map([
  ['network.simulator-agrees-with-linux', 'needs racks on the kernel: --nodes kernel'],
]);

/** The kernels, or what is missing and how to get it: then the racks are simulated. */
function kernelPartFor({ isForAll, rules }: PlannedKernels, terminal: Terminal): KernelPart | undefined {
  const availability = racksAvailable(rules);
  if (availability.available) return new KernelPart(availability.version, isForAll);
  const { missing, remedy } = availability;
  terminal.complain(`no racks on this kernel: ${missing}\n${remedy}\nEverything is simulated instead.`);
  return undefined;
}

/** Starts the real stacks of a campaign, if there are any. */
export async function startFuzzSubject(
  { live, liveHosts, kernels, arbitrary, properties, profile, slice }: FuzzPlan,
  { long = false }: FuzzOptions,
  terminal: Terminal,
): Promise<FuzzSubject> {
  if (live === undefined) {
    for (const each of liveHosts.values()) checkAvailable(each);
    const part = kernels === undefined ? undefined : kernelPartFor(kernels, terminal);
    const rig = liveHosts.size === 0 && part === undefined ? undefined : await Rig.start(liveHosts, part);
    const isComparable = rig?.isPredictable === true;
    return { arbitrary, rig, slice, unsupported: isComparable ? new Map() : NOT_COMPARED };
  }
  const patience = long ? LONG_SECONDS : PATIENCE_SECONDS;
  const { rig, subject, unsupported } = await startSubject(live, properties, profile!, patience);
  const drawn = realTimeScenario({ profile: profile!, subject, patience: patience * 1000 });
  return { arbitrary: drawn, rig, slice: sliceFor(subject), unsupported };
}
