import { expect, test } from 'vitest';
import { z } from 'zod';
import { type ConformFacts, conformJson, conformResultOf } from '../../src/report/conform-json.ts';
import { conformSchema } from '../../src/report/conform-schema.ts';
import { resultSchema } from '../../src/report/result-schema.ts';
import type { CampaignFinding } from '../../src/runner/finding.ts';
import { madeUpExpectation, madeUpRow } from '../runner/made-up-row.ts';
import { BUBBLE, runBubble } from './bubble.ts';

const known = madeUpExpectation('a.expected', { mechanism: 'twice', case: 'kernel-twice' });
const other = madeUpExpectation('a.expected', { case: 'kernel-other' });
const gone = madeUpExpectation('a.gone');

function finding(mechanism: string): CampaignFinding {
  const violation = { ...runBubble().violation, property: 'a.expected', mechanism, circumstances: [] };
  return { violation, scenario: BUBBLE, original: BUBBLE, run: 6, tries: 161, minimal: true };
}

const rows = [
  madeUpRow('a.held', 'held'),
  madeUpRow('a.expected', 'expected', { expectations: [known, other] }),
  madeUpRow('a.gone', 'gone', { expectations: [gone], gone: [gone] }),
  madeUpRow('a.vacuous', 'vacuous'),
  madeUpRow('a.inconclusive', 'inconclusive', { reason: 'the harness was late' }),
  madeUpRow('a.unsupported', 'unsupported', { reason: 'it cannot be made to send' }),
  madeUpRow('a.other', 'unsupported', {}, { profiles: ['linux'] }),
];
const campaign: ConformFacts['campaign'] = {
  seed: 7,
  runs: 2000,
  frames: 12_345,
  milliseconds: 1500,
  stimuli: 0,
  lateRuns: 0,
  seen: [],
  ended: 'runs',
  findings: [],
  tally: [],
  swept: [{ sweep: 'operations', judged: 512, size: 65_536 }],
};
const FACTS: ConformFacts = {
  campaign,
  written: [],
  stack: 'kernel,arp_accept=1',
  stackVersion: 'Linux 6.18',
  profile: 'rfc826-strict',
  exitCode: 1,
  compared: { rows, gone: [gone], notSeen: [{ expectation: other, because: 'not-replayed' }] },
};

test('a result says what it means in the light of what is known', () => {
  const result = conformResultOf(FACTS);
  expect(resultSchema.parse(JSON.parse(conformJson([result], 7)))).toEqual(result);
  expect(conformJson([{ ...result, properties: result.properties.slice(1, 3) }], 7)).toMatchInlineSnapshot(`
    "{
      "version": 1,
      "arpcheck": "0.1.0",
      "seed": 7,
      "stack": "kernel,arp_accept=1",
      "stackVersion": "Linux 6.18",
      "profile": "rfc826-strict",
      "seconds": 1.5,
      "cases": 2000,
      "frames": 12345,
      "ended": "runs",
      "exitCode": 1,
      "properties": [
        {
          "id": "a.expected",
          "level": "MUST",
          "verdict": "violated",
          "exercised": 1234,
          "exercisedCases": 1234,
          "violatedCases": 2,
          "shown": "expected",
          "deviations": [
            {
              "property": "a.expected",
              "mechanism": "twice",
              "reason": "It does something else.",
              "source": "its.c",
              "case": "kernel-twice"
            }
          ],
          "violations": []
        },
        {
          "id": "a.gone",
          "level": "MUST",
          "verdict": "held",
          "exercised": 1234,
          "exercisedCases": 1234,
          "violatedCases": 0,
          "shown": "gone",
          "violations": []
        }
      ],
      "sweeps": [{ "sweep": "operations", "judged": 512, "size": 65536 }],
      "expectationsGone": [
        { "property": "a.gone", "reason": "It does something else.", "source": "its.c", "case": "a.gone" }
      ],
      "expectationsNotSeen": [
        {
          "property": "a.expected",
          "reason": "It does something else.",
          "source": "its.c",
          "case": "kernel-other",
          "because": "not-replayed"
        }
      ]
    }
    "
  `);
});

test('what is open has a reason', () => {
  const reasons = conformResultOf(FACTS).properties.map(({ id, reason }) => [id, reason] as const);
  expect(Object.fromEntries(reasons.filter(([, reason]) => reason !== undefined))).toEqual({
    'a.vacuous': 'never happened: what the test does',
    'a.inconclusive': 'the harness was late',
    'a.unsupported': 'it cannot be made to send',
    'a.other': 'not demanded of this profile, only of linux',
  });
});

test('what only a stored case shows is open in the run, and says why', () => {
  const row = madeUpRow('a.expected', 'expected', { expectations: [known], verdict: 'vacuous', exercised: 0 });
  const result = conformResultOf({ ...FACTS, compared: { rows: [row], gone: [], notSeen: [] } });
  expect(result.properties).toMatchObject([
    { verdict: 'vacuous', shown: 'expected', reason: 'never happened: what the test does', deviations: [{}] },
  ]);
});

test('violations are told from known deviations, by mechanism and profile', () => {
  const written = ['twice', 'merge'].map((mechanism) => {
    return { finding: finding(mechanism), case: `${mechanism}.json`, capture: `${mechanism}.pcapng` };
  });
  const expected = (profiles: readonly string[]) => {
    const row = madeUpRow('a.expected', 'violated', { expectations: [{ ...known, profiles }] });
    const { properties } = conformResultOf({ ...FACTS, written, compared: { rows: [row], gone: [], notSeen: [] } });
    return properties[0]?.violations.map((each) => [each.mechanism, each.expected]);
  };
  expect(expected(['rfc826-strict'])).toEqual([
    ['twice', true],
    ['merge', false],
  ]);
  expect(expected(['linux'])).toEqual([
    ['twice', false],
    ['merge', false],
  ]);
});

test('one stack is a result, several are a list of them, in the order in which they came', () => {
  const first = conformResultOf(FACTS);
  const second = { ...first, stack: 'lwip' };
  const text = conformJson([first, second], 7);
  expect(conformSchema.parse(JSON.parse(text))).toEqual({
    version: 1,
    arpcheck: '0.1.0',
    seed: 7,
    stacks: [first, second],
  });
  expect(text.match(/"(version|arpcheck|seed|stacks|stack|stackVersion)":/g)?.slice(0, 9)).toEqual(
    ['version', 'arpcheck', 'seed', 'stacks', 'version', 'arpcheck', 'seed', 'stack', 'stackVersion'].map(
      (key) => `"${key}":`,
    ),
  );
  expect(conformSchema.parse(JSON.parse(conformJson([first], 7)))).toEqual(first);
  expect(conformSchema.parse(JSON.parse(conformJson([], 7)))).toMatchObject({ seed: 7, stacks: [] });
});

test('the format can be published as JSON Schema', () => {
  expect(z.toJSONSchema(conformSchema)).toMatchObject({
    anyOf: [
      { type: 'object', additionalProperties: false },
      { type: 'object', additionalProperties: false },
    ],
  });
});
