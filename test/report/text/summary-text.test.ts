import { expect, test } from 'vitest';
import type { Verdict } from '../../../src/monitor/index.ts';
import { headerText } from '../../../src/report/text/header-text.ts';
import { plural, thousands } from '../../../src/report/text/numbers.ts';
import { progressText, shrinkingText } from '../../../src/report/text/progress-text.ts';
import { summaryLines, totalsText } from '../../../src/report/text/summary-text.ts';
import { wrapped } from '../../../src/report/text/wrapped.ts';
import type { CampaignResult } from '../../../src/runner/campaign.ts';
import type { TallyRow } from '../../../src/runner/tally.ts';
import { BUBBLE, PROPERTY } from '../bubble.ts';

function row(verdict: Verdict, part: Partial<TallyRow> = {}): TallyRow {
  const property = { ...PROPERTY, id: `p.${verdict}`, profiles: ['rfc826-strict'] };
  return { property, verdict, exercised: 12_345, exercisedRuns: 980, violated: 1, reason: undefined, ...part };
}

test('every verdict has its line', () => {
  const rows = [
    row('held'),
    row('violated'),
    row('vacuous'),
    row('inconclusive', { reason: 'the monitor failed: x' }),
    row('inconclusive'),
    row('unsupported'),
  ];
  expect(summaryLines(rows, 1000)).toMatchInlineSnapshot(`
    [
      "✓ held          p.held          exercised 12,345 times, in 980 of 1,000 cases",
      "✗ violated      p.violated      in 1 of 1,000 cases; exercised 12,345 times, in 980 of 1,000 cases",
      "○ vacuous       p.vacuous       never happened: a neighbour entry for an address that some host has with scope host gets a MAC address",
      "? inconclusive  p.inconclusive  the monitor failed: x",
      "? inconclusive  p.inconclusive  it could not be decided",
      "- unsupported   p.unsupported   not demanded of this profile, only of rfc826-strict",
    ]
  `);
});

test('a campaign ends in one line', () => {
  const result: CampaignResult = {
    seed: 1,
    runs: 1,
    frames: 1234,
    milliseconds: 1234,
    stimuli: 0,
    lateRuns: 0,
    seen: [],
    ended: 'runs',
    findings: [],
    tally: [],
  };
  const lines = (['found', 'runs', 'time', 'interrupted'] as const).map((ended) => totalsText({ ...result, ended }));
  expect(lines).toMatchInlineSnapshot(`
    [
      "1 case, 1,234 frames, 1.23 s: no violation; ended with a violation",
      "1 case, 1,234 frames, 1.23 s: no violation; ended after the cases asked for",
      "1 case, 1,234 frames, 1.23 s: no violation; ended after the time given",
      "1 case, 1,234 frames, 1.23 s: no violation; interrupted",
    ]
  `);
});

test('a campaign begins with its seed', () => {
  const properties = [{ id: 'a.b' }];
  const header = { application: 'arpcheck 1.2.3', seed: 42, shard: undefined, subject: 'random racks', properties };
  const one = headerText({ ...header, hint: undefined, bound: 'until interrupted' });
  const shard = 'shard 2/8 of seed 7';
  const many = headerText({ ...header, shard, properties: [...properties, { id: 'c' }], hint: 'a hint', bound: 'x' });
  expect([one, many]).toMatchInlineSnapshot(`
    [
      "arpcheck 1.2.3   seed 42
    random racks, until interrupted
    judged by a.b
    ",
      "arpcheck 1.2.3   seed 42   (shard 2/8 of seed 7)
    random racks, x
    judged by 2 properties (a hint)
    ",
    ]
  `);
});

test('progress is one line', () => {
  expect(progressText({ runs: 12_400, frames: 310_000, findings: 1 }, 6.5)).toBe(
    '12,400 cases · 1,908/s · 310,000 frames · 1 violation',
  );
  expect(progressText({ runs: 0, frames: 0, findings: 0 }, 0)).toBe('0 cases · 0/s · 0 frames · no violation');
  expect(shrinkingText(BUBBLE, 120)).toBe('shrinking: 2 hosts, 2 guests, 3 steps after 120 tries');
});

test('numbers are grouped the same everywhere', () => {
  expect([0, 999, 1000, 1_234_567].map(thousands)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect(plural(1, 'try', 'tries')).toBe('1 try');
  expect(plural(2, 'try', 'tries')).toBe('2 tries');
});

test('paragraphs are wrapped at 100 columns, and long words stay whole', () => {
  const lines = wrapped(`${'word '.repeat(40)}${'x'.repeat(120)} end`, '  ');
  expect(lines.every((line) => line.startsWith('  '))).toBe(true);
  expect(lines.filter((line) => line.length > 100)).toEqual([`  ${'x'.repeat(120)}`]);
  expect(wrapped('', '  ')).toEqual(['  ']);
});
