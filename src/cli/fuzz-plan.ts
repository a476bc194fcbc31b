import type { Arbitrary } from 'fast-check';
import { match, P } from 'ts-pattern';
import { catalogue } from '../../properties/catalogue.ts';
import type { Property } from '../monitor/index.ts';
import type { Topology } from '../network/index.ts';
import { SLICE_OF_RACKS, SLICE_OF_SINGLE_STACKS } from '../runner/campaign.ts';
import type { RigStack } from '../runner/rig.ts';
import { seedingOf } from '../runner/seeding.ts';
import { selectProperties } from '../runner/select-properties.ts';
import { singleStackProperties } from '../runner/single-stack-properties.ts';
import { UsageError } from '../runner/usage-error.ts';
import { ALL_KINDS, HONEST_KINDS } from '../scenario/arbitraries/rack-steps.ts';
import { rackScenario, trafficScenario } from '../scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../scenario/arbitraries/single-stack.ts';
import { machinesOf } from '../scenario/machine.ts';
import { formatProblem } from '../scenario/problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readTopologyFile } from '../scenario/topology-file.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import { parseStack, type StackOption } from './stack-option.ts';

/** The invariant of the ARP bubble: what random racks are judged by unless something else is asked for. */
const RACK_PROPERTY = 'host-scope.never-learned-off-host';
/** What arpcheck's own stacks do by default where a topology says nothing. */
const DEFAULT_PROFILE = 'linux';
const STRICT_PROFILE = 'rfc826-strict';

/** What a campaign generates, and by what it judges: the options, understood. */
export interface FuzzPlan {
  /** For a real stack, what is drawn depends on what it turns out to offer. */
  readonly arbitrary: Arbitrary<Scenario>;
  readonly slice: number;
  readonly properties: readonly Property[];
  /** It was not said which properties, so there is something to be said about them. */
  readonly hint: string | undefined;
  readonly seed: number;
  /** `shard 2/8 of seed 7` */
  readonly shard: string | undefined;
  /** As `--stack` names it, and as cases and reports name it. */
  readonly stack: string;
  /** The profile of every stack, if they all have the same. */
  readonly profile: string | undefined;
  /** `random racks of up to 64 hosts` */
  readonly subject: string;
  /** The one real stack under test, alone with a tester. */
  readonly live: RigStack | undefined;
  /** Real stacks in a network, by the name of the host that each is. */
  readonly liveHosts: ReadonlyMap<string, RigStack>;
  /** Arguments that make the same cases again, seed included. */
  readonly again: readonly string[];
}

type Subject = Pick<FuzzPlan, 'arbitrary' | 'slice' | 'stack' | 'profile' | 'subject' | 'live' | 'liveHosts'> & {
  readonly properties: readonly Property[];
  readonly hint: string | undefined;
  readonly arguments: readonly string[];
};

export function planFuzz(options: FuzzOptions, environment: Readonly<Record<string, string | undefined>>): FuzzPlan {
  const { arguments: subjectArguments, ...subject } = subjectOf(options);
  const { seed, shard } = seedingOf(options, environment);
  const chosen =
    options.property === undefined
      ? {}
      : { properties: selectProperties(catalogue, options.property), hint: undefined };
  return { ...subject, ...chosen, seed, shard, again: ['--seed', String(seed), ...subjectArguments] };
}

function subjectOf(options: FuzzOptions): Subject {
  return match(options)
    .with({ stack: P.nonNullable }, singleStack)
    .with({ topology: P.string }, ownNetwork)
    .otherwise(randomRacks);
}

function randomRacks({ hosts, traffic, profile }: FuzzOptions): Subject {
  const hostsText = hosts === undefined ? '' : ` of up to ${hosts === 1 ? '1 host' : `${hosts} hosts`}`;
  return {
    arbitrary: rackScenario({
      ...(hosts === undefined ? {} : { hostsMax: hosts }),
      ...(profile === undefined ? {} : { profile }),
      kinds: kindsOf(traffic),
    }),
    slice: SLICE_OF_RACKS,
    live: undefined,
    liveHosts: NO_LIVE_HOSTS,
    stack: 'reference',
    profile,
    subject: `random racks${hostsText}${trafficText(traffic)}${profile === undefined ? '' : `, profile ${profile}`}`,
    ...rackProperty(),
    arguments: [
      ...(hosts === undefined ? [] : ['--hosts', String(hosts)]),
      ...(traffic === undefined ? [] : ['--traffic', traffic]),
      ...(profile === undefined ? [] : ['--profile', profile]),
    ],
  };
}

function ownNetwork({ topology: file = '', traffic, profile }: FuzzOptions): Subject {
  const read = readTopologyFile(file);
  if (!read.ok) throw new UsageError(read.problems.map(formatProblem).join('\n'));
  const topology = profile === undefined ? read.topology : { ...read.topology, profile };
  const own = topology.hosts.flatMap((host) => [host, ...(host.guests ?? [])]).map((each) => each.profile);
  const base = topology.profile ?? DEFAULT_PROFILE;
  return {
    arbitrary: trafficScenario(topology, { kinds: kindsOf(traffic) }),
    slice: SLICE_OF_RACKS,
    live: undefined,
    liveHosts: liveHostsOf(topology),
    stack: 'reference',
    profile: own.every((each) => each === undefined || each === base) ? base : undefined,
    subject: `random traffic on ${file}${trafficText(traffic)}`,
    ...rackProperty(),
    arguments: [
      '--topology',
      file,
      ...(traffic === undefined ? [] : ['--traffic', traffic]),
      ...(profile === undefined ? [] : ['--profile', profile]),
    ],
  };
}

const NO_LIVE_HOSTS: ReadonlyMap<string, RigStack> = new Map();

/** The hosts and guests of a topology that are real stacks; each is told who it is. */
function liveHostsOf(topology: Topology): ReadonlyMap<string, RigStack> {
  const hosts = new Map<string, RigStack>();
  for (const { spec: machine } of machinesOf(topology)) {
    if (machine.stack === undefined) continue;
    const { live } = stackNamed(machine.stack, machine.name);
    const { mac, addresses = [] } = machine.interfaces[0]!;
    const staticNeighbour = machine.neighbours?.[0];
    const identity = { mac, addresses, staticNeighbour, sysctl: machine.sysctl };
    if (live !== undefined) hosts.set(machine.name, { ...live, identity });
  }
  return hosts;
}

function stackNamed(label: string, machine: string): StackOption {
  try {
    return parseStack(label);
  } catch (error) {
    throw new UsageError(`${machine}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function singleStack({ stack, profile: wanted }: FuzzOptions): Subject {
  const named = stack?.profile;
  if (named !== undefined && wanted !== undefined && named !== wanted) {
    throw new UsageError(`--stack reference:${named} and --profile ${wanted} contradict each other`);
  }
  const live = stack?.live;
  const profile = named ?? wanted ?? live?.kind.profile ?? STRICT_PROFILE;
  const label = live?.spec.label ?? `reference:${profile}`;
  return {
    arbitrary: singleStackScenario({ profile }),
    slice: SLICE_OF_SINGLE_STACKS,
    stack: label,
    profile,
    subject: `random frames and traffic for one stack, ${label}`,
    properties: singleStackProperties(),
    hint: 'all properties of a single stack',
    live,
    liveHosts: NO_LIVE_HOSTS,
    arguments: ['--stack', label, ...(live === undefined ? [] : ['--profile', profile])],
  };
}

function rackProperty(): Pick<Subject, 'properties' | 'hint'> {
  return {
    properties: selectProperties(catalogue, [RACK_PROPERTY]),
    hint: `one of ${catalogue.length}; --property all judges them all`,
  };
}

function kindsOf(traffic: FuzzOptions['traffic']): typeof ALL_KINDS {
  return traffic === 'honest' ? HONEST_KINDS : ALL_KINDS;
}

function trafficText(traffic: FuzzOptions['traffic']): string {
  return traffic === 'honest' ? ', honest traffic only' : '';
}
