import { catalogue } from '../../../properties/catalogue.ts';
import { knownMitigations } from '../../../src/runner/mitigation/known-mitigations.ts';
import { type Trial, trialsOf } from '../../../src/runner/mitigation/mitigation.ts';
import { MitigationSearch, type Row } from '../../../src/runner/mitigation/search.ts';
import { ADVERSE, HONEST } from '../../../src/runner/mitigation/traffic.ts';
import type { Rig } from '../../../src/runner/rig.ts';
import { LOCAL_IP, storyRack } from '../../claims/story-rack.ts';

export const SEED = 1;

const topology = storyRack();

/** What there is to try on the rack of the story. */
export const TRIALS: readonly Trial[] = trialsOf(topology, knownMitigations([LOCAL_IP]));

export function trial(name: string): Trial {
  return TRIALS.find((each) => each.name === name)!;
}

/** A search on the rack of the story for all that host-scoped addresses have to keep. */
export function storySearch(runs: number, rig?: Rig): MitigationSearch {
  return new MitigationSearch({
    topology,
    properties: catalogue.filter(({ id }) => id.startsWith('host-scope.')),
    traffics: [HONEST, ...ADVERSE],
    seed: SEED,
    runs,
    ...(rig === undefined ? {} : { rig }),
    deadline: Number.POSITIVE_INFINITY,
    onEvent: () => {},
  });
}

/** By property, without its source: under which traffic it falls. */
export function falls({ cells }: Row): Record<string, readonly string[]> {
  const fallen: Record<string, string[]> = {};
  for (const { property, traffic, verdict } of cells) {
    const name = property.id.slice('host-scope.'.length);
    fallen[name] ??= [];
    if (verdict === 'violated') fallen[name].push(traffic.id);
  }
  return fallen;
}
