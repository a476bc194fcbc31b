import {
  type InterfaceAddress,
  type Reconfiguration,
  RoutingTable,
  StackInterface,
  selectAddress,
} from '../model/index.ts';
import type { Ipv4 } from '../wire/index.ts';
import type { NodePlan } from './plan.ts';

/** Addresses and routes of a real stack, as far as it was told them: what follows from them without looking inside. */
export class Addressing {
  readonly #interfaces: readonly StackInterface[];
  readonly #routes: RoutingTable;
  /** Settings have been changed that may decide what becomes of a packet. */
  hasDoubts = false;

  constructor(plan: NodePlan) {
    this.#interfaces = plan.interfaces.map((each, index) => new StackInterface(index, each));
    this.#routes = new RoutingTable(this.#interfaces, plan.routes);
  }

  take(change: Exclude<Reconfiguration, { kind: 'link' | 'sysctl' }>): void {
    if (change.kind === 'route') {
      if (change.present) this.#routes.add(change.route);
      else this.#routes.remove(change.route);
    } else if (change.kind === 'address') {
      const on = this.#interfaces[change.interface];
      if (on === undefined) return;
      const others = on.addresses.filter((own) => own.address !== change.address.address);
      on.addresses = change.present ? [...others, change.address] : others;
    }
  }

  addresses(at: number): readonly InterfaceAddress[] {
    return this.#interfaces[at]!.addresses;
  }

  /** Nothing but the prefix of the interface decides where a packet to this address goes. */
  isPlain(at: number, address: Ipv4): boolean {
    const on = this.#interfaces[at]!;
    const hop = this.#routes.lookup(address);
    const elsewhere = this.#interfaces.some((each) => each !== on && each.hasOnLink(address));
    return !this.hasDoubts && !elsewhere && hop?.on === on && hop.address === address;
  }

  /** The address that a packet of its own to a destination carries; undefined if there is no way there. */
  sourceTo(destination: Ipv4): Ipv4 | undefined {
    const hop = this.#routes.lookup(destination);
    return hop === undefined ? undefined : selectAddress(this.#interfaces, hop.on, hop.address);
  }
}
