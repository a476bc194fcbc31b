import fc, { type Arbitrary } from 'fast-check';
import { quickScenario } from '../../src/scenario/arbitraries/batched-stack.ts';
import { linkLocalHostsScenario } from '../../src/scenario/arbitraries/link-local-hosts.ts';
import { linkLocalScenario } from '../../src/scenario/arbitraries/link-local-stack.ts';
import { ALL_KINDS, HONEST_KINDS } from '../../src/scenario/arbitraries/rack-steps.ts';
import { rackScenario, trafficScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SIMULATED, type Subject } from '../../src/scenario/arbitraries/subject.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { storyRack } from '../network/story-rack.ts';

/** What can be asked of a kernel. */
const KERNEL_LIKE: Subject = {
  ...SIMULATED,
  abilities: new Set(['ping', 'send', 'flush', 'neighbours']),
  clock: 'real',
};

/** Every generator of scenarios, by name: each has to keep the same laws. */
export const GENERATORS: Readonly<Record<string, Arbitrary<Scenario>>> = {
  'racks, everything happens': rackScenario({ kinds: ALL_KINDS }),
  'racks, honest users': rackScenario({ kinds: HONEST_KINDS }),
  'the rack of the story, everything happens': trafficScenario(storyRack(), { kinds: ALL_KINDS }),
  'the rack of the story, honest users': trafficScenario(storyRack(), { kinds: HONEST_KINDS }),
  'a single stack, rfc826-strict': singleStackScenario({ profile: 'rfc826-strict' }),
  'a single stack, linux': singleStackScenario({ profile: 'linux' }),
  'a stack that chooses link-local addresses': linkLocalScenario({ profile: 'host-5227' }),
  'hosts that choose link-local addresses': linkLocalHostsScenario(),
  'a real stack that forgets': quickScenario('linux', KERNEL_LIKE),
};

/** The values that a seed stands for. */
export function sampled(arbitrary: Arbitrary<Scenario>, count: number, seed: number): Scenario[] {
  return fc.sample(arbitrary, { numRuns: count, seed });
}

/** Simpler values, in the order in which shrinking tries them. */
export function candidatesOf(arbitrary: Arbitrary<Scenario>, scenario: Scenario): Iterable<Scenario> {
  return arbitrary.shrink(scenario, undefined).map((candidate) => candidate.value);
}
