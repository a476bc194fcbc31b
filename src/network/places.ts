import type { TracePort } from '../trace/index.ts';
import { MAC_ZERO } from '../wire/index.ts';
import { Cable } from './cable.ts';
import type { CableFaults } from './cable-faults.ts';
import { HostNode } from './host-node.ts';
import type { Network } from './network.ts';
import { Port } from './port.ts';

/** On which host each guest is, while guests are moved about. */
export class Places {
  readonly #network: Network;
  readonly #faults: CableFaults;
  /** Of the network; new ones are added. */
  readonly #ports: Port[];
  readonly #headerPorts: TracePort[];
  readonly #homes = new Map<HostNode, HostNode | undefined>();

  constructor(network: Network, faults: CableFaults, ports: Port[], headerPorts: TracePort[]) {
    this.#network = network;
    this.#faults = faults;
    this.#ports = ports;
    this.#headerPorts = headerPorts;
  }

  homeOf(guest: HostNode): HostNode | undefined {
    if (this.#homes.has(guest)) return this.#homes.get(guest);
    const home = this.#network.nodes[guest.plan.home];
    return home instanceof HostNode ? home : undefined;
  }

  detach(guest: HostNode): boolean {
    if (guest.plan.tap === undefined || this.homeOf(guest) === undefined) return false;
    const nic = guest.stackPorts[0]!;
    const tap = nic.peer;
    this.#faults.loseHeld(nic.cable);
    nic.cable?.unplug();
    if (tap?.bridge !== undefined) tap.bridge.leave(tap);
    this.#place(guest, undefined);
    return true;
  }

  /** Plugs a detached guest into a host's bridge; the new tap port, or undefined if the host has none. */
  attach(guest: HostNode, host: HostNode): Port | undefined {
    if (guest.plan.tap === undefined || this.homeOf(guest) !== undefined) return undefined;
    const bridge = host.bridges.find((each) => each.name === guest.plan.tap!.bridge) ?? host.bridges[0];
    if (bridge === undefined) return undefined;
    const tap = this.#tapPort(guest, host);
    bridge.join(tap);
    new Cable(tap, guest.stackPorts[0]!);
    this.#place(guest, host);
    return tap;
  }

  #place(guest: HostNode, host: HostNode | undefined): void {
    const network = this.#network;
    this.#homes.set(guest, host);
    network.emit({ kind: 'moved', id: network.nextId(), time: network.now, node: guest.index, home: host?.index });
  }

  /** The guest's own name for its tap port, or the first free number behind the same stem; as hypervisors do. */
  #tapPort(guest: HostNode, host: HostNode): Port {
    const wanted = guest.plan.tap!.name;
    const stem = wanted.replace(/\d+$/, '');
    const taken = new Map<string, Port>();
    for (const port of this.#ports) if (port.owner === host) taken.set(port.local, port);
    let local = wanted;
    for (let number = 0; ; number++) {
      const existing = taken.get(local);
      if (existing === undefined) break;
      // A port that a guest has left is as good as a new one.
      if (existing.bridge?.has(existing) === false && existing.peer === undefined && existing.stackIndex < 0) {
        this.#network.setLink(existing, true);
        return existing;
      }
      local = `${stem}${number}`;
    }
    const index = this.#ports.length;
    const port = new Port(index, local, true);
    port.owner = host;
    this.#ports.push(port);
    const name = `${host.name}.${local}`;
    this.#headerPorts.push({ name, node: host.index, mac: MAC_ZERO, kind: 'member', uplink: false });
    return port;
  }
}
