import { describe, expect, it } from 'vitest';
import type { Ability } from '../../../src/network/index.ts';
import { casesOf } from '../../../src/runner/counted.ts';
import { SIMULATED, type Subject } from '../../../src/scenario/arbitraries/subject.ts';
import type { Step } from '../../../src/scenario/step.ts';
import { regressions, regressionsOfOneStack } from '../../../src/scenario/sweeps/regressions.ts';
import { Frame, parseIpv4, parseMac } from '../../../src/wire/index.ts';

const OTHER: Subject = {
  mac: '52:55:0a:00:02:02',
  addresses: ['10.99.0.7/8', '10.99.0.8/8'],
  staticNeighbour: { address: '10.99.0.9', mac: '02:00:00:00:09:09' },
  abilities: new Set(['ping', 'send', 'flush', 'advance']),
  clock: 'virtual',
};

function box(abilities: readonly Ability[], more: Partial<Subject> = {}): Subject {
  return { mac: OTHER.mac, addresses: OTHER.addresses, abilities: new Set(abilities), clock: 'real', ...more };
}

/** The stimuli that a stack is given, by name of their case. */
function given(subject: Subject): ReadonlyMap<string, readonly Step[]> {
  const { size, suits, stimulus } = regressions(subject);
  const names = regressionsOfOneStack().map(({ name }) => name);
  expect(names).toHaveLength(size);
  return new Map(names.flatMap((name, index) => (suits?.(index) === false ? [] : [[name, stimulus(index)]])));
}

describe('what others were shipped with', () => {
  it('is done as it was stored to the stack that it was found with', () => {
    const stored = regressionsOfOneStack().map(({ name, case: { scenario } }) => [name, scenario.steps] as const);
    expect([...given(SIMULATED)]).toEqual(stored);
  });

  it('is done to another stack by its own addresses', () => {
    const cases = given(OTHER);
    expect(cases.size).toBeGreaterThan(30);
    const steps = [...cases.values()].flat();
    expect(JSON.stringify(steps)).not.toMatch(/"10\.0\.0\.[129]"|02:00:00:00:00:01/);
    expect(steps.some((step) => 'targetIp' in step && step.targetIp === '10.99.0.7')).toBe(true);
    for (const step of steps) {
      if (step.do !== 'frame') continue;
      const { destination, arp, ip } = new Frame(Buffer.from(step.bytes, 'hex'));
      expect(destination).not.toBe(parseMac(SIMULATED.mac));
      if (arp?.complete === true) expect(arp.targetIp).not.toBe(parseIpv4('10.0.0.1'));
      // A wrong checksum would make it no packet at all.
      if (arp === undefined) expect(ip?.destination).toBe(parseIpv4('10.99.0.7'));
    }
  });

  it('is not done where a case takes what a stack does not offer', () => {
    const all = given(box(['ping', 'send', 'flush']));
    const pings = given(box(['ping']));
    const silent = given(box([]));
    expect([...pings.values()].flat().filter(({ do: it }) => !['arp', 'frame', 'echo', 'wait'].includes(it))).toEqual(
      [],
    );
    expect([...silent.values()].flat().filter(({ do: it }) => !['arp', 'frame', 'wait'].includes(it))).toEqual([]);
    expect([silent.size, pings.size, all.size]).toEqual(
      [...new Set([silent.size, pings.size, all.size])].sort((a, b) => a - b),
    );
    expect(silent.size).toBeGreaterThan(10);
  });

  it('is not done where it takes long in real time, or an address that the stack does not have', () => {
    const waits = [...given(box(['ping', 'send', 'flush'])).values()].map((steps) =>
      steps.reduce((sum, step) => sum + (step.do === 'wait' ? step.ms : 0), 0),
    );
    expect(Math.max(...waits)).toBeLessThan(4001);
    expect(given(OTHER).has('answers-with-its-first-address')).toBe(true);
    expect(given(box(['ping'], { addresses: ['10.99.0.7/8'] })).has('answers-with-its-first-address')).toBe(false);
  });

  it('is counted by what was done', () => {
    const subject = box([]);
    const cases = [...casesOf(regressions(subject), 'all', { profile: 'rfc826-strict', subject })];
    expect(cases).toHaveLength(given(subject).size);
    expect(cases.every(({ name, stimuli }) => /^regressions:\d+$/.test(name) && stimuli === 1)).toBe(true);
  });
});
