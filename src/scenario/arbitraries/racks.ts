import type { Arbitrary } from 'fast-check';
import type { Topology } from '../../network/index.ts';
import type { Scenario } from '../scenario.ts';
import { drawn } from './drawn.ts';
import { ALL_KINDS, castOf, drawSteps, type StepKind } from './rack-steps.ts';
import { drawRack } from './rack-topology.ts';
import { shrinkScenario } from './shrink-scenario.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';

/** Healing costs 75 seconds of virtual traffic; in larger racks that would dwarf the rest. */
const HEAL_MACHINES_MAX = 8;
/** A tenth of the cases is healed and has to converge. */
const HEAL_SHARE = 10;

export interface RackOptions {
  /** 64 if absent. */
  readonly hostsMax?: number;
  /** 20 if absent. */
  readonly stepsMax?: number;
  readonly kinds?: readonly StepKind[];
  /** The profile of every stack; one at random for each rack if absent. */
  readonly profile?: string;
}

/** Random racks with random traffic: every case has a topology of its own. */
export function rackScenario(options: RackOptions = {}): Arbitrary<Scenario> {
  const { hostsMax = 64, stepsMax = 20, kinds = ALL_KINDS, profile } = options;
  return drawn<Scenario>({
    draw: (draw) => {
      const rack = drawRack(draw, hostsMax);
      const topology = profile === undefined ? rack : { ...rack, profile };
      const cast = castOf(topology);
      const steps = drawSteps(draw, cast, kinds, stepsMax);
      const heal = cast.machines.length <= HEAL_MACHINES_MAX && draw.percent(HEAL_SHARE);
      return { version: 1, topology, steps, ...(heal ? { heal } : {}) };
    },
    shrink: shrinkScenario,
    is: isScenarioShaped,
  });
}

/**
 * Random traffic on a given topology, which shrinking leaves as it is. With `waits`, in milliseconds, it waits for no
 * other times, and never for the network to heal, which takes longer.
 */
export function trafficScenario(
  topology: Topology,
  options: Pick<RackOptions, 'stepsMax' | 'kinds'> & { readonly waits?: readonly number[] } = {},
): Arbitrary<Scenario> {
  const { stepsMax = 20, kinds = ALL_KINDS, waits } = options;
  const cast = castOf(topology);
  return drawn<Scenario>({
    draw: (draw) => {
      const drawnSteps = drawSteps(draw, cast, kinds, stepsMax);
      const steps =
        waits === undefined
          ? drawnSteps
          : drawnSteps.map((step) => (step.do === 'wait' ? { ...step, ms: draw.pick(waits) } : step));
      const heal = waits === undefined && cast.machines.length <= HEAL_MACHINES_MAX && draw.percent(HEAL_SHARE);
      return { version: 1, topology, steps, ...(heal ? { heal } : {}) };
    },
    shrink: shrinkSteps,
    is: isScenarioShaped,
  });
}
