import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { PROFILES } from '../../src/model/index.ts';
import { judgeTrace } from '../../src/monitor/index.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import { LONE_MUTANTS } from '../mutants/index.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { asBlackBox } from './as-black-box.ts';
import { type Box, boxScenarios, boxSweep } from './black-box-scenes.ts';

const SEED = 5227;
const RUNS = 500;
const BOXES: readonly Box[] = ['all', 'tester', 'ping'];

describe.each([...PROFILES.keys()])(`a black box (%s, seed ${SEED})`, (profile) => {
  it.each(BOXES)('violates nothing that the same stack holds in plain sight: %s', (box) => {
    const runner = new ScenarioRunner({ properties: [], record: true });
    for (const scenario of boxScenarios(box, profile, { seed: SEED, numRuns: RUNS })) {
      const judgements = judgeTrace(asBlackBox(runner.run(scenario).trace), catalogue);
      expect(judgements.flatMap((judgement) => judgement.violations)).toEqual([]);
      expect(judgements.flatMap(({ reason }) => reason ?? [])).toEqual([]);
    }
  });
});

/** What they learn never shows: their own IPv4 drops what would be sent there. */
const NEVER_SEEN = ['learns-its-own-address', 'learns-from-probes', 'learns-the-broadcast-address'];
const KILLING_RUNS = 200;
/** So many more for what takes a rare coincidence to show. */
const PATIENT_RUNS = 400;
const SCENES = new Map<string, ReturnType<typeof boxScenarios>>();

function sampleOf(box: Box, profile: string, isPatient = false): ReturnType<typeof boxScenarios> {
  const key = `${box} ${profile} ${isPatient}`;
  const sample = isPatient ? { seed: SEED + 1, numRuns: PATIENT_RUNS } : { seed: SEED, numRuns: KILLING_RUNS };
  const known = SCENES.get(key) ?? boxScenarios(box, profile, sample);
  SCENES.set(key, known);
  return known;
}

function killersOf({ stack: Stack, ...mutant }: Mutant, box: Box): ReadonlySet<string> {
  const { name, killedBy, sweep, profile = 'rfc826-strict' } = mutant;
  const runner = new ScenarioRunner({
    properties: [],
    record: true,
    stackFor: () => (config, environment) => new Stack(config, environment),
  });
  const killers = new Set<string>();
  const judge = (scenarios: ReturnType<typeof boxScenarios>): void => {
    for (const scenario of scenarios) {
      for (const { property, violations } of judgeTrace(asBlackBox(runner.run(scenario).trace), catalogue)) {
        if (violations.length > 0) killers.add(property.id);
      }
    }
  };
  judge(sweep === undefined ? sampleOf(box, profile) : boxSweep(box, sweep, profile));
  const isMissed = box === 'all' && !NEVER_SEEN.includes(name) && !killedBy.every((id) => killers.has(id));
  if (isMissed) judge(sampleOf(box, profile, true));
  return killers;
}

/** What a cache holds can be told from where packets go and what is asked for. */
describe(`a mutant in a black box (seed ${SEED})`, () => {
  const mutants = LONE_MUTANTS.filter(({ scene }) => scene === undefined || scene === 'stack');
  const rows: string[] = [];

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s', (name, mutant) => {
    const told = BOXES.map((box) => {
      const killers = killersOf(mutant, box);
      if (killers.size === 0) return '-';
      return mutant.killedBy.every((id) => killers.has(id)) ? 'killed' : 'killed by others';
    });
    rows.push(`${name.padEnd(52)}${told.map((each) => each.padEnd(18)).join('')}`.trimEnd());
    if (!NEVER_SEEN.includes(name)) expect(told[0]).toBe('killed');
  });

  it('is seen as is written down', async () => {
    const head = `${'mutant'.padEnd(52)}${BOXES.map((box) => box.padEnd(18)).join('')}`.trimEnd();
    await expect(`${[head, ...rows].join('\n')}\n`).toMatchFileSnapshot('./black-box.txt');
  });
});
