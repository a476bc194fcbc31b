import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../properties/catalogue.ts';
import { PROFILES } from '../../../src/model/index.ts';
import { casesOf } from '../../../src/runner/counted.ts';
import { ScenarioRunner } from '../../../src/runner/run.ts';
import { SIMULATED } from '../../../src/scenario/arbitraries/subject.ts';
import { sweepsOf } from '../../../src/scenario/sweeps/sweeps.ts';

const PROPERTIES = catalogue.filter(({ id }) => !id.startsWith('host-scope.') && !id.startsWith('network.'));

describe.each([...PROFILES.keys()])('all sweeps of the reference stack, %s', (profile) => {
  const runner = new ScenarioRunner({ properties: PROPERTIES });

  it.each(sweepsOf(SIMULATED).map((sweep) => [sweep.name, sweep] as const))(
    '%s: nothing is violated',
    (_name, sweep) => {
      for (const { name, scenario } of casesOf(sweep, 'all', { profile, subject: SIMULATED })) {
        const { violations, judgements } = runner.run(scenario);
        const reasons = judgements.flatMap(({ reason }) => reason ?? []);
        if (violations.length > 0 || reasons.length > 0) expect([name, violations, reasons]).toEqual([name, [], []]);
      }
    },
  );
});
