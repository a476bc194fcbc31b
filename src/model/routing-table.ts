import { IPV4_ANY, IPV4_BROADCAST, type Ipv4, isLoopbackIpv4, isMulticastIpv4, samePrefix } from '../wire/index.ts';
import type { StackInterface } from './interface.ts';
import type { StackRoute } from './stack.ts';

/** Where a packet goes: out of an interface, to a next hop on its link. */
export interface NextHop {
  readonly on: StackInterface;
  readonly address: Ipv4;
}

/** Longest-prefix match over connected prefixes and configured routes (RFC 1122 section 3.3.1). */
export class RoutingTable {
  readonly #interfaces: readonly StackInterface[];
  readonly #configured: readonly StackRoute[];

  constructor(interfaces: readonly StackInterface[], configured: readonly StackRoute[]) {
    this.#interfaces = interfaces;
    this.#configured = configured;
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
        best = { on, address: destination };
      }
    }
    for (const route of this.#configured) {
      const on = this.#interfaces[route.interface];
      if (on === undefined || !on.up || route.prefix <= longest) continue;
      if (!samePrefix(route.network, destination, route.prefix)) continue;
      longest = route.prefix;
      best = { on, address: route.gateway ?? destination };
    }
    if (best?.on.isSubnetBroadcast(best.address)) return undefined;
    return best;
  }
}
