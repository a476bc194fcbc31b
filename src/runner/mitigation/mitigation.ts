import type { HostSpec, Topology } from '../../network/index.ts';
import type { Step } from '../../scenario/step.ts';

/** A command for an administrator, as it is typed, and the machine that it is typed on. */
export interface Command {
  readonly machine: string;
  readonly line: string;
}

/** A host of a topology after a change, and the commands that make the same change on the machine. */
export interface Change {
  readonly host: HostSpec;
  readonly commands: readonly Command[];
  /** What cannot be said by the topology is done at the beginning of every case. */
  readonly prelude?: readonly Step[];
}

/** Something that an administrator can do, host by host, against an address that leaks off its host. */
export interface Mitigation {
  /** Short and without spaces: `arp_announce=2`. */
  readonly id: string;
  /** What it does, in a line. */
  readonly words: string;
  /** What it sets: two mitigations that set the same are not tried together. Its id if absent. */
  readonly sets?: string;
  /** The host with the mitigation in place; undefined where it would change nothing. */
  readonly on: (host: HostSpec) => Change | undefined;
}

/** A rack, and the steps in front of every case on it. */
export interface Rack {
  readonly topology: Topology;
  readonly prelude: readonly Step[];
}

/** One mitigation, or two together, or none, on all hosts of a rack: what is tried. */
export interface Trial {
  /** Ids of its mitigations with ` + ` between them; `nothing` without any. */
  readonly name: string;
  readonly mitigations: readonly Mitigation[];
  readonly rack: Rack;
  /** The last host that it changes goes without; undefined if that leaves none. */
  readonly butOne: Rack | undefined;
  readonly commands: readonly Command[];
}

/** Puts mitigations in place on every host; undefined if one of them would change nothing. */
export function trialOf(topology: Topology, mitigations: readonly Mitigation[]): Trial | undefined {
  const name = mitigations.length === 0 ? 'nothing' : mitigations.map((each) => each.id).join(' + ');
  const changes = topology.hosts.map((host) => changed(host, mitigations));
  const used = new Set(changes.flatMap((each) => each.used));
  if (used.size < mitigations.length) return undefined;
  const last = changes.findLastIndex((each) => each.used.length > 0);
  const others = changes.filter((each, index) => index !== last && each.used.length > 0);
  return {
    name,
    mitigations,
    rack: rackOf(topology, changes),
    butOne:
      others.length === 0
        ? undefined
        : rackOf(topology, changes.with(last, { host: topology.hosts[last]!, commands: [], used: [] })),
    commands: changes.flatMap((each) => each.commands),
  };
}

function rackOf(topology: Topology, changes: readonly Change[]): Rack {
  return {
    topology: { ...topology, hosts: changes.map((each) => each.host) },
    prelude: changes.flatMap((each) => each.prelude ?? []),
  };
}

function changed(host: HostSpec, mitigations: readonly Mitigation[]): Change & { readonly used: Mitigation[] } {
  let result: Change = { host, commands: [] };
  const used: Mitigation[] = [];
  for (const mitigation of mitigations) {
    const change = mitigation.on(result.host);
    if (change === undefined) continue;
    used.push(mitigation);
    result = {
      host: change.host,
      commands: [...result.commands, ...change.commands],
      prelude: [...(result.prelude ?? []), ...(change.prelude ?? [])],
    };
  }
  return { ...result, used };
}

/** Nothing, every mitigation that changes something, and every two of them that do not set the same. */
export function trialsOf(topology: Topology, mitigations: readonly Mitigation[]): readonly Trial[] {
  const singles = mitigations.filter((each) => trialOf(topology, [each]) !== undefined);
  const pairs = singles.flatMap((first, index) =>
    singles.slice(index + 1).flatMap((second) => (setting(first) === setting(second) ? [] : [[first, second]])),
  );
  return [[], ...singles.map((each) => [each]), ...pairs].flatMap((each) => trialOf(topology, each) ?? []);
}

function setting({ id, sets = id }: Mitigation): string {
  return sets;
}
