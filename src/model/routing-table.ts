import { IPV4_ANY, IPV4_BROADCAST, type Ipv4, isLoopbackIpv4, isMulticastIpv4, samePrefix } from '../wire/index.ts';
import type { StackInterface } from './interface.ts';
import type { StackRoute } from './stack-route.ts';

/** Where a packet goes: out of an interface, to a next hop on its link. */
export interface NextHop {
  readonly on: StackInterface;
  readonly address: Ipv4;
  /** Length of the route's prefix in bits; 0 for the default route. */
  readonly prefix: number;
}

/** Longest-prefix match over connected prefixes and configured routes (RFC 1122 section 3.3.1). */
export class RoutingTable {
  readonly #interfaces: readonly StackInterface[];
  #configured: readonly StackRoute[];
  /** Those that come with the machine. */
  readonly #initial: readonly StackRoute[];

  constructor(interfaces: readonly StackInterface[], configured: readonly StackRoute[]) {
    this.#interfaces = interfaces;
    this.#configured = configured;
    this.#initial = configured;
  }

  /** Adds a route; false if there is one to the same network. */
  add(route: StackRoute): boolean {
    const connected = this.#interfaces.some((on) =>
      on.addresses.some((own) => own.prefix === route.prefix && samePrefix(own.address, route.network, own.prefix)),
    );
    if (connected || this.#find(route) !== undefined) return false;
    this.#configured = [...this.#configured, route];
    return true;
  }

  /** Removes a route; false if it is not there. */
  remove(route: StackRoute): boolean {
    const known = this.#find(route);
    if (known === undefined || known.interface !== route.interface || known.gateway !== route.gateway) return false;
    this.#configured = this.#configured.filter((each) => each !== known);
    return true;
  }

  #find({ network, prefix }: StackRoute): StackRoute | undefined {
    return this.#configured.find((each) => each.prefix === prefix && each.network === network);
  }

  /** The configured routes of an interface are gone, for good unless somebody configures them again. */
  lose(on: StackInterface): void {
    this.#configured = this.#configured.filter((each) => each.interface !== on.index);
  }

  /** Those of an interface that come with the machine are there again. */
  restore(on: StackInterface): void {
    for (const each of this.#initial) if (each.interface === on.index) this.add(each);
  }

  /** Undefined: no route, or a destination that is never resolved (RFC 1122 sections 3.2.1.3 and 3.3.6). */
  lookup(destination: Ipv4): NextHop | undefined {
    if (isMulticastIpv4(destination) || destination === IPV4_BROADCAST) return undefined;
    if (isLoopbackIpv4(destination) || destination === IPV4_ANY) return undefined;
    let best: NextHop | undefined;
    let longest = -1;
    for (const on of this.#interfaces) {
      if (!on.up) continue;
      // A broadcast address of ours is one, whatever route there is.
      if (on.isSubnetBroadcast(destination)) return undefined;
      for (const own of on.addresses) {
        // A /32 has no neighbours of its own; a route has to name them.
        if (own.prefix === 32 || own.prefix <= longest || !samePrefix(own.address, destination, own.prefix)) continue;
        longest = own.prefix;
        best = { on, address: destination, prefix: longest };
      }
    }
    for (const route of this.#configured) {
      const on = this.#interfaces[route.interface];
      if (on === undefined || !on.up || route.prefix <= longest) continue;
      if (!samePrefix(route.network, destination, route.prefix)) continue;
      longest = route.prefix;
      best = { on, address: route.gateway ?? destination, prefix: longest };
    }
    if (best?.on.isSubnetBroadcast(best.address)) return undefined;
    return best;
  }
}
