import fc from 'fast-check';
import { catalogue } from '../../properties/catalogue.ts';
import { runCampaign, SLICE_OF_SINGLE_STACKS } from '../../src/runner/campaign.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { generateBare } from './bare-generation.ts';
import { type Bench, interleaved } from './bench-row.ts';

const CASES = 5000;
const ROUNDS = 11;
const RACKS = 300;

/** Microseconds a case takes: generated, run and judged, against fast-check's generation of a list as long. */
export const singleStackCampaign: Bench = {
  name: 'single-stack-campaign',
  target: { atMost: 2 },
  async measure() {
    let seed = 0;
    let operations = 0;
    const [strict, linux, peer] = await interleaved(
      [
        () => campaign('rfc826-strict', ++seed),
        () => campaign('linux', ++seed),
        () => timed(CASES, () => (operations += generateBare(CASES, ++seed))),
      ],
      ROUNDS,
    );
    const perCase = (operations / (Math.trunc(seed / 3) * CASES)).toFixed(1);
    const note =
      `${CASES} cases of up to 20 steps, ${catalogue.length} properties, rfc826-strict; ` +
      `linux: ${linux!.toFixed(1)}, ratio ${(linux! / peer!).toFixed(2)}; peer: ${perCase} operations a case`;
    return { name: 'single-stack-campaign', ours: strict!, peer: peer!, ratio: strict! / peer!, unit: 'µs/case', note };
  },
};

async function campaign(profile: string, seed: number): Promise<number> {
  const arbitrary = singleStackScenario({ profile });
  return timed(CASES, async () => {
    const slice = SLICE_OF_SINGLE_STACKS;
    const result = await runCampaign({ arbitrary, properties: catalogue, seed, slice, runs: CASES });
    // A finding is shrunk, and that is not what is measured here.
    const found = result.findings[0]?.violation;
    if (found !== undefined) throw new Error(`${profile} violates ${found.property} (seed ${seed}): ${found.received}`);
  });
}

/** Microseconds per case. */
async function timed(cases: number, run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return ((performance.now() - start) * 1000) / cases;
}

/** Racks generated, run and judged per second; nobody else does that. */
export const racksPerSecond: Bench = {
  name: 'racks-per-second',
  async measure() {
    let seed = 0;
    let frames = 0;
    const arbitrary = rackScenario();
    const runner = new ScenarioRunner({ properties: catalogue });
    const property = fc.property(arbitrary, (scenario) => {
      frames += runner.run(scenario).frames;
    });
    const [microseconds] = await interleaved(
      [() => timed(RACKS, () => fc.assert(property, { numRuns: RACKS, seed: ++seed }))],
      ROUNDS,
    );
    const perRack = (frames / (seed * RACKS)).toFixed(0);
    const note = `racks of 1 to 64 hosts, ${catalogue.length} properties, ${perRack} frames a rack on average`;
    return { name: 'racks-per-second', ours: 1e6 / microseconds!, peer: null, ratio: null, unit: 'racks/s', note };
  },
};
