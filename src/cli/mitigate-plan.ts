import { catalogue } from '../../properties/catalogue.ts';
import type { Property } from '../monitor/index.ts';
import type { Topology } from '../network/index.ts';
import { didYouMean } from '../network/rules/did-you-mean.ts';
import { liveHostsOf } from '../runner/live-hosts.ts';
import { hostScopedAddresses, knownMitigations } from '../runner/mitigation/known-mitigations.ts';
import { type Mitigation, type Trial, trialOf, trialsOf } from '../runner/mitigation/mitigation.ts';
import { ADVERSE, HONEST, type Traffic } from '../runner/mitigation/traffic.ts';
import { seedingOf } from '../runner/seeding.ts';
import { selectProperties } from '../runner/select-properties.ts';
import { UsageError } from '../runner/usage-error.ts';
import { formatProblem } from '../scenario/problem.ts';
import { readTopologyFile } from '../scenario/topology-file.ts';
import type { MitigateOptions } from './mitigate-options.ts';

/** What `mitigate` tries: the options, understood. */
export interface MitigatePlan {
  readonly topology: Topology;
  readonly addresses: readonly string[];
  readonly properties: readonly Property[];
  readonly traffics: readonly Traffic[];
  readonly trials: readonly Trial[];
  /** Ids of mitigations that would change nothing: they are in place, or there is nothing that they apply to. */
  readonly inPlace: readonly string[];
  readonly seed: number;
}

/** Throws a {@link UsageError} for files and names that make no sense. */
export function planMitigate(options: MitigateOptions): MitigatePlan {
  const read = readTopologyFile(options.topology);
  if (!read.ok) throw new UsageError(read.problems.map(formatProblem).join('\n'));
  const { topology } = read;
  const addresses = hostScopedAddresses(topology);
  if (addresses.length === 0) {
    throw new UsageError(
      `${options.topology}: no address has scope host, so there is nothing to keep on its host; write "169.254.1.1/32 scope host" for the one that is meant`,
    );
  }
  const live = [...liveHostsOf(topology).keys()];
  if (live.length > 0) {
    throw new UsageError(`${options.topology}: ${live.join(', ')}: mitigate takes simulated machines and kernels only`);
  }
  const mitigations = chosen(knownMitigations(addresses), options.mitigation);
  const trials = trialsOf(topology, mitigations);
  return {
    topology,
    addresses,
    properties: selectProperties(catalogue, options.property),
    traffics: options.traffic === 'honest' ? [HONEST] : [HONEST, ...ADVERSE],
    trials,
    inPlace: mitigations.filter((each) => trialOf(topology, [each]) === undefined).map(({ id }) => id),
    seed: seedingOf(options, {}).seed,
  };
}

function chosen(known: readonly Mitigation[], ids: readonly string[] | undefined): readonly Mitigation[] {
  const names = known.map(({ id }) => id);
  const wrong = ids?.find((id) => !names.includes(id));
  if (wrong !== undefined) {
    const meant = didYouMean(wrong, names);
    const hint = meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${meant}?`;
    throw new UsageError(`No mitigation is called ${JSON.stringify(wrong)}. ${hint}`);
  }
  return ids === undefined ? known : known.filter(({ id }) => ids.includes(id));
}
