import { withPlainStations } from '../fresh-stations.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';

/** True for anything that looks like a scenario; files are validated when they are read. */
export function isScenarioShaped(value: unknown): value is Scenario {
  const candidate = value as Partial<Scenario> | null;
  return (
    typeof candidate === 'object' && candidate !== null && Array.isArray(candidate.steps) && 'topology' in candidate
  );
}

/** Simpler scenarios with the same topology: fewer steps first, then simpler ones. */
export function* shrinkSteps(scenario: Scenario): Iterable<Scenario> {
  const { heal, ...unhealed } = scenario;
  if (heal === true) yield unhealed;
  for (const steps of withoutChunks(scenario.steps)) yield { ...scenario, steps };
  for (let index = 0; index < scenario.steps.length; index++) {
    for (const simpler of simplerSteps(scenario.steps[index]!)) {
      yield { ...scenario, steps: scenario.steps.with(index, simpler) };
    }
  }
}

/** The same for a case of one stack, whose stations may be any: plain ones first. */
export function* shrinkStackCase(scenario: Scenario): Iterable<Scenario> {
  const plain = withPlainStations(scenario);
  if (plain !== scenario) yield plain;
  yield* shrinkSteps(scenario);
}

/** The list without its halves, quarters, …, single elements; the last ones first, as they matter least. */
export function* withoutChunks<T>(list: readonly T[]): Iterable<readonly T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = list.length; end > 0; end -= size) {
      const start = Math.max(0, end - size);
      yield [...list.slice(0, start), ...list.slice(end)];
    }
  }
}

/** Waits that mean something: within a second nothing times out, after it `locktime` has passed. */
const WAITS = [0, 1, 100, 1001, 5000, 10_000, 31_000, 61_000];

function* simplerSteps(step: Step): Iterable<Step> {
  switch (step.do) {
    case 'wait':
      for (const ms of WAITS) if (ms < step.ms) yield { ...step, ms };
      return;
    case 'metric':
      yield { do: 'ping', from: step.from, to: step.to };
      return;
    case 'faults':
      for (const fates of withoutChunks(step.fates)) yield { ...step, fates };
      return;
    case 'flush-neighbours':
    case 'reboot':
      return;
    case 'migrate':
      if (step.announce !== 'none') yield { ...step, announce: 'none' };
      return;
    case 'arp':
      if (step.destination !== undefined || step.source !== undefined) {
        const { destination: _destination, source: _source, ...plain } = step;
        yield plain;
      }
      return;
    case 'frame':
      if (step.bytes.length > 84) yield { ...step, bytes: step.bytes.slice(0, 84) };
      return;
    default:
      return;
  }
}
