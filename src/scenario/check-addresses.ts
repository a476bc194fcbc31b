import type { InterfaceSpec } from '../network/index.ts';
import { formatIpv4, formatMac, parseIpv4, parseMac } from '../wire/index.ts';
import type { Defect, Path } from './defect.ts';
import type { Machine } from './machine.ts';

interface Owner {
  readonly machine: Machine;
  readonly spec: InterfaceSpec;
  readonly path: Path;
}

/** A MAC address is on one machine, an IPv4 address on one interface, unless its scope is the host. */
export function checkAddresses(machines: readonly Machine[]): Defect[] {
  const owners = machines.flatMap((machine) =>
    machine.spec.interfaces.map((spec, index) => ({ machine, spec, path: [...machine.path, 'interfaces', index] })),
  );
  return [...repeatedMacs(owners), ...repeatedAddresses(owners)];
}

function nameOf({ machine, spec }: Owner): string {
  return `${machine.spec.name}.${spec.name}`;
}

/** Interfaces of one machine may share an address, as bridges and bonds do with their members. */
function repeatedMacs(owners: readonly Owner[]): Defect[] {
  const first = new Map<number, Owner>();
  return owners.flatMap((owner): Defect[] => {
    const mac = parseMac(owner.spec.mac);
    const other = mac === undefined ? undefined : first.get(mac);
    if (mac === undefined || other?.machine === owner.machine) return [];
    if (other === undefined) {
      first.set(mac, owner);
      return [];
    }
    const message = `the MAC address ${formatMac(mac)} is that of ${nameOf(other)}`;
    return [{ path: [...owner.path, 'mac'], message, hint: 'give each machine its own' }];
  });
}

function repeatedAddresses(owners: readonly Owner[]): Defect[] {
  const first = new Map<string, Owner>();
  const defects: Defect[] = [];
  for (const owner of owners) {
    for (const [index, text] of (owner.spec.addresses ?? []).entries()) {
      const address = parseIpv4(text.split('/')[0]!);
      if (address === undefined) continue;
      const isOfHost = text.endsWith('host');
      // Host-scoped addresses are for their own machine only, so each machine may have the same.
      const key = isOfHost ? `${address} ${owner.machine.path.join('.')}` : String(address);
      const other = first.get(key);
      if (other === undefined) {
        first.set(key, owner);
        continue;
      }
      const message = `the address ${formatIpv4(address)} is that of ${nameOf(other)}`;
      const hint = isOfHost ? 'a machine needs it once' : 'only addresses of scope host may repeat';
      defects.push({ path: [...owner.path, 'addresses', index], message, hint });
    }
  }
  return defects;
}
