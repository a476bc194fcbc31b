import { createRequire } from 'node:module';
import path from 'node:path';
import { catalogue } from '../../properties/catalogue.ts';
import { readCaseFile } from '../scenario/case-file.ts';
import { formatProblem } from '../scenario/problem.ts';
import type { Expectation } from '../stacks/stack.ts';
import type { Rig } from './rig.ts';
import { ScenarioRunner } from './run.ts';
import { UsageError } from './usage-error.ts';

const ROOT = path.dirname(createRequire(import.meta.url).resolve('arpcheck/package.json'));

/** Where the stored case of an expectation lies, without its ending. One of a user's own is named by its whole path. */
export function expectedCasePath({ case: name }: Expectation): string {
  return path.resolve(ROOT, 'traces', 'stacks', name);
}

/**
 * Runs the stored cases of what is expected of a stack, before anything else. By name of the case: whether it showed
 * what it was stored for.
 */
export async function replayExpected(
  expectations: readonly Expectation[],
  profile: string,
  rig: Rig,
): Promise<ReadonlyMap<string, boolean>> {
  const shown = new Map<string, boolean>();
  for (const expectation of expectations) {
    // Without a stored case, what the generated cases show decides.
    if (expectation.case === '') {
      shown.set('', false);
      continue;
    }
    const property = catalogue.find((each) => each.id === expectation.property);
    const read = readCaseFile(`${expectedCasePath(expectation)}.json`);
    if (!read.ok) throw new UsageError(read.problems.map(formatProblem).join('\n'));
    if (property === undefined) throw new UsageError(`an expectation names no property: ${expectation.property}`);
    const { scenario } = read.case;
    const judged = { ...scenario, topology: { ...scenario.topology, profile } };
    const { violations } = await new ScenarioRunner({ properties: [property] }).runLive(judged, rig);
    const { mechanism } = expectation;
    const isShown = violations.some((each) => mechanism === undefined || each.mechanism === mechanism);
    shown.set(expectation.case, shown.get(expectation.case) === true || isShown);
  }
  return shown;
}
