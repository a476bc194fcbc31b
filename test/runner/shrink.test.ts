import type fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Violation } from '../../src/monitor/index.ts';
import { Breath } from '../../src/runner/breath.ts';
import { SHRINK_TRIES_MAX, shrink } from '../../src/runner/shrink.ts';
import { drawn } from '../../src/scenario/arbitraries/drawn.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

/** A scenario that is only a number of steps. */
function scenarioOf(size: number): Scenario {
  const steps = Array.from({ length: size }, () => ({ do: 'wait', ms: 1 }) as const);
  return { version: 1, topology: { version: 1, hosts: [] }, steps };
}

function arbitraryOf(candidates: (size: number) => Iterable<number>): fc.Arbitrary<Scenario> {
  return drawn<Scenario>({
    draw: () => scenarioOf(0),
    *shrink({ steps }) {
      for (const size of candidates(steps.length)) yield scenarioOf(size);
    },
    is: (value): value is Scenario => value !== undefined,
  });
}

const VIOLATION = { property: 'x', time: 0 } as Violation;

/** A case violates if it has at least so many steps; the violation tells how many it has. */
function atLeast(least: number): (scenario: Scenario) => Violation | undefined {
  return ({ steps }) => (steps.length >= least ? { ...VIOLATION, time: steps.length } : undefined);
}

const downToZero = arbitraryOf(function* (size) {
  for (let smaller = 0; smaller < size; smaller++) yield smaller;
});

describe('shrinking', () => {
  it('takes the first candidate that still has the finding, and starts over from it, until none has', async () => {
    const improved: [number, number][] = [];
    const arbitrary = arbitraryOf((size) => [size - 5, size - 1]);
    const result = await shrink(
      { scenario: scenarioOf(12), violation: VIOLATION },
      arbitrary,
      atLeast(4),
      { breath: new Breath() },
      (scenario, tries) => improved.push([scenario.steps.length, tries]),
    );
    // 12 -> 7, then 2 no, 6, then 1 no, 5, then 0 no, 4, then both no.
    expect(improved).toEqual([
      [7, 1],
      [6, 3],
      [5, 5],
      [4, 7],
    ]);
    expect([result.scenario.steps.length, result.tries, result.minimal]).toEqual([4, 9, true]);
  });

  it('tells the violation of the case that it ends with', async () => {
    const result = await shrink({ scenario: scenarioOf(9), violation: VIOLATION }, downToZero, atLeast(3), {
      breath: new Breath(),
    });
    expect([result.scenario.steps.length, result.violation.time]).toEqual([3, 3]);
  });

  it('returns the case as it was if nothing simpler has the finding', async () => {
    const start = { scenario: scenarioOf(3), violation: VIOLATION };
    const result = await shrink(start, downToZero, () => undefined, { breath: new Breath() });
    expect(result).toEqual({ ...start, tries: 3, minimal: true });
    expect(result.scenario).toBe(start.scenario);
  });

  it('gives up after many candidates of one case', async () => {
    const endless = arbitraryOf(function* () {
      for (;;) yield 1;
    });
    const start = { scenario: scenarioOf(3), violation: VIOLATION };
    const result = await shrink(start, endless, () => undefined, { breath: new Breath() });
    expect(result).toEqual({ ...start, tries: SHRINK_TRIES_MAX, minimal: false });
  });

  it('gives up after many candidates of many cases, with the last one', async () => {
    const circular = arbitraryOf((size) => [(size % 3) + 1]);
    const start = { scenario: scenarioOf(3), violation: VIOLATION };
    const { tries, minimal, scenario } = await shrink(start, circular, atLeast(1), { breath: new Breath() });
    expect([tries, minimal, scenario.steps.length]).toEqual([
      SHRINK_TRIES_MAX,
      false,
      ((3 + SHRINK_TRIES_MAX - 1) % 3) + 1,
    ]);
  });

  it('stops at an interrupt, with the best case so far', async () => {
    const controller = new AbortController();
    const result = await shrink(
      { scenario: scenarioOf(100), violation: VIOLATION },
      arbitraryOf((size) => [size - 1]),
      atLeast(1),
      { breath: new Breath(controller.signal) },
      (scenario) => scenario.steps.length === 90 && controller.abort(),
    );
    expect([result.scenario.steps.length, result.tries, result.minimal]).toEqual([90, 10, false]);
  });

  it('interrupted before it begins tries nothing', async () => {
    const controller = new AbortController();
    controller.abort();
    const start = { scenario: scenarioOf(3), violation: VIOLATION };
    const result = await shrink(start, downToZero, atLeast(0), { breath: new Breath(controller.signal) });
    expect(result).toEqual({ ...start, tries: 0, minimal: false });
  });
});
