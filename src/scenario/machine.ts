import type { GuestSpec, HostSpec, Topology } from '../network/index.ts';
import type { Path } from './defect.ts';

/** A host or guest, and where it stands in the topology. */
export interface Machine {
  readonly spec: HostSpec | GuestSpec;
  readonly path: Path;
  /** The host that a guest is on. */
  readonly host: HostSpec | undefined;
}

/** Hosts and guests in the order of the file. */
export function machinesOf(topology: Topology): Machine[] {
  return topology.hosts.flatMap((spec, index): Machine[] => {
    const path: Path = ['hosts', index];
    const guests = (spec.guests ?? []).map((guest, at) => ({ spec: guest, path: [...path, 'guests', at], host: spec }));
    return [{ spec, path, host: undefined }, ...guests];
  });
}
