import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { runCampaign } from '../../src/runner/campaign.ts';
import type { CampaignFinding, Wanted } from '../../src/runner/finding.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';

const PAGE = fileURLToPath(new URL('../../docs/fifty-seeds.md', import.meta.url));
const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);
const BUBBLE = 'merge-from-third-party-request';
const LONG = { timeout: 300_000 };

interface Found {
  readonly seed: number;
  readonly finding: CampaignFinding;
  readonly hosts: number;
  readonly guests: number;
  readonly steps: number;
}

async function search(seed: number, wanted: Wanted): Promise<Found> {
  const result = await runCampaign({ arbitrary: rackScenario(), properties: [neverLearnedOffHost], seed, wanted });
  const finding = result.findings[0]!;
  const { topology, steps } = finding.scenario;
  const guests = topology.hosts.reduce((sum, host) => sum + (host.guests?.length ?? 0), 0);
  return { seed, finding, hosts: topology.hosts.length, guests, steps: steps.length };
}

const isSmall = (found: Found): boolean => found.hosts <= 2 && found.guests <= 3 && found.steps <= 4;

describe(`arpcheck fuzz over the seeds 1 to ${SEEDS.length}`, () => {
  const sections: string[] = [];

  it.each([
    ['whatever the mechanism', {}],
    [`--mechanism ${BUBBLE}`, { mechanism: BUBBLE }],
  ] as const)('finds a violation with every seed and makes it small: %s', LONG, async (title, wanted) => {
    const found: Found[] = [];
    for (const seed of SEEDS) found.push(await search(seed, wanted));
    expect(found.filter(isSmall).length).toBeGreaterThanOrEqual(45);
    sections.push(section(title, found));
  });

  it('as docs/fifty-seeds.md says', async () => {
    const page = ['# What fifty seeds find', '', INTRODUCTION, '', ...sections].join('\n');
    await expect(page).toMatchFileSnapshot(PAGE);
  });
});

const INTRODUCTION = [
  '`arpcheck fuzz` on random racks, judged by `host-scope.never-learned-off-host`, with the seeds 1 to 50: how many of them',
  'end with which mechanism, after how many cases, and how small the case becomes. *Small*: at most 2 hosts, 3 guests and',
  '4 steps. This page is generated: `npx vitest run test/claims/fifty-seeds.test.ts -u`.',
].join('\n');

function section(title: string, found: readonly Found[]): string {
  const mechanisms = new Map<string, Found[]>();
  for (const each of found) {
    const mechanism = each.finding.violation.mechanism;
    mechanisms.set(mechanism, [...(mechanisms.get(mechanism) ?? []), each]);
  }
  const rows = [...mechanisms].sort(([, left], [, right]) => right.length - left.length);
  return [
    `## ${title[0]!.toUpperCase()}${title.slice(1)}`,
    '',
    `${found.length} of ${SEEDS.length} seeds find one; ${found.filter(isSmall).length} cases are small.`,
    '',
    '| mechanism | seeds | cases until found: median, most | hosts | guests | steps | small |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...rows.map(([mechanism, each]) => `| ${[mechanism, each.length, ...figures(each)].join(' | ')} |`),
    '',
  ].join('\n');
}

function figures(found: readonly Found[]): string[] {
  const runs = found.map((each) => each.finding.run).sort((left, right) => left - right);
  const range = (values: readonly number[]): string => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return least === most ? String(least) : `${least} to ${most}`;
  };
  return [
    `${runs[Math.floor(runs.length / 2)]}, ${runs.at(-1)}`,
    range(found.map((each) => each.hosts)),
    range(found.map((each) => each.guests)),
    range(found.map((each) => each.steps)),
    String(found.filter(isSmall).length),
  ];
}
