import fc, { type Arbitrary } from 'fast-check';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { stackScenario } from './detection-stack.ts';
import { type Draw, drawn } from './drawn.ts';
import { FixedStations } from './identities.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';
import { kindsFor, singleStackScenario } from './single-stack.ts';
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
/** Longer than a second (locktime, the interval between two requests), than three requests, than a delayed poll; and than entries live. */
const WAITS = [1100, 1500, 3300, 6000, 61_000, 320_000];

/**
 * Cases that are over at once make out the bulk; one in so many waits. A hundred thousand quick ones take a synchronous
 * stack as long as one that waits for six seconds.
 */
const QUICK_ONES = 20_000;

/**
 * Steps of a case for a stack that does not wait. To make one ready costs as much as a dozen steps, so they are long:
 * shrinking makes them short.
 */
const QUICK_STEPS_MAX = 100;
/** Of a case for a stack that is emptied: with other stations on the way it is a chain of short cases. */
const LONG_STEPS_MAX = 200;

/** It is emptied for every case, and waiting takes as long as it says: its cases are long, with stations of their own. */
export function hasLongCases({ clock, remembers }: Subject): boolean {
  return clock === 'real' && remembers !== true;
}

/** Cases that are over at once, if time does not pass for the stack by itself or is not waited for. */
export function quickScenario(profile: string, subject: Subject): Arbitrary<Scenario> {
  if (subject.clock === 'virtual') return stackScenario({ profile, subject });
  if (!hasLongCases(subject)) return singleStackScenario({ profile, subject, stepsMax: QUICK_STEPS_MAX });
  return singleStackScenario({ profile, subject, stepsMax: LONG_STEPS_MAX, hasFreshStations: true });
}

/** Cases for a stack with any clock: where time passes by itself, few of them wait, and those for many neighbours. */
export function realTimeScenario(options: BatchOptions): Arbitrary<Scenario> {
  const { profile, subject, patience } = options;
  const quick = quickScenario(profile, subject);
  if (subject.clock === 'virtual' || patience < WAITS[0]!) return quick;
  return fc.oneof({ weight: QUICK_ONES, arbitrary: quick }, { weight: 1, arbitrary: batchedStackScenario(options) });
}

/**
 * One stack in real time: what takes long is not done case by case but for hundreds of neighbours in the same seconds.
 * Bursts of steps about many stations, with waits in between.
 */
export function batchedStackScenario({ profile, subject, patience }: BatchOptions): Arbitrary<Scenario> {
  const topology = singleStackTopology(profile, subject);
  const traffic = new StackTraffic(subject, new FixedStations(drawAny));
  const kinds = kindsFor(subject, traffic);
  return drawn<Scenario>({
    draw: (draw) => {
      traffic.begin();
      const steps: Step[] = [];
      let left = patience;
      for (let phase = 0; phase < PHASES_MAX; phase++) {
        const count = draw.int(1, STEPS_BETWEEN_WAITS);
        for (let index = 0; index < count; index++) steps.push(draw.pick(kinds)(draw));
        const ms = drawWait(draw, left);
        if (ms === undefined) break;
        steps.push({ do: 'wait', ms });
        left -= ms;
      }
      return { version: 1, topology, steps };
    },
    shrink: shrinkSteps,
    is: isScenarioShaped,
  });
}

function drawAny(draw: Draw): number {
  return draw.int(FIRST_STATION, FIRST_STATION + STATIONS - 1);
}

/** One of the waits that still fit, or undefined. */
function drawWait(draw: Draw, left: number): number | undefined {
  const fitting = WAITS.filter((ms) => ms <= left);
  return fitting.length === 0 ? undefined : draw.pick(fitting);
}
