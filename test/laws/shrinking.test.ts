/** What every generator does when a value is to become simpler. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import type { Violation } from '../../src/monitor/index.ts';
import { Breath } from '../../src/runner/breath.ts';
import { findingKey } from '../../src/runner/finding.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import { type Shrunk, shrink } from '../../src/runner/shrink.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { isScenario } from '../../src/scenario/scenario-check.ts';
import { candidatesOf, GENERATORS, sampled } from './generators.ts';

const SEED = 826_021;
const FINDING = { property: 'x', mechanism: 'y' } as Violation;

/** Walks to the simplest value for which `holds` is true, as a campaign does. */
function walked(
  name: string,
  scenario: Scenario,
  holds: (candidate: Scenario) => boolean = () => true,
): Promise<Shrunk> {
  const check = (candidate: Scenario): Violation | undefined => (holds(candidate) ? FINDING : undefined);
  return shrink({ scenario, violation: FINDING }, GENERATORS[name]!, check, { breath: new Breath() });
}

describe.each(Object.keys(GENERATORS))('%s', (name) => {
  const arbitrary = GENERATORS[name]!;
  const values = sampled(arbitrary, 40, SEED);

  it(`every candidate is valid, runs, and differs from its origin (seed ${SEED})`, () => {
    const runner = new ScenarioRunner({ properties: [] });
    for (const value of values.slice(0, 12)) {
      const origin = JSON.stringify(value);
      for (const candidate of candidatesOf(arbitrary, value)) {
        expect(JSON.stringify(candidate)).not.toBe(origin);
        expect(isScenario(candidate)).toBe(true);
        runner.run(candidate);
      }
    }
  });

  it(`a value is left as it is, and has the same candidates each time (seed ${SEED})`, () => {
    for (const value of values.slice(0, 10)) {
      const origin = JSON.stringify(value);
      const [once, again] = [1, 2].map(() => [...candidatesOf(arbitrary, value)]);
      expect(once).toEqual(again);
      expect(JSON.stringify(value)).toBe(origin);
    }
  });

  it(`a stored value shrinks like a fresh one (seed ${SEED})`, () => {
    for (const value of values.slice(0, 10)) {
      const stored = JSON.parse(JSON.stringify(value)) as Scenario;
      expect([...candidatesOf(arbitrary, stored)]).toEqual([...candidatesOf(arbitrary, value)]);
    }
  });

  it(`if everything will do, it ends with next to nothing, after few tries (seed ${SEED})`, async () => {
    for (const value of values) {
      const { scenario, tries, minimal } = await walked(name, value);
      expect([minimal, scenario.steps, scenario.heal]).toEqual([true, [], undefined]);
      // Halving finds its way in a logarithm of the size; a walk that undid its own steps would never end.
      expect(tries).toBeLessThan(60);
      expect([...candidatesOf(arbitrary, scenario)]).toEqual([]);
    }
  });

  it(`if nothing will do, it stays where it is (seed ${SEED})`, async () => {
    for (const value of values.slice(0, 10)) {
      const { scenario, tries, minimal } = await walked(name, value, () => false);
      expect([scenario, minimal]).toEqual([value, true]);
      expect(tries).toBe([...candidatesOf(arbitrary, value)].length);
    }
  });

  it(`what must stay stays, and the rest goes (seed ${SEED})`, async () => {
    const pings = (scenario: Scenario): number => scenario.steps.filter((step) => step.do === 'ping').length;
    for (const value of values.filter((each) => pings(each) >= 2).slice(0, 10)) {
      const { scenario } = await walked(name, value, (candidate) => pings(candidate) >= 2);
      expect(scenario.steps.map((step) => step.do)).toEqual(['ping', 'ping']);
    }
  });
});

describe('racks', () => {
  const name = 'racks, everything happens';

  it(`become one host, without guests, rules, routes and settings, in a network of one cable (seed ${SEED})`, async () => {
    for (const value of sampled(GENERATORS[name]!, 60, SEED)) {
      const { scenario } = await walked(name, value);
      const { hosts, switches, cables } = scenario.topology;
      expect(hosts).toHaveLength(1);
      const [host] = hosts;
      expect([host!.name, host!.guests, host!.rules, host!.routes, host!.sysctl]).toEqual([
        'BM-1',
        ...Array(4).fill(undefined),
      ]);
      expect([switches?.length, cables?.length]).toEqual([1, 1]);
    }
  });

  it(`keep two hosts if that is what it takes, and number them from 1 (seed ${SEED})`, async () => {
    const large = sampled(GENERATORS[name]!, 400, SEED).filter((each) => each.topology.hosts.length > 4);
    expect(large.length).toBeGreaterThan(10);
    for (const value of large.slice(0, 20)) {
      const last = value.topology.hosts.at(-1)!.interfaces[0]!.mac;
      const { scenario } = await walked(name, value, (candidate) => candidate.topology.hosts.length >= 2);
      expect(scenario.topology.hosts.map((host) => host.name)).toEqual(['BM-1', 'BM-2']);
      expect(JSON.stringify(scenario)).not.toContain(last);
    }
  });

  it(`on a given topology leave it as it is (seed ${SEED})`, async () => {
    const given = 'the rack of the story, everything happens';
    for (const value of sampled(GENERATORS[given]!, 20, SEED)) {
      expect((await walked(given, value)).scenario.topology).toBe(value.topology);
    }
  });
});

describe('renumbering', () => {
  /** The last candidate of a rack whose numbers have gaps is the renumbered one. */
  function renumbered(scenario: Scenario): Scenario | undefined {
    const last = [...candidatesOf(rackScenario(), scenario)].at(-1);
    const isShorter = last === undefined || JSON.stringify(last).length < JSON.stringify(scenario).length - 40;
    return isShorter || last.steps.length !== scenario.steps.length ? undefined : last;
  }

  /** Without the first host and the first guest that is left: numbers start behind 1. */
  function withGaps(scenario: Scenario): Scenario {
    const [first, ...others] = scenario.topology.hosts;
    const hosts = others.map((host, index) =>
      index === 0 && (host.guests?.length ?? 0) > 1 ? { ...host, guests: host.guests!.slice(1) } : host,
    );
    const cables = scenario.topology.cables!.filter(([end]) => !end.startsWith(`${first!.name}.`));
    return { ...scenario, topology: { ...scenario.topology, hosts, cables } };
  }

  const racks = sampled(rackScenario({ hostsMax: 6 }), 600, SEED)
    .filter((each) => each.topology.hosts.length >= 2)
    .map(withGaps);

  it(`is the same case by other names: the verdict, mechanism and all, stays (seed ${SEED})`, () => {
    const runner = new ScenarioRunner({ properties: catalogue });
    const told = (scenario: Scenario): unknown =>
      runner
        .run(scenario)
        .judgements.map((each) => [each.property.id, each.verdict, each.exercised, each.violations.map(findingKey)]);
    let violated = 0;
    for (const rack of racks) {
      const other = renumbered(rack);
      expect(other).toBeDefined();
      expect(other!.topology.hosts[0]!.name).toBe('BM-1');
      const before = told(rack);
      expect(told(other!)).toEqual(before);
      if (JSON.stringify(before).includes('violated')) violated += 1;
    }
    expect(violated).toBeGreaterThan(10);
  });

  it('takes nobody for somebody else: who is gone gets a number behind', () => {
    const bm = (n: number) => ({
      name: `BM-${n}`,
      interfaces: [{ name: 'eth0', mac: `02:00:00:00:00:0${n}`, addresses: [`10.0.0.${n}/16`] }],
    });
    const scenario: Scenario = {
      version: 1,
      topology: {
        version: 1,
        hosts: [bm(3), bm(5)],
        switches: [{ name: 'tor' }],
        cables: [
          ['BM-3.eth0', 'tor'],
          ['BM-5.eth0', 'tor'],
        ],
      },
      steps: [
        { do: 'ping', from: 'BM-3', to: '10.0.0.1' },
        { do: 'ping', from: 'BM-1', to: '10.0.0.5' },
        { do: 'link', at: 'BM-2', interface: 'eth0', up: false },
        { do: 'faults', cable: 'BM-5.eth0', fates: ['lose'] },
      ],
    };
    const other = renumbered(scenario)!;
    expect(other.topology).toEqual({
      ...scenario.topology,
      hosts: [bm(1), bm(2)],
      cables: [
        ['BM-1.eth0', 'tor'],
        ['BM-2.eth0', 'tor'],
      ],
    });
    expect(other.steps).toEqual([
      { do: 'ping', from: 'BM-1', to: '10.0.0.3' },
      { do: 'ping', from: 'BM-3', to: '10.0.0.2' },
      { do: 'link', at: 'BM-4', interface: 'eth0', up: false },
      { do: 'faults', cable: 'BM-2.eth0', fates: ['lose'] },
    ]);
  });

  it(`a violating rack violates the same after all of its shrinking (seed ${SEED})`, async () => {
    const runner = new ScenarioRunner({ properties: catalogue });
    const first = (scenario: Scenario): Violation | undefined => runner.run(scenario).violations[0];
    const violating = racks.flatMap((scenario) => {
      const violation = first(scenario);
      return violation === undefined ? [] : [{ scenario, violation }];
    });
    for (const start of violating.slice(0, 5)) {
      const key = findingKey(start.violation);
      const check = (candidate: Scenario): Violation | undefined =>
        runner.run(candidate).violations.find((each) => findingKey(each) === key);
      const { scenario, violation, minimal } = await shrink(start, rackScenario(), check, { breath: new Breath() });
      expect([findingKey(violation), minimal]).toEqual([key, true]);
      expect(runner.run(scenario).violations.map(findingKey)).toContain(key);
      expect(scenario.topology.hosts[0]!.name).toBe('BM-1');
    }
  });
});
