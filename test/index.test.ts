import { expect, test } from 'vitest';
import {
  captureOf,
  caseOf,
  catalogue,
  coverageOf,
  facts,
  judgeTrace,
  NOT_COVERED,
  parseCase,
  parseTrace,
  pcapngOf,
  rackScenario,
  replayCase,
  requirements,
  runCampaign,
  runScenario,
  serialiseCase,
  serialiseTrace,
  TEST_SUITES,
  violationText,
} from '../src/index.ts';

test('a program can search, keep, replay, judge and explain with what the package exports', async () => {
  const property = catalogue.find((each) => each.id === 'host-scope.never-learned-off-host')!;
  const campaign = await runCampaign({ arbitrary: rackScenario({ hostsMax: 3 }), properties: [property], seed: 1 });
  const { scenario, violation } = campaign.findings[0]!;

  const text = serialiseCase(caseOf(scenario, violation, { stack: 'reference', stackVersion: 'x', seed: 1 }));
  const parsed = parseCase(text, 'case.json');
  expect(parsed.ok && replayCase(parsed.case, property).outcome).toBe('failed');

  const { trace } = runScenario(scenario, { properties: [property], record: true });
  const stored = parseTrace(serialiseTrace(trace));
  expect(stored.ok && judgeTrace(stored.trace, [property])[0]!.violations).toContainEqual(violation);

  expect(violationText({ property, violation, scenario, trace })).toContain('◄── violates');
  const report = { trace, property, violation, caseJson: text, caseName: 'case', application: 'a test' };
  expect(pcapngOf(captureOf(report)).length).toBeGreaterThan(1000);
});

test('a program can look up what a requirement says, who checks it, and which published cases are about it', () => {
  const coverage = coverageOf({ requirements, properties: catalogue, facts, notCovered: NOT_COVERED });
  const [row] = TEST_SUITES.find(({ name }) => name === 'TC8')!.cases.find(({ id }) => id === 'ARP_42')!.rows;
  expect(requirements.find(({ id }) => id === row)!.requirement).toBe('A Reply is never answered.');
  expect(coverage.get(row!)).toEqual({ kind: 'checked', properties: ['rfc826.replies-are-not-answered'] });
});
