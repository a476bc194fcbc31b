import type { GuestSpec, HostSpec, InterfaceSpec, Topology } from '../network/index.ts';
import { didYouMean } from '../network/rules/did-you-mean.ts';
import type { Defect, Path } from './defect.ts';
import { quoted } from './quoted.ts';

/** Bridges have members that are there and belong to them alone; guests hang off bridges that are there. */
export function checkBridges(topology: Topology): Defect[] {
  return topology.hosts.flatMap((host, index) => {
    const path: Path = ['hosts', index];
    return [...new MemberCheck(host, path).defects, ...checkGuests(host, path)];
  });
}

class MemberCheck {
  readonly defects: Defect[] = [];
  readonly #host: HostSpec;
  readonly #bridgeOf = new Map<string, InterfaceSpec>();

  constructor(host: HostSpec, path: Path) {
    this.#host = host;
    for (const [index, each] of host.interfaces.entries()) {
      for (const [at, member] of (each.bridge?.members ?? []).entries()) {
        const fault = this.#faultOf(member, each);
        const memberPath = [...path, 'interfaces', index, 'bridge', 'members', at];
        if (fault !== undefined) this.defects.push({ path: memberPath, ...fault });
        else this.#bridgeOf.set(member, each);
      }
    }
    for (const [index, each] of host.interfaces.entries()) this.#checkAddresses(each, [...path, 'interfaces', index]);
  }

  #faultOf(member: string, bridge: InterfaceSpec): Pick<Defect, 'message' | 'hint'> | undefined {
    const host = this.#host;
    const guest = host.guests?.find((each) => each.port === member);
    if (guest !== undefined) {
      const hint = "take it out, guests' ports join by themselves";
      return { message: `${quoted(member)} is the port of ${guest.name}`, hint };
    }
    const spec = host.interfaces.find((each) => each.name === member);
    if (spec === undefined) return missingInterface(host, member);
    if (spec.bridge !== undefined) {
      const hint = 'a bridge cannot be a member of a bridge';
      return { message: spec === bridge ? `${member} is a member of itself` : `${member} is a bridge`, hint };
    }
    const other = this.#bridgeOf.get(member);
    if (other === undefined) return undefined;
    const hint = other === bridge ? 'name it once' : 'an interface can be in one bridge only';
    return { message: `${member} is a member of ${other.name} already`, hint };
  }

  /** The kernel answers for addresses on the bridge, and not for those on an interface that is enslaved to it. */
  #checkAddresses(spec: InterfaceSpec, path: Path): void {
    const bridge = this.#bridgeOf.get(spec.name);
    if (bridge === undefined || (spec.addresses ?? []).length === 0) return;
    const message = `${spec.name} is a member of ${bridge.name}, so nothing answers for its addresses`;
    this.defects.push({ path: [...path, 'addresses'], at: 'key', message, hint: `move them to ${bridge.name}` });
  }
}

/** An interface that a machine does not have. */
export function missingInterface(machine: HostSpec | GuestSpec, name: string): Pick<Defect, 'message' | 'hint'> {
  const names = machine.interfaces.map((each) => each.name);
  const near = didYouMean(name, names);
  const hint =
    near !== undefined
      ? `did you mean "${near}"?`
      : names.length === 0
        ? 'it has no interfaces'
        : `it has ${names.slice(0, 8).join(', ')}`;
  return { message: `${machine.name} has no interface ${quoted(name)}`, hint };
}

function checkGuests(host: HostSpec, path: Path): Defect[] {
  const bridges = host.interfaces.filter((each) => each.bridge !== undefined).map((each) => each.name);
  return (host.guests ?? []).flatMap((guest, index) => {
    const guestPath = [...path, 'guests', index];
    const fault = faultOfBridge(guest, host, bridges);
    const own = guest.interfaces.findIndex((each) => each.bridge !== undefined);
    const defects: Defect[] =
      fault === undefined
        ? []
        : [{ path: guest.bridge === undefined ? guestPath : [...guestPath, 'bridge'], ...fault }];
    if (own === -1) return defects;
    const message = `${guest.name} is a guest and cannot have a bridge`;
    const hint = 'its first interface is cabled to its port; only hosts have bridges';
    return [...defects, { path: [...guestPath, 'interfaces', own, 'bridge'], at: 'key' as const, message, hint }];
  });
}

function faultOfBridge(guest: GuestSpec, host: HostSpec, bridges: readonly string[]): Omit<Defect, 'path'> | undefined {
  const { name, bridge } = guest;
  if (bridge === undefined) {
    if (bridges.length === 1) return undefined;
    const message = `${name} does not say which bridge of ${host.name} it is on`;
    if (bridges.length > 1) return { message, hint: `add "bridge", which is one of ${bridges.join(', ')}` };
    return { message: `${host.name} has no bridge for its guest ${name}`, hint: 'add an interface with "bridge: {}"' };
  }
  if (bridges.includes(bridge)) return undefined;
  const near = didYouMean(bridge, bridges);
  if (host.interfaces.some((each) => each.name === bridge)) {
    return { message: `${bridge} of ${host.name} is not a bridge`, hint: 'add "bridge: {}" to it' };
  }
  const hint = near !== undefined ? `did you mean "${near}"?` : `its bridges: ${bridges.join(', ') || 'none'}`;
  return { message: `${host.name} has no bridge ${quoted(bridge)}`, hint };
}
