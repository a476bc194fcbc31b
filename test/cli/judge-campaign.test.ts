import { describe, expect, test } from 'vitest';
import { ExitCode } from '../../src/cli/exit-code.ts';
import { decisiveProperties, judgeCampaign } from '../../src/cli/judge-campaign.ts';
import type { Level, Verdict } from '../../src/monitor/index.ts';
import type { CampaignResult } from '../../src/runner/campaign.ts';
import { rowsUnderProfile } from '../../src/runner/rows-under-profile.ts';
import type { TallyRow } from '../../src/runner/tally.ts';
import { BUBBLE, PROPERTY, runBubble } from '../report/bubble.ts';

const TERMS = { strict: false, onlyMechanism: false };

function row(id: string, level: Level, verdict: Verdict, profiles?: readonly string[]): TallyRow {
  const property = { ...PROPERTY, id, level, ...(profiles === undefined ? {} : { profiles }) };
  const violated = verdict === 'violated' ? 1 : 0;
  return { property, verdict, exercised: 1, exercisedRuns: 1, violated, reason: undefined };
}

/** A campaign that found what the rows say is violated. */
function campaign(rows: readonly TallyRow[], part: Partial<CampaignResult> = {}): CampaignResult {
  const findings = rows
    .filter((each) => each.verdict === 'violated')
    .map((each) => ({
      violation: { ...runBubble().violation, property: each.property.id },
      scenario: BUBBLE,
      original: BUBBLE,
      run: 1,
      tries: 1,
      minimal: true,
    }));
  return {
    seed: 1,
    runs: 9,
    frames: 9,
    milliseconds: 9,
    ended: 'runs',
    findings,
    stimuli: 0,
    lateRuns: 0,
    seen: [],
    tally: rows,
    ...part,
  };
}

function exitCode(rows: readonly TallyRow[], terms: Partial<typeof TERMS> = {}, part: Partial<CampaignResult> = {}) {
  return judgeCampaign(campaign(rows, part), rows, { ...TERMS, ...terms }).exitCode;
}

describe('the exit code of a campaign', () => {
  const held = row('held', 'MUST', 'held');

  test.each<[string, readonly TallyRow[], ExitCode]>([
    ['every MUST held', [held], ExitCode.ok],
    ['a MUST is violated', [held, row('a', 'MUST', 'violated')], ExitCode.violated],
    ['a MUST never happened', [held, row('a', 'MUST', 'vacuous')], ExitCode.inconclusive],
    ['a MUST could not be decided', [held, row('a', 'MUST', 'inconclusive')], ExitCode.inconclusive],
    ['violated beats vacuous', [row('a', 'MUST', 'vacuous'), row('b', 'MUST', 'violated')], ExitCode.violated],
    ['a SHOULD is violated', [held, row('a', 'SHOULD', 'violated')], ExitCode.ok],
    ['a SHOULD never happened', [held, row('a', 'SHOULD', 'vacuous')], ExitCode.ok],
    ['only a SHOULD was asked for, and is violated', [row('a', 'SHOULD', 'violated')], ExitCode.violated],
    ['something is not demanded of the profile', [held, row('a', 'MUST', 'unsupported')], ExitCode.ok],
    ['nothing is demanded of the profile', [row('a', 'MUST', 'unsupported')], ExitCode.inconclusive],
  ])('when %s', (_name, rows, expected) => {
    expect(exitCode(rows)).toBe(expected);
  });

  test('counts everything when strict', () => {
    expect(exitCode([held, row('a', 'SHOULD', 'violated')], { strict: true })).toBe(ExitCode.violated);
    expect(exitCode([held, row('a', 'PRACTICE', 'vacuous')], { strict: true })).toBe(ExitCode.inconclusive);
  });

  test('is about the mechanism asked for', () => {
    const violated = [row('a', 'MUST', 'violated')];
    expect(exitCode(violated, { onlyMechanism: true })).toBe(ExitCode.violated);
    expect(exitCode(violated, { onlyMechanism: true }, { findings: [] })).toBe(ExitCode.inconclusive);
  });

  test('is that of an interrupt, whatever was found', () => {
    expect(exitCode([row('a', 'MUST', 'violated')], {}, { ended: 'interrupted' })).toBe(ExitCode.interrupted);
  });

  test('comes with the reason where the verdicts do not tell it', () => {
    const note = (rows: readonly TallyRow[]): string | undefined => judgeCampaign(campaign(rows), rows, TERMS).note;
    const open = [held, row('a', 'MUST', 'vacuous'), row('b', 'MUST', 'inconclusive'), row('c', 'MUST', 'vacuous')];
    expect(note([held])).toBeUndefined();
    expect(note(open)).toBe('inconclusive: of 4 that count, 1 could not be decided and 2 never exercised');
    expect(note([held, row('a', 'SHOULD', 'violated')])).toBe('with --strict this would fail: a');
  });
});

test('what a profile is excused from is told apart from what did not happen', () => {
  const rows = [
    row('a', 'MUST', 'vacuous', ['rfc826-strict']),
    row('b', 'MUST', 'vacuous', ['linux']),
    row('c', 'MUST', 'violated', ['rfc826-strict']),
    row('d', 'MUST', 'vacuous'),
  ];
  const verdicts = (profile?: string) => rowsUnderProfile(rows, profile).map((each) => each.verdict);
  expect(verdicts('linux')).toEqual(['unsupported', 'vacuous', 'violated', 'vacuous']);
  expect(verdicts()).toEqual(['vacuous', 'vacuous', 'violated', 'vacuous']);
});

test('MUSTs decide, or all if there is none or all shall', () => {
  const [must, should] = [row('a', 'MUST', 'held').property, row('b', 'SHOULD', 'held').property];
  expect([...decisiveProperties([must, should], false)]).toEqual([must]);
  expect([...decisiveProperties([must, should], true)]).toEqual([must, should]);
  expect([...decisiveProperties([should], false)]).toEqual([should]);
});
