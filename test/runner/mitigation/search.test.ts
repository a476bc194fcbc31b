import { describe, expect, it } from 'vitest';
import { ranked } from '../../../src/runner/mitigation/best.ts';
import type { Row } from '../../../src/runner/mitigation/search.ts';
import { runScenario } from '../../../src/runner/run.ts';
import { falls, SEED, storySearch, trial } from './story.ts';

const RUNS = 150;
const LONG = { timeout: 300_000 };
const LEARNED = 'never-learned-off-host';
const ON_WIRE = 'never-on-wire-off-host';
const DELIVERED = 'delivered-to-own-host';
const EVERYTHING = { [LEARNED]: ['honest'], [ON_WIRE]: ['honest'], [DELIVERED]: ['honest'] };
const ANNOUNCED = {
  [LEARNED]: ['spoofing', 'one-without'],
  [ON_WIRE]: ['spoofing', 'one-without'],
  [DELIVERED]: ['migration', 'one-without'],
};

describe(`mitigations on the rack of the story (seed ${SEED}, ${RUNS} cases)`, LONG, () => {
  const search = storySearch(RUNS);
  const rows: Row[] = [];

  it.each([
    ['nothing', EVERYTHING],
    ['arp_announce=1', ANNOUNCED],
    ['arp_announce=2', ANNOUNCED],
    ['arp_ignore=1', EVERYTHING],
    ['arp_ignore=3', EVERYTHING],
    ['isolated-ports', EVERYTHING],
    ['proxy_arp=1', EVERYTHING],
    ['scope-link', EVERYTHING],
    [
      'arptables-forward',
      { [LEARNED]: ['one-without'], [ON_WIRE]: ['honest'], [DELIVERED]: ['migration', 'one-without'] },
    ],
    ['ebtables-output-uplink', ANNOUNCED],
    [
      'ebtables-forward + ebtables-output-uplink',
      { [LEARNED]: [], [ON_WIRE]: ['one-without'], [DELIVERED]: ['migration'] },
    ],
  ])('%s', async (name, expected) => {
    const row = (await search.row(trial(name)))!;
    rows.push(row);
    expect(falls(row)).toEqual(expected);
    // What holds was exercised; what falls has a case that shows it alone.
    for (const { verdict, exercised, counterexample, property } of row.cells) {
      if (verdict === 'held') expect(exercised).toBeGreaterThan(RUNS / 4);
      if (counterexample === undefined) continue;
      const { violations } = runScenario(counterexample.scenario, { properties: [property] });
      expect(violations.map((each) => each.mechanism)).toContain(counterexample.violation.mechanism);
    }
  });

  it('drop what has to be heard: the address is of no use any more, so it is not the best', async () => {
    const row = (await search.row(trial('ebtables-output')))!;
    expect(row.answered).toBeLessThan(rows[0]!.answered * 0.9);
    expect(ranked([...rows, row])[0]!.trial.name).toBe('ebtables-forward + ebtables-output-uplink');
    expect(ranked([...rows, row]).at(-1)).toBe(row);
  });

  it('are searched by steps that are the same for all', async () => {
    const alone = (await storySearch(RUNS).row(trial('arp_announce=2')))!;
    const exercised = (row: Row) =>
      row.cells.map(({ property, traffic, verdict, exercised: times }) => [property.id, traffic.id, verdict, times]);
    expect(exercised(alone)).toEqual(exercised(rows.find((row) => row.trial.name === 'arp_announce=2')!));
  });
});
