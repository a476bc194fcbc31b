/** Where the simulator once differed from Linux: kept for ever, and run on both. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { simulatorAgreesWithLinux } from '../../../../properties/network/simulator-agrees-with-linux.ts';
import { KernelPart } from '../../../../src/runner/kernel-part.ts';
import { Rig } from '../../../../src/runner/rig.ts';
import { ScenarioRunner } from '../../../../src/runner/run.ts';
import { readCaseFile } from '../../../../src/scenario/case-file.ts';
import { CLOSING, canRun } from './rack-lab.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../traces/racks');
const names = readdirSync(FOLDER).filter((each) => each.endsWith('.json'));

describe('traces/racks', () => {
  let rig: Rig | undefined;

  afterAll(async () => {
    await rig?.close();
  }, CLOSING);

  it.each(names)('%s is a case', (name) => {
    const read = readCaseFile(path.join(FOLDER, name));
    expect(read).toMatchObject({ ok: true, case: { stack: 'nodes:kernel', verdict: 'held' } });
    expect(read.ok && read.case.message).toMatch(/^The simulator .*; .*\.$/);
  });

  it.runIf(canRun).each(names)('%s is what the simulator predicts', async (name) => {
    const read = readCaseFile(path.join(FOLDER, name));
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    rig ??= await Rig.start(new Map(), new KernelPart('Linux', true));
    const runner = new ScenarioRunner({ properties: [simulatorAgreesWithLinux] });
    const { judgements, isLate } = await runner.runLive(read.case.scenario, rig);
    expect({ isLate, violations: judgements[0]!.violations }).toEqual({ isLate: false, violations: [] });
    expect(judgements[0]!.exercised).toBe(read.case.scenario.steps.length);
  });
});
