/** Address conflict detection of a stack behind a pipe: ordered, and reported, over the control channel. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rfc5227 } from '../../properties/rfc5227/index.ts';
import { type CampaignResult, runCampaign, SLICE_OF_SINGLE_STACKS } from '../../src/runner/campaign.ts';
import { Rig } from '../../src/runner/rig.ts';
import { detectionScenario } from '../../src/scenario/arbitraries/detection-stack.ts';
import { SUT_NAME } from '../../src/scenario/arbitraries/subject.ts';
import { exec } from '../../src/stacks/exec/exec.ts';
import { parseStackSpec } from '../../src/stacks/stack-spec.ts';
import { acd } from './acd.ts';

const SEED = 5227;
const CASES = 20;
const NAMES = ['sends-unicast-probes', 'answers-for-what-it-tests', 'announces-once'];

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-mutants-'));
  await build({
    logLevel: 'error',
    build: { ssr: path.join(import.meta.dirname, 'mutant-program.ts'), outDir: folder, target: 'node20' },
    ssr: { noExternal: true },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function campaign(name: string): Promise<CampaignResult> {
  const spec = parseStackSpec(`exec,control:${process.execPath} ${path.join(folder, 'mutant-program.js')} ${name}`);
  const rig = await Rig.start(new Map([[SUT_NAME, { kind: exec, spec }]]));
  try {
    const { abilities, clock } = rig.stack(SUT_NAME)!;
    expect(abilities).toContain('detect');
    const subject = { ...exec.identity(spec), abilities, clock };
    return await runCampaign({
      arbitrary: detectionScenario({ subject }),
      properties: rfc5227,
      seed: SEED,
      slice: SLICE_OF_SINGLE_STACKS,
      runs: CASES,
      keepGoing: true,
      isKnown: () => true,
      rig,
    });
  } finally {
    await rig.close();
  }
}

describe(`conflict detection behind a pipe (seed ${SEED}, ${CASES} cases)`, () => {
  it('of the reference stack is as it has to be', async () => {
    const { seen, tally } = await campaign('none');
    expect(seen).toEqual([]);
    const held = tally.filter(({ verdict }) => verdict === 'held').map(({ property }) => property.id);
    expect(held).toEqual(expect.arrayContaining(['rfc5227.probes-three-times', 'rfc5227.announces-twice']));
  });

  it.each(NAMES)('%s is killed', async (name) => {
    const { seen } = await campaign(name);
    const { killedBy } = acd.find((each) => each.name === name)!;
    expect(seen.map(({ property }) => property)).toEqual(expect.arrayContaining([...killedBy]));
  });
});
