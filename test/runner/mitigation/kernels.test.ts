/** On real kernels the mitigations of the story do what the simulator says. */
import { afterAll, describe, expect, it } from 'vitest';
import { KernelPart } from '../../../src/runner/kernel-part.ts';
import { rackFor } from '../../../src/runner/mitigation/search-cell.ts';
import { Rig } from '../../../src/runner/rig.ts';
import { canRun } from '../../stacks/kernel/rack/rack-lab.ts';
import { falls, SEED, storySearch, trial } from './story.ts';

const SIMULATED_RUNS = 100;
const LONG = { timeout: 300_000 };

describe.runIf(canRun)(`mitigations on this kernel (seed ${SEED})`, LONG, () => {
  let rig: Rig | undefined;

  afterAll(async () => {
    await rig?.close();
  });

  it.each(['nothing', 'arptables-forward', 'arp_announce=2 + ebtables-forward'])('%s', async (name) => {
    rig ??= await Rig.start(new Map(), new KernelPart('Linux', true));
    const simulated = (await storySearch(SIMULATED_RUNS).row(trial(name)))!;
    const search = storySearch(1, rig);
    for (const { counterexample, traffic } of simulated.cells)
      if (counterexample !== undefined) search.remember(rackFor(trial(name), traffic), counterexample.scenario.steps);
    expect(falls((await search.row(trial(name)))!)).toEqual(falls(simulated));
  });
});
