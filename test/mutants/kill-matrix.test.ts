import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { MUTANTS } from './index.ts';
import type { Mutant, Scene } from './mutant.ts';
import { countedScenarios, scenarios } from './scenes.ts';

const SEED = 826;
/** Enough for every mutant to be killed several times over, and few enough for a slow machine. */
const RUNS: Readonly<Record<Scene, number>> = {
  stack: 400,
  rack: 60,
  plain: 40,
  brief: 4,
  detection: 400,
  rivals: 200,
  'link-local': 400,
  neighbourhood: 120,
};

/** What a few properties need, and drawn cases hardly ever have. */
const SHORT_SWEEPS = ['likenesses', 'announcements', 'framings'];

const killed = new Map<string, readonly string[]>();
const samples = new Map<string, readonly Scenario[]>();

function sampleOf(scene: Scene, profile: string): readonly Scenario[] {
  const key = `${scene} ${profile}`;
  const known = samples.get(key) ?? scenarios(scene, profile, { seed: SEED, numRuns: RUNS[scene] });
  samples.set(key, known);
  return known;
}

/** Racks of Linux hosts are what the simulator predicts. */
function isPredicted(scene: Scene, profile: string): boolean {
  return scene === 'rack' && profile === 'linux';
}

/** Ids of the properties that a mutant violates in its scene. */
function killersOf({ scene = 'stack', profile = 'rfc826-strict', sweep, stack: Stack }: Mutant): readonly string[] {
  const killers = new Set<string>();
  const runner = new ScenarioRunner({
    properties: catalogue,
    stackFor: () => (config, environment) => new Stack(config, environment),
    predict: isPredicted(scene, profile),
  });
  for (const scenario of sweep === undefined ? sampleOf(scene, profile) : countedScenarios(sweep, profile)) {
    for (const violation of runner.run(scenario).violations) killers.add(violation.property);
  }
  return catalogue.map((property) => property.id).filter((id) => killers.has(id));
}

describe(`the kill matrix (seed ${SEED})`, () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s is killed', (name, mutant) => {
    const killers = killersOf(mutant);
    killed.set(name, killers);
    expect(killers).toEqual(expect.arrayContaining([...mutant.killedBy]));
  });

  it('has a mutant for every property', () => {
    const named = new Set(MUTANTS.flatMap((mutant) => mutant.killedBy));
    expect(catalogue.map((property) => property.id).filter((id) => !named.has(id))).toEqual([]);
  });

  it('has no two mutants of one name', () => {
    expect(new Set(MUTANTS.map((mutant) => mutant.name)).size).toBe(MUTANTS.length);
  });

  it('is as written down', async () => {
    const rows = MUTANTS.map(({ name, killedBy }) => {
      const others = (killed.get(name) ?? []).filter((id) => !killedBy.includes(id));
      return [name, ...killedBy.map((id) => `  ${id}`), ...others.map((id) => `  (${id})`)].join('\n');
    });
    const head = 'Which properties each mutant violates; in brackets those that do not have to notice.';
    await expect(`${[head, ...rows].join('\n\n')}\n`).toMatchFileSnapshot('./kill-matrix.txt');
  });
});

describe(`the reference stacks (seed ${SEED})`, () => {
  const exercised = new Map<string, number>();

  it.each([
    ['stack', 'rfc826-strict'],
    ['stack', 'linux'],
    ['stack', 'host-5227'],
    ['stack', 'hardened'],
    ['stack', 'router-1812'],
    ['stack', 'tc8'],
    ['detection', 'rfc826-strict'],
    ['detection', 'host-5227'],
    ['detection', 'hardened'],
    ['detection', 'router-1812'],
    ['detection', 'tc8'],
    ['detection', 'linux'],
    ['rivals', 'rfc826-strict'],
    ['rivals', 'host-5227'],
    ['rivals', 'hardened'],
    ['link-local', 'rfc826-strict'],
    ['link-local', 'host-5227'],
    ['link-local', 'hardened'],
    ['link-local', 'router-1812'],
    ['link-local', 'tc8'],
    ['link-local', 'linux'],
    ['neighbourhood', 'rfc826-strict'],
    ['neighbourhood', 'host-5227'],
    ['neighbourhood', 'hardened'],
    ['rack', 'linux'],
    ['plain', 'rfc826-strict'],
    ['plain', 'linux'],
    ['brief', 'rfc826-strict'],
  ] as const)('violate nothing: %s, %s', (scene, profile) => {
    const runner = new ScenarioRunner({ properties: catalogue, predict: isPredicted(scene, profile) });
    const counted = scene === 'stack' ? SHORT_SWEEPS.flatMap((sweep) => countedScenarios(sweep, profile)) : [];
    for (const scenario of [...sampleOf(scene, profile), ...counted]) {
      const { judgements, violations } = runner.run(scenario);
      expect(violations).toEqual([]);
      for (const { property, exercised: times, reason } of judgements) {
        expect(reason).toBeUndefined();
        exercised.set(property.id, (exercised.get(property.id) ?? 0) + times);
      }
    }
  });

  it('exercise every property', () => {
    expect(catalogue.map((property) => property.id).filter((id) => !((exercised.get(id) ?? 0) > 0))).toEqual([]);
  });
});
