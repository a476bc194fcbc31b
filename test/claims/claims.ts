import { catalogue } from '../../properties/catalogue.ts';
import type { Property, Verdict } from '../../src/monitor/index.ts';
import type { Topology } from '../../src/network/index.ts';
import { type CampaignResult, runCampaign } from '../../src/runner/campaign.ts';
import { HONEST_KINDS, type StepKind } from '../../src/scenario/arbitraries/rack-steps.ts';
import { trafficScenario } from '../../src/scenario/arbitraries/racks.ts';
import { bubbleOpportunity } from './bubble-opportunity.ts';
import { onEveryHost, storyRack, withArptablesFix, withSysctl } from './story-rack.ts';

/** What a claim is about. */
export const LEARNED = 'host-scope.never-learned-off-host';
export const ON_WIRE = 'host-scope.never-on-wire-off-host';
export const DELIVERED = 'host-scope.delivered-to-own-host';
export const CONVERGES = 'network.converges';

/** A statement about the rack of the story, checked by a campaign of traffic on it. */
export interface Claim {
  readonly name: string;
  readonly topology: Topology;
  readonly kinds: readonly StepKind[];
  readonly expected: Readonly<Record<string, Verdict>>;
}

const rack = storyRack();
const announce2 = onEveryHost(rack, withSysctl({ arp_announce: 2, arp_notify: 0 }));
const fixed = onEveryHost(rack, withArptablesFix);
const fixedButOne = onEveryHost(rack, (host, index) => (index === 0 ? withArptablesFix(host) : host));

export const HONEST_CLAIMS: readonly Claim[] = [
  {
    name: 'no mitigation',
    topology: rack,
    kinds: HONEST_KINDS,
    expected: { [LEARNED]: 'violated', [ON_WIRE]: 'violated', [DELIVERED]: 'violated' },
  },
  {
    name: 'arp_announce=2, arp_notify=0 on every BM',
    topology: announce2,
    kinds: HONEST_KINDS,
    expected: { [LEARNED]: 'held', [ON_WIRE]: 'held', [DELIVERED]: 'held' },
  },
  {
    name: 'the arptables rule on every BM',
    topology: fixed,
    kinds: HONEST_KINDS,
    expected: { [LEARNED]: 'held', [ON_WIRE]: 'violated', [DELIVERED]: 'held' },
  },
  {
    name: 'the arptables rule on all BMs but one',
    topology: fixedButOne,
    kinds: HONEST_KINDS,
    expected: { [LEARNED]: 'violated', [ON_WIRE]: 'violated', [DELIVERED]: 'violated' },
  },
];

/** The same racks with something that honest traffic does not have. */
export const ADVERSITIES: Readonly<Record<string, readonly StepKind[]>> = {
  migration: [...HONEST_KINDS, 'migrate'],
  reboots: [...HONEST_KINDS, 'reboot'],
  'a spoofing guest': [...HONEST_KINDS, 'arp'],
};

export const MITIGATIONS: Readonly<Record<string, Topology>> = {
  'arp_announce=2, arp_notify=0': announce2,
  'the arptables rule': fixed,
};

const judged: readonly Property[] = [
  ...catalogue.filter((each) => /^(host-scope|network)\./.test(each.id)),
  bubbleOpportunity,
];

/** Seed of all campaigns of claims. */
export const SEED = 2020;

/** Runs a claim's campaign to its end; each kind of finding once, shrunk. */
export function examine(claim: Pick<Claim, 'topology' | 'kinds'>, cases: number): Promise<CampaignResult> {
  const arbitrary = trafficScenario(claim.topology, { kinds: claim.kinds });
  return runCampaign({ arbitrary, properties: judged, seed: SEED, runs: cases, keepGoing: true });
}

export function verdictsOf(result: CampaignResult): Record<string, Verdict> {
  return Object.fromEntries(result.tally.map((row) => [row.property.id, row.verdict]));
}

/** Share of the cases in which the bubble could have arisen. */
export function opportunity(result: CampaignResult): number {
  const row = result.tally.find((each) => each.property.id === bubbleOpportunity.id)!;
  return row.exercisedRuns / result.runs;
}
