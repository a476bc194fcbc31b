import type { Arbitrary } from 'fast-check';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { drawn } from './drawn.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';
import { kindsFor } from './single-stack.ts';
import { StackTraffic } from './stack-traffic.ts';
import { type Subject, singleStackTopology } from './subject.ts';

export interface BatchOptions {
  readonly profile: string;
  readonly subject: Subject;
  /** Milliseconds that all waits of a case may take together. */
  readonly patience: number;
}

/** So many stations wait for the same second; fewer than half of what a small neighbour table of a kernel holds. */
const STATIONS = 200;
const FIRST_STATION = 10;
const STEPS_BETWEEN_WAITS = 80;
const PHASES_MAX = 4;
/** Longer than a second (locktime, the interval between two requests), than three requests, than a delayed poll. */
const WAITS = [1100, 1500, 3300, 6000];

/**
 * One stack in real time: what takes long is not done case by case but for hundreds of neighbours in the same seconds.
 * Bursts of steps about many stations, with waits in between.
 */
export function batchedStackScenario({ profile, subject, patience }: BatchOptions): Arbitrary<Scenario> {
  const topology = singleStackTopology(profile, subject);
  const traffic = new StackTraffic(subject, (draw) => draw.int(FIRST_STATION, FIRST_STATION + STATIONS - 1));
  const kinds = kindsFor(subject, traffic);
  const waits = WAITS.filter((ms) => ms <= patience);
  return drawn<Scenario>({
    draw: (draw) => {
      const steps: Step[] = [];
      let left = patience;
      for (let phase = 0; phase < PHASES_MAX; phase++) {
        const count = draw.int(1, STEPS_BETWEEN_WAITS);
        for (let index = 0; index < count; index++) steps.push(draw.pick(kinds)(draw));
        const fitting = waits.filter((ms) => ms <= left);
        if (fitting.length === 0) break;
        const ms = draw.pick(fitting);
        steps.push({ do: 'wait', ms });
        left -= ms;
      }
      return { version: 1, topology, steps };
    },
    shrink: shrinkSteps,
    is: isScenarioShaped,
  });
}
