import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { judgeTrace } from '../../src/monitor/index.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Trace } from '../../src/trace/index.ts';
import { learning } from '../mutants/learning.ts';
import { scenarios } from '../mutants/scenes.ts';

const SEED = 5227;
const RUNS = 300;

/** The same trace without sight of any cache, as of a live stack behind a cable. */
function asBlackBox({ header, events }: Trace): Trace {
  return {
    header: { ...header, nodes: header.nodes.map((node) => ({ ...node, cacheVisible: false })) },
    events: events.filter((event) => event.kind !== 'neighbour'),
  };
}

/** Nobody empties the cache of a black box. */
function withoutOperator(scenario: Scenario): Scenario {
  const steps = scenario.steps.filter((step) => step.do !== 'flush-neighbours' && step.do !== 'delete-neighbour');
  return { ...scenario, steps };
}

const sample = (profile: string): readonly Scenario[] =>
  scenarios('stack', profile, { seed: SEED, numRuns: RUNS }).map(withoutOperator);

describe.each(['rfc826-strict', 'linux'])(`a black box (%s, seed ${SEED})`, (profile) => {
  it('violates nothing that the same stack holds in plain sight', () => {
    const runner = new ScenarioRunner({ properties: [], record: true });
    for (const scenario of sample(profile)) {
      const judgements = judgeTrace(asBlackBox(runner.run(scenario).trace), catalogue);
      expect(judgements.flatMap((judgement) => judgement.violations)).toEqual([]);
      expect(judgements.flatMap(({ reason }) => reason ?? [])).toEqual([]);
    }
  });
});

/** What a cache holds can be told from where packets go and what is asked for. */
describe(`a mutant in a black box (seed ${SEED})`, () => {
  const told = [
    'never-learns-from-requests',
    'learns-only-if-the-target-hardware-address-is-zero',
    'keeps-the-first-claim-against-requests',
    'keeps-the-first-claim-against-replies',
    'ignores-third-parties',
    'ignores-gratuitous-packets',
    'ignores-unsolicited-replies',
    'overwrites-static-entries',
    'never-expires',
    'learns-from-ip-packets',
    'mixes-up-entries-in-one-bucket',
    'remembers-where-it-sent-first',
  ];

  it.each(learning.filter((mutant) => told.includes(mutant.name)).map((mutant) => [mutant.name, mutant] as const))(
    '%s is killed',
    (_name, { stack: Stack, killedBy, profile = 'rfc826-strict' }) => {
      const runner = new ScenarioRunner({
        properties: [],
        record: true,
        stackFor: () => (config, environment) => new Stack(config, environment),
      });
      const killers = new Set<string>();
      for (const scenario of sample(profile)) {
        for (const { property, violations } of judgeTrace(asBlackBox(runner.run(scenario).trace), catalogue)) {
          if (violations.length > 0) killers.add(property.id);
        }
      }
      expect([...killers]).toEqual(expect.arrayContaining([...killedBy]));
    },
  );
});
