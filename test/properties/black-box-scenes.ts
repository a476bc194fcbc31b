import fc from 'fast-check';
import type { Ability } from '../../src/network/index.ts';
import { casesOf } from '../../src/runner/counted.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SIMULATED, type Subject } from '../../src/scenario/arbitraries/subject.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { sweepsOf } from '../../src/scenario/sweeps/sweeps.ts';
import { scenarios } from '../mutants/scenes.ts';

/**
 * What is done to a black box. `all`: what is done to a stack in plain sight. `tester`: it sends and forgets when it
 * is told to. `ping`: it answers echo requests, and that is all.
 */
export type Box = 'all' | 'tester' | 'ping';

const ABILITIES: Readonly<Record<Exclude<Box, 'all'>, readonly Ability[]>> = {
  tester: ['ping', 'send', 'flush', 'advance'],
  ping: ['ping', 'advance'],
};
/** Echo probes are more of the steps than what a stack is made to send elsewhere, so it takes more of them. */
const STEPS_MAX = 50;

function subjectOf(box: Box): Subject {
  return box === 'all' ? SIMULATED : { ...SIMULATED, abilities: new Set(ABILITIES[box]) };
}

/** What of a sweep a stack gets that takes its time. */
export function boxSweep(box: Box, name: string, profile: string): readonly Scenario[] {
  const subject = subjectOf(box);
  const sweep = sweepsOf(subject).find((each) => each.name === name)!;
  return [...casesOf(sweep, 'sample', { profile, subject })].map((each) => each.scenario);
}

export function boxScenarios(
  box: Box,
  profile: string,
  sample: { readonly seed: number; readonly numRuns: number },
): readonly Scenario[] {
  if (box === 'all') return scenarios('stack', profile, sample);
  const subject = subjectOf(box);
  return fc.sample(singleStackScenario({ profile, stepsMax: STEPS_MAX, subject }), sample);
}
