import { describe, expect, it } from 'vitest';
import { deliveredToOwnHost } from '../../properties/host-scope/delivered-to-own-host.ts';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { neverOnWireOffHost } from '../../properties/host-scope/never-on-wire-off-host.ts';
import { noArpStorm } from '../../properties/network/no-arp-storm.ts';
import { ReferenceStack } from '../../src/model/index.ts';
import {
  type CampaignEvent,
  type CampaignOptions,
  type CampaignResult,
  runCampaign,
  SLICE_OF_RACKS,
} from '../../src/runner/campaign.ts';
import { findingKey } from '../../src/runner/finding.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import { ALL_KINDS, HONEST_KINDS } from '../../src/scenario/arbitraries/rack-steps.ts';
import { rackScenario, trafficScenario } from '../../src/scenario/arbitraries/racks.ts';
import { candidatesOf } from '../laws/generators.ts';
import { madeUpProperty } from '../monitor/made-up-property.ts';
import { storyRack } from '../network/story-rack.ts';

const SEED = 826_040;
const ROWS = [neverLearnedOffHost, neverOnWireOffHost, deliveredToOwnHost, noArpStorm];
const STORY = trafficScenario(storyRack(), { kinds: HONEST_KINDS });
/** Whatever happens, it is fine. */
const CONTENT = madeUpProperty('content', (context) => ({ settled: () => context.exercised() }));

function campaign(more: Partial<CampaignOptions> = {}): Promise<CampaignResult> {
  return runCampaign({ arbitrary: STORY, properties: ROWS, seed: SEED, runs: 2000, ...more });
}

function keysOf({ findings }: CampaignResult): string[] {
  return findings.map((each) => findingKey(each.violation));
}

describe('a campaign', () => {
  it(`with the same seed finds the same, in the same run, after the same tries, with the same tally (seed ${SEED})`, async () => {
    const options = { runs: 150, keepGoing: true };
    const [{ milliseconds: _, ...once }, { milliseconds: __, ...again }] = await Promise.all([
      campaign(options),
      campaign(options),
    ]);
    expect(again).toEqual(once);
    expect(once.findings.length).toBeGreaterThan(1);
    const other = await campaign({ ...options, seed: SEED + 1 });
    expect(other.findings.map((each) => each.original)).not.toEqual(once.findings.map((each) => each.original));
  });

  it(`ends with the first case that violates something (seed ${SEED})`, async () => {
    const result = await campaign();
    expect([result.ended, result.seed]).toEqual(['found', SEED]);
    expect(result.runs).toBe(result.findings[0]!.run);
    expect(result.tally.some((row) => row.violated === 1)).toBe(true);
    expect(result.tally.every((row) => row.violated <= 1)).toBe(true);
  });

  it(`finds what it finds whatever its limit is (seed ${SEED})`, async () => {
    const { findings, runs } = await campaign();
    const exact = await campaign({ runs });
    expect([exact.ended, exact.findings]).toEqual(['found', findings]);
    const short = await campaign({ runs: runs - 1 });
    expect([short.ended, short.runs, short.findings]).toEqual(['runs', runs - 1, []]);
  });

  it.each([1, SLICE_OF_RACKS - 1, SLICE_OF_RACKS, SLICE_OF_RACKS + 1, 2 * SLICE_OF_RACKS + 1])(
    `runs exactly %d cases if told so (seed ${SEED})`,
    async (runs) => {
      const result = await campaign({ properties: [CONTENT], runs });
      expect([result.ended, result.runs]).toEqual(['runs', runs]);
      expect(result.tally).toMatchObject([{ verdict: 'held', exercisedRuns: runs, violated: 0 }]);
    },
  );

  it('of no runs and of no time does nothing', async () => {
    expect(await campaign({ runs: 0 })).toMatchObject({ ended: 'runs', runs: 0, frames: 0, findings: [] });
    expect(await campaign({ maxMilliseconds: 0 })).toMatchObject({ ended: 'time', runs: 0, findings: [] });
  });

  it(`runs the cases that its slices stand for: another size, other cases (seed ${SEED})`, async () => {
    const framesOf = async (slice: number): Promise<number> =>
      (await campaign({ properties: [CONTENT], runs: 40, slice })).frames;
    expect(await framesOf(8)).toBe(await framesOf(8));
    expect(await framesOf(8)).not.toBe(await framesOf(20));
  });

  it(`puts another stack in (seed ${SEED})`, async () => {
    class PingPong extends ReferenceStack {
      protected override isRequest(): boolean {
        return true;
      }
    }
    const stackFor: CampaignOptions['stackFor'] = () => (config, environment) => new PingPong(config, environment);
    const result = await campaign({ properties: [noArpStorm], stackFor });
    expect(keysOf(result)).toEqual(['network.no-arp-storm multiplication']);
    expect((await campaign({ properties: [noArpStorm], runs: 50 })).findings).toEqual([]);
  });
});

describe('a campaign that keeps going', () => {
  it(`reports each kind of finding once, and runs to its end (seed ${SEED})`, async () => {
    const result = await campaign({
      arbitrary: rackScenario({ hostsMax: 3, kinds: ALL_KINDS }),
      runs: 150,
      keepGoing: true,
    });
    const keys = keysOf(result);
    expect([result.ended, result.runs]).toEqual(['runs', 150]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(4);
    // It counts all of them.
    expect(Math.max(...result.tally.map((row) => row.violated))).toBeGreaterThan(3);
  });

  it(`takes every kind that one case shows (seed ${SEED})`, async () => {
    const result = await campaign({ runs: 150, keepGoing: true });
    const runs = result.findings.map((each) => each.run);
    expect(new Set(runs).size).toBeLessThan(runs.length);
  });
});

describe('a finding', () => {
  it(`shows its violation as it came and as small as it could be made (seed ${SEED})`, async () => {
    const { findings } = await campaign();
    const runner = new ScenarioRunner({ properties: ROWS });
    for (const { scenario, original, violation, minimal, tries } of findings) {
      const key = findingKey(violation);
      expect(runner.run(original).violations.map(findingKey)).toContain(key);
      expect(runner.run(scenario).violations).toContainEqual(violation);
      expect([minimal, tries > 0, scenario.steps.length <= original.steps.length]).toEqual([true, true, true]);
      for (const candidate of candidatesOf(STORY, scenario)) {
        expect(runner.run(candidate).violations.map(findingKey)).not.toContain(key);
      }
    }
  });

  it(`of the story is the story: VM asks, waits, and another host looks for its guest (seed ${SEED})`, async () => {
    const wanted = { mechanism: 'merge-from-third-party-request', circumstances: ['arpreply'] };
    const { findings } = await campaign({ properties: [neverLearnedOffHost], wanted });
    const [{ scenario, violation }] = findings as [(typeof findings)[number]];
    expect([violation.mechanism, violation.circumstances]).toEqual([wanted.mechanism, wanted.circumstances]);
    expect(scenario.steps.map((step) => step.do)).toEqual(['ping', 'wait', 'ping']);
    expect(scenario.steps[1]).toEqual({ do: 'wait', ms: 1001 });
  });
});

describe('what is wanted', () => {
  it(`decides what is reported, not what is counted (seed ${SEED})`, async () => {
    const arbitrary = rackScenario({ hostsMax: 3, kinds: ALL_KINDS });
    const options = { arbitrary, runs: 150, keepGoing: true };
    const all = await campaign(options);
    const spoofed = await campaign({ ...options, wanted: { mechanism: 'spoof' } });
    expect(keysOf(spoofed).sort()).toEqual(
      keysOf(all)
        .filter((key) => key.endsWith(' spoof'))
        .sort(),
    );
    expect(spoofed.findings.length).toBeGreaterThan(0);
    expect(spoofed.tally).toEqual(all.tally);
  });

  it(`holds for the shrunk case too (seed ${SEED})`, async () => {
    const wanted = { circumstances: ['arpreply'] };
    const { findings } = await campaign({ wanted, runs: 150, keepGoing: true });
    expect(findings.length).toBeGreaterThan(0);
    for (const { violation } of findings) expect(violation.circumstances).toContain('arpreply');
  });

  it(`that never comes is looked for to the end (seed ${SEED})`, async () => {
    expect(await campaign({ wanted: { mechanism: 'magic' }, runs: 30 })).toMatchObject({
      ended: 'runs',
      runs: 30,
      findings: [],
    });
  });

  it(`endsAt: other findings are reported on the way (seed ${SEED})`, async () => {
    const arbitrary = rackScenario({ hostsMax: 3, kinds: ALL_KINDS });
    const result = await campaign({ arbitrary, endsAt: (violation) => violation.mechanism === 'spoof' });
    expect(result.ended).toBe('found');
    const mechanisms = result.findings.map((each) => each.violation.mechanism);
    expect(mechanisms.length).toBeGreaterThan(1);
    expect(mechanisms.filter((mechanism) => mechanism === 'spoof')).toHaveLength(1);
    expect(mechanisms.at(-1)).toBe('spoof');
  });
});

describe('an interrupt', () => {
  it('before the first case: nothing is run', async () => {
    const result = await campaign({ signal: AbortSignal.abort() });
    expect(result).toMatchObject({ ended: 'interrupted', runs: 0, findings: [] });
  });

  it(`between slices: what was run is told (seed ${SEED})`, async () => {
    const controller = new AbortController();
    const onEvent = (event: CampaignEvent): void => {
      if (event.kind === 'progress' && event.runs >= 48) controller.abort();
    };
    const result = await campaign({ properties: [CONTENT], signal: controller.signal, onEvent });
    expect([result.ended, result.runs]).toEqual(['interrupted', 48]);
    expect(result.tally).toMatchObject([{ verdict: 'held', exercisedRuns: 48 }]);
  });

  it(`between cases of a slice as well (seed ${SEED})`, async () => {
    const controller = new AbortController();
    let runs = 0;
    const counting = madeUpProperty('counting', () => ({
      end() {
        runs += 1;
        if (runs === 5) controller.abort();
      },
    }));
    const result = await campaign({ properties: [counting], signal: controller.signal });
    expect([result.ended, result.runs]).toEqual(['interrupted', 5]);
  });

  it(`while it shrinks: the finding is reported as far as it got (seed ${SEED})`, async () => {
    const controller = new AbortController();
    const onEvent = (event: CampaignEvent): void => {
      if (event.kind === 'shrinking') controller.abort();
    };
    const result = await campaign({ signal: controller.signal, onEvent });
    expect(result.ended).toBe('interrupted');
    expect(result.findings[0]).toMatchObject({ minimal: false });
    expect(result.findings[0]!.scenario).not.toEqual(result.findings[0]!.original);
  });

  it(`after a finding that it keeps: all findings so far are told (seed ${SEED})`, async () => {
    const controller = new AbortController();
    const onEvent = (event: CampaignEvent): void => {
      if (event.kind === 'finding') controller.abort();
    };
    const result = await campaign({ keepGoing: true, signal: controller.signal, onEvent });
    expect(result.ended).toBe('interrupted');
    expect(result.findings.length).toBeGreaterThan(0);
    expect(result.runs).toBeLessThan(2000);
  });
});

describe('who listens', () => {
  it(`hears of a finding when it is found, while it shrinks, and when it is as small as it gets (seed ${SEED})`, async () => {
    const events: CampaignEvent[] = [];
    const { findings, runs } = await campaign({
      properties: [neverLearnedOffHost],
      onEvent: (event) => events.push(event),
    });
    const kinds = events.map((event) => event.kind).filter((kind, index, all) => kind !== all[index - 1]);
    expect(kinds.slice(-4)).toEqual(['found', 'progress', 'shrinking', 'finding']);
    const found = events.find((event) => event.kind === 'found')!;
    expect(found).toMatchObject({ run: runs, scenario: findings[0]!.original });
    const sizes = events.flatMap((event) =>
      event.kind === 'shrinking' ? [JSON.stringify(event.scenario).length] : [],
    );
    expect(sizes).toEqual(sizes.toSorted((left, right) => right - left));
    expect(events.at(-1)).toEqual({ kind: 'finding', finding: findings[0] });
  });

  it(`hears of progress after every slice (seed ${SEED})`, async () => {
    const runs: number[] = [];
    const onEvent = (event: CampaignEvent): void => void (event.kind === 'progress' && runs.push(event.runs));
    await campaign({ properties: [CONTENT], runs: 40, onEvent });
    expect(runs).toEqual([16, 32, 40]);
  });
});
