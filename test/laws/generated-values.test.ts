/** What every value of every generator is: reproducible, plain, valid, and something that runs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/runner/run.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { checkScenario, isScenario } from '../../src/scenario/scenario-check.ts';
import type { Step } from '../../src/scenario/step.ts';
import { serialiseTrace } from '../../src/trace/trace-json.ts';
import { Frame } from '../../src/wire/index.ts';
import { GENERATORS, sampled } from './generators.ts';

const SEED = 826_020;
const VALUES = 150;

describe.each(Object.entries(GENERATORS))('%s', (_, arbitrary) => {
  const values = sampled(arbitrary, VALUES, SEED);

  it(`the same seed makes the same values, another one others (seed ${SEED})`, () => {
    expect(sampled(arbitrary, VALUES, SEED)).toEqual(values);
    expect(sampled(arbitrary, VALUES, SEED + 1)).not.toEqual(values);
  });

  it(`values differ from each other (seed ${SEED})`, () => {
    expect(new Set(values.map((value) => JSON.stringify(value))).size).toBeGreaterThan(VALUES * 0.95);
  });

  it(`values are plain JSON (seed ${SEED})`, () => {
    expect(JSON.parse(JSON.stringify(values))).toEqual(values);
  });

  it(`values are valid, and recognised when they come from a file (seed ${SEED})`, () => {
    for (const value of values) {
      expect(checkScenario(value)).toEqual([]);
      expect([isScenario(value), arbitrary.canShrinkWithoutContext(value)]).toEqual([true, true]);
    }
  });

  it(`values run, every step of them, and run the same again (seed ${SEED})`, () => {
    for (const value of values.slice(0, 60)) {
      const { trace } = runScenario(value, { properties: [], record: true });
      const steps = trace.events.flatMap((event) =>
        event.kind === 'step' && event.phase === 'scenario' ? [event.step] : [],
      );
      expect(steps).toEqual(value.steps.map((__, index) => index));
      expect(serialiseTrace(runScenario(value, { properties: [], record: true }).trace)).toBe(serialiseTrace(trace));
    }
  });
});

it('what is no scenario is not recognised', () => {
  for (const arbitrary of Object.values(GENERATORS)) {
    for (const junk of [undefined, null, 7, 'scenario', [], {}, { steps: [] }, { steps: 1, topology: {} }]) {
      expect(arbitrary.canShrinkWithoutContext(junk)).toBe(false);
    }
  }
});

/** Kinds of steps that occur. */
function kindsIn(scenario: Scenario): string[] {
  return [...new Set(scenario.steps.map(kindOf))].sort();
}

/** A padded request is as ordinary as any, though it takes bytes to say it. */
function kindOf(step: Step): string {
  if (step.do !== 'frame') return step.do;
  const { vlan, arp } = new Frame(Buffer.from(step.bytes, 'hex'));
  return vlan < 0 && arp?.isEthernetIpv4 === true ? 'padded' : step.do;
}

describe('swarms: what never happens beside something else finds bugs too', () => {
  it(`some racks see every kind of step, and every kind but metrics is missing in some (seed ${SEED})`, () => {
    const long = rackScenario({ hostsMax: 3, stepsMax: 600 });
    const seen = sampled(long, 120, SEED)
      .filter((scenario) => scenario.steps.length > 300)
      .map(kindsIn);
    const all = [...new Set(seen.flat())].sort();
    expect(all).toHaveLength(16);
    expect(seen.filter((kinds) => kinds.length === all.length).length).toBeGreaterThan(seen.length / 4);
    expect(seen.filter((kinds) => kinds.length < all.length).length).toBeGreaterThan(seen.length / 4);
    const sometimesMissing = all.filter((kind) => seen.some((kinds) => !kinds.includes(kind)));
    expect(sometimesMissing).toEqual(all.filter((kind) => kind !== 'metric'));
  });

  it(`honest users do nothing else but talk, wait, forget and fail (seed ${SEED})`, () => {
    const seen = sampled(GENERATORS['racks, honest users']!, VALUES, SEED).flatMap(kindsIn);
    const honest = ['delete-neighbour', 'faults', 'flush-neighbours', 'link', 'metric', 'ping', 'wait'];
    expect([...new Set(seen)].sort()).toEqual(honest);
  });

  it(`some single-stack runs never wait, some never send, most do everything (seed ${SEED})`, () => {
    const long = singleStackScenario({ stepsMax: 600 });
    const seen = sampled(long, 900, SEED)
      .filter((scenario) => scenario.steps.length > 300)
      .map(kindsIn);
    const missing = (kind: string): number => seen.filter((kinds) => !kinds.includes(kind)).length;
    for (const kind of ['wait', 'ping', 'frame']) expect(missing(kind)).toBeGreaterThan(0);
    expect(seen.filter((kinds) => kinds.length === 8).length).toBeGreaterThan(seen.length / 2);
  });
});

describe('sizes', () => {
  it(`racks have 1 to 64 hosts, small ones most of the time (seed ${SEED})`, () => {
    const sizes = sampled(rackScenario({ stepsMax: 1 }), 20_000, SEED).map((each) => each.topology.hosts.length);
    expect([...new Set(sizes)].sort((left, right) => left - right)).toEqual(
      Array.from({ length: 64 }, (_, n) => n + 1),
    );
    expect(sizes.filter((size) => size <= 3).length).toBeGreaterThan(sizes.length * 0.75);
  });

  it(`keep to the limits that were asked for, and reach them (seed ${SEED})`, () => {
    const values = sampled(rackScenario({ hostsMax: 5, stepsMax: 7 }), 1000, SEED);
    expect(Math.max(...values.map((each) => each.topology.hosts.length))).toBe(5);
    expect(Math.max(...values.map((each) => each.steps.length))).toBe(7);
    expect(Math.min(...values.map((each) => each.steps.length))).toBe(1);
    const single = sampled(singleStackScenario({ stepsMax: 3 }), 300, SEED);
    expect([...new Set(single.map((each) => each.steps.length))].sort()).toEqual([1, 2, 3]);
  });

  it(`a rack of one host exists, with and without guests (seed ${SEED})`, () => {
    const racks = sampled(rackScenario({ hostsMax: 1 }), 200, SEED);
    const guests = new Set(racks.map((each) => each.topology.hosts[0]!.guests?.length ?? 0));
    expect([...guests].sort()).toEqual(expect.arrayContaining([0, 1, 2]));
  });
});

it(`a tenth of the small racks is healed, no large one is (seed ${SEED})`, () => {
  const values = sampled(GENERATORS['racks, everything happens']!, 2000, SEED);
  const machines = (each: Scenario): number =>
    each.topology.hosts.reduce((sum, host) => sum + 1 + (host.guests?.length ?? 0), 0);
  const small = values.filter((each) => machines(each) <= 8);
  const healed = small.filter((each) => each.heal === true).length;
  expect(healed / small.length).toBeGreaterThan(0.07);
  expect(healed / small.length).toBeLessThan(0.13);
  expect(values.filter((each) => machines(each) > 8 && each.heal === true)).toEqual([]);
});

it(`generators work with what fast-check makes of them (seed ${SEED})`, () => {
  for (const arbitrary of Object.values(GENERATORS)) {
    const pairs = fc.tuple(arbitrary, fc.nat({ max: 3 })).filter(([scenario]) => scenario.steps.length > 2);
    const result = fc.check(
      fc.property(pairs, ([scenario]) => scenario.steps.length < 5),
      { seed: SEED },
    );
    expect(result.failed).toBe(true);
    expect(result.counterexample![0][0].steps).toHaveLength(5);
  }
});
