import { expect, test } from 'vitest';
import { z } from 'zod';
import { replaySchema } from '../../src/report/replay-schema.ts';
import { resultJson, resultOf } from '../../src/report/result-json.ts';
import { resultSchema } from '../../src/report/result-schema.ts';
import type { CampaignResult } from '../../src/runner/campaign.ts';
import type { CampaignFinding } from '../../src/runner/finding.ts';
import { BUBBLE, PROPERTY, runBubble } from './bubble.ts';

const { violation } = runBubble();
const finding: CampaignFinding = { violation, scenario: BUBBLE, original: BUBBLE, run: 6, tries: 161, minimal: true };
const campaign: CampaignResult = {
  seed: 1,
  runs: 6,
  frames: 231,
  milliseconds: 123.456,
  stimuli: 0,
  lateRuns: 0,
  seen: [],
  ended: 'found',
  findings: [finding],
  tally: [
    {
      property: PROPERTY,
      verdict: 'violated',
      exercised: 5,
      exercisedRuns: 1,
      violated: 1,
      reason: undefined,
    },
  ],
};
const facts = {
  campaign,
  rows: campaign.tally,
  written: [{ finding, case: 'p/91b1.json', capture: 'p/91b1.pcapng' }],
  stack: 'reference',
  profile: 'mixed',
  exitCode: 1,
};

test('a result is what its schema says, keys in order', () => {
  const text = resultJson(resultOf(facts));
  expect(resultSchema.parse(JSON.parse(text))).toEqual(resultOf(facts));
  expect(text).toMatchInlineSnapshot(`
    "{
      "version": 1,
      "arpcheck": "0.1.0",
      "seed": 1,
      "stack": "reference",
      "profile": "mixed",
      "seconds": 0.123,
      "cases": 6,
      "frames": 231,
      "ended": "found",
      "exitCode": 1,
      "properties": [
        {
          "id": "host-scope.never-learned-off-host",
          "level": "MUST",
          "verdict": "violated",
          "exercised": 5,
          "exercisedCases": 1,
          "violatedCases": 1,
          "violations": [
            {
              "case": "p/91b1.json",
              "capture": "p/91b1.pcapng",
              "message": "expected: 169.254.1.1 on VM-2 maps to a MAC address of BM-2; received: it maps to 02:00:00:00:00:01 of BM-1",
              "mechanism": "merge-from-third-party-request",
              "circumstances": ["arpreply"],
              "expected": false,
              "run": 6,
              "steps": 3,
              "minimal": true
            }
          ]
        }
      ]
    }
    "
  `);
});

test('a shard and a reason are there when there are any', () => {
  const rows = [{ ...campaign.tally[0]!, verdict: 'inconclusive' as const, reason: 'the monitor failed' }];
  const result = resultOf({ ...facts, rows, shard: 'shard 2/8 of seed 7', written: [] });
  expect(resultSchema.parse(result)).toMatchObject({
    shard: 'shard 2/8 of seed 7',
    properties: [{ reason: 'the monitor failed', violations: [] }],
  });
});

test('both formats can be published as JSON Schema', () => {
  for (const schema of [resultSchema, replaySchema]) {
    expect(z.toJSONSchema(schema)).toMatchObject({ type: 'object', additionalProperties: false });
  }
});
