import { describe, expect, it } from 'vitest';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { noArpStorm } from '../../properties/network/no-arp-storm.ts';
import { runScenario, ScenarioRunner } from '../../src/runner/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { serialiseTrace } from '../../src/trace/trace-json.ts';
import { gistOf } from '../monitor/gist.ts';
import { LOCAL_IP, storyRack } from '../network/story-rack.ts';

const properties = [neverLearnedOffHost, noArpStorm];

const BUBBLE: Scenario = {
  version: 1,
  topology: storyRack(),
  steps: [
    { do: 'ping', from: 'VM-3', to: LOCAL_IP },
    { do: 'wait', ms: 1500 },
    { do: 'metric', from: 'VM-1', to: LOCAL_IP, by: 'tcp' },
  ],
};
const QUIET: Scenario = { ...BUBBLE, steps: BUBBLE.steps.slice(0, 2) };

describe('a run', () => {
  it('judges, counts frames, and keeps no trace unless it is asked to', () => {
    const { judgements, violations, frames, trace } = runScenario(BUBBLE, { properties });
    expect(judgements.map((each) => each.verdict)).toEqual(['violated', 'held']);
    expect(violations).toMatchObject([
      {
        property: neverLearnedOffHost.id,
        at: 'VM-3',
        mechanism: 'merge-from-third-party-request',
        circumstances: ['arpreply'],
      },
    ]);
    expect([frames > 10, trace.events]).toEqual([true, []]);
  });

  it('points at the events that decided', () => {
    const { violations, trace } = runScenario(BUBBLE, { properties, record: true });
    const [learned, received, sent] = violations[0]!.events.map((id) => trace.events.find((event) => event.id === id)!);
    expect([learned!.kind, received!.kind, sent!.kind]).toEqual(['neighbour', 'received', 'sent']);
  });

  it('is the same each time, to the byte', () => {
    const [once, again] = [1, 2].map(() => runScenario(BUBBLE, { properties, record: true }));
    expect(serialiseTrace(again!.trace)).toBe(serialiseTrace(once!.trace));
    expect(again!.violations).toEqual(once!.violations);
  });

  it('does not change the scenario', () => {
    const before = JSON.stringify(BUBBLE);
    runScenario({ ...BUBBLE, heal: true }, { properties });
    expect(JSON.stringify(BUBBLE)).toBe(before);
  });
});

describe('a runner', () => {
  it('forgets what was before', () => {
    const runner = new ScenarioRunner({ properties });
    const told = [BUBBLE, QUIET, BUBBLE, QUIET].map((scenario) => gistOf(runner.run(scenario).judgements));
    expect([told[2], told[3]]).toEqual([told[0], told[1]]);
    expect(told[1]).toEqual(gistOf(runScenario(QUIET, { properties }).judgements));
  });

  it('leaves the violations of the run before alone', () => {
    const runner = new ScenarioRunner({ properties });
    const { violations } = runner.run(BUBBLE);
    const before = structuredClone(violations);
    runner.run(QUIET);
    runner.run({ ...BUBBLE, steps: [...BUBBLE.steps, ...BUBBLE.steps] });
    expect(violations).toEqual(before);
  });

  it('runs other topologies in between', () => {
    const runner = new ScenarioRunner({ properties });
    const small: Scenario = { version: 1, topology: { version: 1, hosts: [{ name: 'A', interfaces: [] }] }, steps: [] };
    const told = [BUBBLE, small, BUBBLE].map((scenario) => runner.run(scenario).violations.length);
    expect(told).toEqual([1, 0, 1]);
  });
});
