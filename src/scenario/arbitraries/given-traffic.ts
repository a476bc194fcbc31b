import type { Arbitrary } from 'fast-check';
import type { Topology } from '../../network/index.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { drawn } from './drawn.ts';
import { castOf, drawSteps, type StepKind } from './rack-steps.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';

/** As many steps as traffic on any topology has at most. */
const STEPS_MAX = 20;
/** On kernels waits cost real time: enough for `locktime`, and for a request to be repeated. */
const KERNEL_WAITS = [1150, 2300];

export interface GivenTraffic {
  /** The network that cases run on. */
  readonly topology: Topology;
  /** The network that steps are drawn for: the same machines, so that the same seed makes the same steps on both. */
  readonly cast: Topology;
  readonly kinds: readonly StepKind[];
  /** Steps in front of every case; shrinking leaves them. */
  readonly prelude: readonly Step[];
  /** Short waits, for real kernels. */
  readonly isBrief: boolean;
}

/** Random traffic on variants of one topology, step by step the same on all of them; never healed. */
export function givenTraffic({ topology, cast, kinds, prelude, isBrief }: GivenTraffic): Arbitrary<Scenario> {
  const members = castOf(cast);
  const whole = (steps: readonly Step[]): Scenario => ({ version: 1, topology, steps: [...prelude, ...steps] });
  return drawn<Scenario>({
    draw: (draw) => {
      const steps = drawSteps(draw, members, kinds, STEPS_MAX);
      if (!isBrief) return whole(steps);
      return whole(steps.map((step): Step => (step.do === 'wait' ? { ...step, ms: draw.pick(KERNEL_WAITS) } : step)));
    },
    *shrink(scenario) {
      const own = { ...scenario, steps: scenario.steps.slice(prelude.length) };
      for (const { steps } of shrinkSteps(own)) yield whole(steps);
    },
    is: isScenarioShaped,
  });
}
