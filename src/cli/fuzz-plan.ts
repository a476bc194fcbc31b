import type { Arbitrary } from 'fast-check';
import { match, P } from 'ts-pattern';
import { catalogue } from '../../properties/catalogue.ts';
import type { Property } from '../monitor/index.ts';
import { SLICE_OF_RACKS, SLICE_OF_SINGLE_STACKS } from '../runner/campaign.ts';
import { hasKernels, liveHostsOf } from '../runner/live-hosts.ts';
import type { RigStack } from '../runner/rig.ts';
import { seedingOf } from '../runner/seeding.ts';
import { selectProperties } from '../runner/select-properties.ts';
import { singleStackProperties } from '../runner/single-stack-properties.ts';
import { RACKS_ON_KERNELS } from '../runner/stack-under-test.ts';
import { UsageError } from '../runner/usage-error.ts';
import { stackScenario } from '../scenario/arbitraries/detection-stack.ts';
import { kernelRackScenario } from '../scenario/arbitraries/kernel-racks.ts';
import { ALL_KINDS, HONEST_KINDS } from '../scenario/arbitraries/rack-steps.ts';
import { rackScenario, trafficScenario } from '../scenario/arbitraries/racks.ts';
import { machinesOf } from '../scenario/machine.ts';
import { formatProblem } from '../scenario/problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readTopologyFile } from '../scenario/topology-file.ts';
import type { FuzzOptions } from './fuzz-options.ts';

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
  /** Machines that are on this kernel as a whole, if there are any. */
  readonly kernels: PlannedKernels | undefined;
  /** Arguments that make the same cases again, seed included. */
  readonly again: readonly string[];
}

/** Racks on this kernel. */
export interface PlannedKernels {
  /** All machines, unless their topology says otherwise. */
  readonly isForAll: boolean;
  /** Lines of rules that real tools have to take. */
  readonly rules: readonly string[];
}

type Subject = Pick<
  FuzzPlan,
  'arbitrary' | 'slice' | 'stack' | 'profile' | 'subject' | 'live' | 'liveHosts' | 'kernels'
> & {
  readonly properties: readonly Property[];
  readonly hint: string | undefined;
  readonly arguments: readonly string[];
};

export function planFuzz(options: FuzzOptions, environment: Readonly<Record<string, string | undefined>>): FuzzPlan {
  const { arguments: subjectArguments, ...subject } = subjectOf(options);
  const isOther = options.profile !== undefined && options.profile !== DEFAULT_PROFILE;
  if (options.nodes === 'kernel' && isOther)
    throw new UsageError('--nodes kernel is Linux, and follows the profile linux');
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

function randomRacks({ hosts, traffic, profile, nodes }: FuzzOptions): Subject {
  const isReal = nodes === 'kernel';
  const hostsText = hosts === undefined ? '' : ` of up to ${hosts === 1 ? '1 host' : `${hosts} hosts`}`;
  const limit = hosts === undefined ? {} : { hostsMax: hosts };
  const follow = profile === undefined ? {} : { profile };
  const kinds = kindsOf(traffic);
  return {
    arbitrary: isReal ? kernelRackScenario({ ...limit, kinds }) : rackScenario({ ...limit, ...follow, kinds }),
    slice: SLICE_OF_RACKS,
    live: undefined,
    liveHosts: NO_LIVE_HOSTS,
    ...kernelsFor(isReal ? 'kernel' : undefined, RACK_RULES),
    profile: isReal ? DEFAULT_PROFILE : profile,
    subject: `random racks${hostsText}${nodesText(nodes)}${trafficText(traffic)}${profile === undefined ? '' : `, profile ${profile}`}`,
    ...rackProperty(),
    arguments: [
      ...nodesArguments(nodes),
      ...(hosts === undefined ? [] : ['--hosts', String(hosts)]),
      ...(traffic === undefined ? [] : ['--traffic', traffic]),
      ...(profile === undefined ? [] : ['--profile', profile]),
    ],
  };
}

function ownNetwork({ topology: file = '', traffic, profile, nodes }: FuzzOptions): Subject {
  const read = readTopologyFile(file);
  if (!read.ok) throw new UsageError(read.problems.map(formatProblem).join('\n'));
  const topology = profile === undefined ? read.topology : { ...read.topology, profile };
  const own = topology.hosts.flatMap((host) => [host, ...(host.guests ?? [])]).map((each) => each.profile);
  const base = topology.profile ?? DEFAULT_PROFILE;
  const isReal = nodes === 'kernel' || hasKernels(topology);
  return {
    arbitrary: trafficScenario(topology, { kinds: kindsOf(traffic), ...(isReal ? { waits: REAL_WAITS } : {}) }),
    slice: SLICE_OF_RACKS,
    live: undefined,
    liveHosts: liveHostsOf(topology),
    ...kernelsFor(
      nodes === 'kernel' ? 'kernel' : hasKernels(topology) ? 'topology' : undefined,
      machinesOf(topology).flatMap(({ spec }) => spec.rules ?? []),
    ),
    profile: own.every((each) => each === undefined || each === base) ? base : undefined,
    subject: `random traffic on ${file}${nodesText(nodes)}${trafficText(traffic)}`,
    ...rackProperty(),
    arguments: [
      ...nodesArguments(nodes),
      '--topology',
      file,
      ...(traffic === undefined ? [] : ['--traffic', traffic]),
      ...(profile === undefined ? [] : ['--profile', profile]),
    ],
  };
}

const NO_LIVE_HOSTS: ReadonlyMap<string, RigStack> = new Map();
/** Milliseconds to wait where that takes real time: within a second, past it, past the first polls of an old entry. */
const REAL_WAITS = [500, 1500, 3000, 9000];
/** Random racks have rules of both tools. */
const RACK_RULES = ['ebtables -A FORWARD -j ACCEPT', 'arptables -A FORWARD -j ACCEPT'];

function kernelsFor(
  nodes: 'kernel' | 'topology' | undefined,
  rules: readonly string[],
): Pick<Subject, 'stack' | 'kernels'> {
  if (nodes === undefined) return { stack: 'reference', kernels: undefined };
  return { stack: RACKS_ON_KERNELS[nodes], kernels: { isForAll: nodes === 'kernel', rules } };
}

function nodesText(nodes: FuzzOptions['nodes']): string {
  return nodes === 'kernel' ? ' on this kernel' : '';
}

function nodesArguments(nodes: FuzzOptions['nodes']): readonly string[] {
  return nodes === undefined ? [] : ['--nodes', nodes];
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
    arbitrary: stackScenario({ profile }),
    slice: SLICE_OF_SINGLE_STACKS,
    stack: label,
    profile,
    subject: `random frames and traffic for one stack, ${label}`,
    properties: singleStackProperties(),
    hint: 'all properties of a single stack',
    live,
    liveHosts: NO_LIVE_HOSTS,
    kernels: undefined,
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
