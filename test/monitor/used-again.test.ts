/** A judge that is used for one trace after the other, live or stored, says what a new one says. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { Judge, judgeTrace } from '../../src/monitor/index.ts';
import { runScenario, ScenarioRunner } from '../../src/runner/run.ts';
import type { Trace } from '../../src/trace/index.ts';
import { GENERATORS, sampled } from '../laws/generators.ts';
import { gistOf } from './gist.ts';

const SEED = 826_030;
const SCENARIOS = Object.values(GENERATORS).flatMap((arbitrary) => sampled(arbitrary, 15, SEED));

/** Cases of all generators, mixed, so that one judge sees one topology after another. */
const MIXED = SCENARIOS.map((_, index) => SCENARIOS[(index * 37) % SCENARIOS.length]!);

function recorded(): Trace[] {
  return MIXED.map((scenario) => runScenario(scenario, { properties: [], record: true }).trace);
}

describe('every property of the catalogue', () => {
  it(`says the same of a trace whatever the judge has seen before (seed ${SEED})`, () => {
    let judge: Judge | undefined;
    for (const trace of recorded()) {
      if (judge === undefined) judge = new Judge(trace.header, catalogue);
      else judge.restart(trace.header);
      for (const event of trace.events) judge.event(event);
      expect(gistOf(judge.end())).toEqual(gistOf(judgeTrace(trace, catalogue)));
    }
  });

  it(`says the same of its own examples after any of these traces (seed ${SEED})`, () => {
    const before = recorded().slice(0, 10);
    for (const property of catalogue) {
      for (const [name, verdict] of [
        ['holds', 'held'],
        ['violates', 'violated'],
      ] as const) {
        const example = property.examples[name]();
        const judge = new Judge(before[0]!.header, [property]);
        for (const trace of before) {
          judge.restart(trace.header);
          for (const event of trace.events) judge.event(event);
          judge.end();
        }
        judge.restart(example.header);
        for (const event of example.events) judge.event(event);
        expect([property.id, judge.end()[0]!.verdict]).toEqual([property.id, verdict]);
      }
    }
  });

  it(`says the same live and of the recording (seed ${SEED})`, () => {
    const runner = new ScenarioRunner({ properties: catalogue, record: true });
    for (const scenario of MIXED) {
      const { judgements, trace, violations } = runner.run(scenario);
      const live = gistOf(judgements);
      const stored = judgeTrace(trace, catalogue);
      expect(gistOf(stored)).toEqual(live);
      expect(stored.flatMap((each) => each.violations)).toEqual(violations);
    }
  });

  it(`says the same whether the run is recorded or not (seed ${SEED})`, () => {
    const runner = new ScenarioRunner({ properties: catalogue });
    for (const scenario of MIXED.slice(0, 30)) {
      const recording = runScenario(scenario, { properties: catalogue, record: true });
      const { judgements, frames, trace } = runner.run(scenario);
      expect([gistOf(judgements), frames, trace.events]).toEqual([gistOf(recording.judgements), recording.frames, []]);
    }
  });
});
