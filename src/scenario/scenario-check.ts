import type { Defect } from './defect.ts';
import { WAIT_TOTAL_MS_MAX } from './limits.ts';
import type { Scenario } from './scenario.ts';
import { schemaDefects } from './schema-defects.ts';
import { scenarioSchema } from './step-schema.ts';
import { checkTopology } from './topology-check.ts';

/** What a scenario of the right form can still have wrong. */
export function checkScenario({ topology, steps }: Scenario): Defect[] {
  const inTopology = checkTopology(topology).map((each) => ({ ...each, path: ['topology', ...each.path] }));
  const total = steps.reduce((sum, step) => sum + (step.do === 'wait' ? step.ms : 0), 0);
  if (total <= WAIT_TOTAL_MS_MAX) return inTopology;
  const message = `the waits add up to ${Math.round(total / 86_400_000)} days`;
  const hint = `virtual time is exact for ${WAIT_TOTAL_MS_MAX / 86_400_000} days`;
  return [...inTopology, { path: ['steps'], at: 'key', message, hint }];
}

/** True for a value from outside that can be run. */
export function isScenario(value: unknown): value is Scenario {
  return schemaDefects(scenarioSchema, value).defects.length === 0 && checkScenario(value as Scenario).length === 0;
}
