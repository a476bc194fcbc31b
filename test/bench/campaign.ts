import fc from 'fast-check';
import { catalogue } from '../../properties/catalogue.ts';
import { runCampaign, SLICE_OF_SINGLE_STACKS } from '../../src/runner/campaign.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { generateBare } from './bare-generation.ts';
import { type Bench, interleaved } from './bench-row.ts';

/** Enough for the compiler to have seen everything before the first round that counts. */
const CASES = 10_000;
const ROUNDS = 9;
const RACKS = 300;

/** Microseconds a case takes: generated, run and judged, against fast-check's generation of a list of small operations. */
export const singleStackCampaign: Bench = {
  name: 'single-stack-campaign',
  target: { atMost: 2 },
  async measure() {
    const [strict, linux, peer] = await interleaved(
      [
        (round) => campaign('rfc826-strict', round),
        (round) => campaign('linux', round),
        (round) => timed(CASES, () => generateBare(CASES, round)),
      ],
      ROUNDS,
    );
    const [steps, operations] = [meanSteps(), generateBare(CASES, 0) / CASES];
    const perStep = (strict! * operations) / (peer! * steps);
    const note =
      `${CASES} cases, ${catalogue.length} properties, rfc826-strict; linux: ${linux!.toFixed(1)}, ` +
      `ratio ${(linux! / peer!).toFixed(2)}; ${steps.toFixed(1)} steps a case, ${operations.toFixed(1)} operations a ` +
      `case of the peer: ratio ${perStep.toFixed(2)} per step`;
    return { name: 'single-stack-campaign', ours: strict!, peer: peer!, ratio: strict! / peer!, unit: 'µs/case', note };
  },
};

function meanSteps(): number {
  let steps = 0;
  const property = fc.property(singleStackScenario(), (scenario) => {
    steps += scenario.steps.length;
  });
  fc.assert(property, { numRuns: CASES, seed: 0 });
  return steps / CASES;
}

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
    let racks = 0;
    let frames = 0;
    const runner = new ScenarioRunner({ properties: catalogue });
    const property = fc.property(rackScenario(), (scenario) => {
      racks += 1;
      frames += runner.run(scenario).frames;
    });
    const run = (seed: number) => timed(RACKS, () => fc.assert(property, { numRuns: RACKS, seed }));
    const [microseconds] = await interleaved([run], ROUNDS);
    const note = `racks of 1 to 64 hosts, ${catalogue.length} properties, ${(frames / racks).toFixed(0)} frames a rack on average`;
    return { name: 'racks-per-second', ours: 1e6 / microseconds!, peer: null, ratio: null, unit: 'racks/s', note };
  },
};
