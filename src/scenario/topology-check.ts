import type { Topology } from '../network/index.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkBridges } from './check-bridges.ts';
import { checkCables } from './check-cables.ts';
import { checkHosts } from './check-hosts.ts';
import { checkNames } from './check-names.ts';
import type { Defect } from './defect.ts';
import { machinesOf } from './machine.ts';

/**
 * What a topology of the right form can still have wrong: names that are taken or missing, addresses that are there
 * twice, loops, rules that are not understood. Texts that the schema has refused are passed over.
 */
export function checkTopology(topology: Topology): Defect[] {
  const machines = machinesOf(topology);
  return [
    ...checkNames(topology, machines),
    ...checkAddresses(machines),
    ...checkBridges(topology),
    ...checkHosts(machines),
    ...checkCables(topology),
  ];
}
