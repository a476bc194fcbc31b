import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { LinuxStack, ReferenceStack } from '../../src/model/index.ts';
import { DEFAULT_SYSCTLS } from '../../src/model/sysctl.ts';
import { compilePlan } from '../../src/network/index.ts';
import { runCampaign } from '../../src/runner/campaign.ts';
import { runConformance } from '../../src/runner/conformance.ts';
import { Rig } from '../../src/runner/rig.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SIMULATED, SUT_NAME, type Subject, singleStackTopology } from '../../src/scenario/arbitraries/subject.ts';
import { sweepsOf } from '../../src/scenario/sweeps/sweeps.ts';
import type { StackKind, StackSpec } from '../../src/stacks/stack.ts';
import { HostedStack, type MakeStack } from '../stacks/hosted-stack.ts';

const SEED = 826;
const PROPERTIES = catalogue.filter(({ id }) => !id.startsWith('host-scope.') && !id.startsWith('network.'));
const SPEC: StackSpec = { label: 'hosted', kind: 'hosted', options: new Map(), target: '' };
const ABILITIES = ['ping', 'advance', 'send', 'flush'] as const;

function kindOf(
  make: MakeStack,
  profile: string,
  options: { isAsynchronous?: boolean; remembers?: boolean },
): StackKind {
  const config = compilePlan(singleStackTopology(profile)).nodes[0]!;
  return {
    name: 'hosted',
    summary: '',
    usage: 'hosted',
    options: {},
    profile,
    expectations: [],
    clock: 'virtual',
    check: () => ({ available: true, version: '1' }),
    identity: () => ({ ...SIMULATED, staticNeighbour: SIMULATED.staticNeighbour }),
    start: async () => ({
      stack: new HostedStack(make, { config, abilities: ABILITIES, ...options }),
      version: 'hosted 1',
    }),
  };
}

const reference: MakeStack = (config, environment) => new ReferenceStack(config, environment);
const linux: MakeStack = (config, environment) => new LinuxStack(config, environment);

describe.each([
  ['rfc826-strict', reference, {}],
  ['rfc826-strict', reference, { isAsynchronous: true }],
  ['rfc826-strict', reference, { remembers: true }],
  ['linux', linux, {}],
  // It goes on polling the neighbours of cases that are over.
  ['linux', linux, { remembers: true }],
] as const)(`a correct stack behind a port (%s, seed ${SEED})`, (profile, make, options) => {
  it(`violates nothing: ${JSON.stringify(options)}`, async () => {
    const rig = await Rig.start(new Map([[SUT_NAME, { kind: kindOf(make, profile, options), spec: SPEC }]]));
    const subject: Subject = {
      ...SIMULATED,
      sysctl: { ...DEFAULT_SYSCTLS },
      abilities: new Set(ABILITIES),
      remembers: 'remembers' in options,
    };
    const result = await runCampaign({
      arbitrary: singleStackScenario({ profile, subject }),
      properties: PROPERTIES,
      seed: SEED,
      runs: 400,
      keepGoing: true,
      rig,
    });
    expect(result.findings.map(({ violation, scenario }) => [violation, scenario.steps])).toEqual([]);
    expect(result.tally.filter(({ reason }) => reason !== undefined)).toEqual([]);
  });

  it(`violates nothing through a sample of every sweep: ${JSON.stringify(options)}`, async () => {
    const rig = await Rig.start(new Map([[SUT_NAME, { kind: kindOf(make, profile, options), spec: SPEC }]]));
    const subject: Subject = {
      ...SIMULATED,
      sysctl: { ...DEFAULT_SYSCTLS },
      abilities: new Set(ABILITIES),
      remembers: 'remembers' in options,
    };
    const result = await runConformance({
      sweeping: { sweeps: sweepsOf(subject).map((sweep) => ({ sweep, extent: 'sample' })), profile, subject },
      parts: [{ arbitrary: singleStackScenario({ profile, subject }), slice: 1, runs: 1 }],
      properties: PROPERTIES,
      seed: SEED,
      rig,
    });
    expect(result.findings.map(({ violation, sweep, scenario }) => [sweep, violation, scenario.steps])).toEqual([]);
    expect(result.swept.filter(({ judged }) => judged === 0)).toEqual([]);
  });
});
