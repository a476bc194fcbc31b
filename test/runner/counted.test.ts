import { describe, expect, it } from 'vitest';
import type { Violation } from '../../src/monitor/index.ts';
import { type CampaignOptions, type CampaignResult, runCampaign } from '../../src/runner/campaign.ts';
import { runConformance } from '../../src/runner/conformance.ts';
import { casesOf, type Extent } from '../../src/runner/counted.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SIMULATED } from '../../src/scenario/arbitraries/subject.ts';
import type { Sweep } from '../../src/scenario/sweeps/sweep.ts';
import { findingAt, madeUpProperty } from '../monitor/made-up-property.ts';

const WHERE = { profile: 'rfc826-strict', subject: SIMULATED };
/** Waits of as many milliseconds as its number says, between a wait before and a wait after. */
const WAITS: Sweep = {
  name: 'waits',
  size: 10,
  batch: 4,
  inSample: (index) => index % 3 === 0,
  before: [{ do: 'wait', ms: 100 }],
  stimulus: (ms) => [{ do: 'wait', ms }],
  after: [{ do: 'wait', ms: 200 }],
};

function waitsOf(extent: Extent): readonly (readonly number[])[] {
  return [...casesOf(WAITS, extent, WHERE)].map(({ scenario }) =>
    scenario.steps.map((step) => (step.do === 'wait' ? step.ms : -1)),
  );
}

describe('the cases of a sweep', () => {
  it('are all stimuli in order, as many at once as it says', () => {
    expect(waitsOf('all')).toEqual([
      [100, 0, 1, 2, 3, 200],
      [100, 4, 5, 6, 7, 200],
      [100, 8, 9, 200],
    ]);
  });

  it('are some of them if asked for', () => {
    expect(waitsOf('sample')).toEqual([[100, 0, 3, 6, 9, 200]]);
    expect(waitsOf({ from: 5, to: 5 })).toEqual([[100, 5, 200]]);
    expect(waitsOf({ from: 8, to: 1000 })).toEqual([[100, 8, 9, 200]]);
  });

  it('say which they are, and come apart', () => {
    const [first] = casesOf(WAITS, 'all', WHERE);
    expect([first!.name, first!.stimuli]).toEqual(['waits:0-3', 4]);
    const parts = first!.parts();
    expect(parts.map(({ name }) => name)).toEqual(['waits:0', 'waits:1', 'waits:2', 'waits:3']);
    expect(parts[2]!.scenario.steps).toEqual([...WAITS.before, { do: 'wait', ms: 2 }, ...WAITS.after]);
    expect(parts[2]!.parts()).toEqual([]);
  });
});

/** Violated by every wait of 2 and of 7 milliseconds, by a mechanism of its own. */
const DISLIKES_SOME = madeUpProperty('dislikes-some', (context) => {
  let last = 0;
  return {
    settled: ({ time }) => {
      context.exercised();
      const ms = Math.round((time - last) / 1e6);
      last = time;
      if (ms === 2 || ms === 7) context.violated({ ...findingAt(time), mechanism: ms === 2 ? 'two' : 'seven' });
    },
  };
});

function campaign(more: Partial<CampaignOptions> = {}): Promise<CampaignResult> {
  return runCampaign({
    arbitrary: singleStackScenario(),
    counted: casesOf(WAITS, 'all', WHERE),
    properties: [DISLIKES_SOME],
    seed: 1,
    keepGoing: true,
    ...more,
  });
}

describe('a campaign of counted cases', () => {
  it('runs each of them once, whatever the slice, and says how many stimuli that were', async () => {
    for (const slice of [1, 2, 16]) {
      expect(await campaign({ slice })).toMatchObject({ ended: 'runs', runs: 3, stimuli: 10 });
    }
    expect(await campaign({ runs: 2 })).toMatchObject({ ended: 'runs', runs: 2, stimuli: 8 });
  });

  it('shrinks what it finds like drawn cases, and says where it was', async () => {
    const { findings } = await campaign();
    expect(findings.map(({ violation, sweep, scenario }) => [violation.mechanism, sweep, scenario.steps])).toEqual([
      ['two', 'waits:0-3', [{ do: 'wait', ms: 2 }]],
      ['seven', 'waits:4-7', [{ do: 'wait', ms: 7 }]],
    ]);
  });

  it('takes a case apart in which something shows beside what is known', async () => {
    const isKnown = ({ mechanism }: Pick<Violation, 'mechanism'>): boolean => mechanism === 'two';
    const together: Sweep = { ...WAITS, batch: 10 };
    const result = await campaign({ isKnown, counted: casesOf(together, 'all', WHERE) });
    // The case of all, and each stimulus by itself; they are not counted twice.
    expect(result).toMatchObject({ runs: 11, stimuli: 10 });
    expect(result.findings.map(({ violation, sweep }) => [violation.mechanism, sweep])).toEqual([['seven', 'waits:7']]);
  });

  it('does not look for ever for what follows from what is known', async () => {
    const follows = madeUpProperty('follows', (context) => {
      let waits = 0;
      return {
        settled: ({ time }) => {
          waits += 1;
          if (waits > 5) context.violated({ ...findingAt(time), mechanism: 'many' });
          context.violated({ ...findingAt(time), mechanism: 'known' });
        },
      };
    });
    const long: Sweep = { ...WAITS, size: 400 };
    const isKnown = ({ mechanism }: Pick<Violation, 'mechanism'>): boolean => mechanism === 'known';
    const { runs, stimuli, findings } = await campaign({
      isKnown,
      properties: [follows],
      counted: casesOf(long, 'all', WHERE),
    });
    expect([runs, stimuli, findings]).toEqual([100 + 8 * 4, 400, []]);
  });
});

describe('a conformance run', () => {
  const parts = [{ arbitrary: singleStackScenario(), slice: 256, runs: 20 }];

  it('counts first, and says how far it came', async () => {
    const sweeping = { ...WHERE, sweeps: [{ sweep: WAITS, extent: 'sample' }] } as const;
    const result = await runConformance({ parts, sweeping, properties: [DISLIKES_SOME], seed: 1 });
    expect(result).toMatchObject({ ended: 'runs', runs: 21, swept: [{ sweep: 'waits', judged: 4, size: 10 }] });
  });

  it('without sweeps counts nothing', async () => {
    expect(await runConformance({ parts, properties: [DISLIKES_SOME], seed: 1 })).toMatchObject({
      runs: 20,
      swept: [],
    });
  });
});
