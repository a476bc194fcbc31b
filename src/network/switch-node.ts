import { type Frame, isGroupMac } from '../wire/index.ts';
import { ForwardingTable } from './forwarding-table.ts';
import type { Network } from './network.ts';
import type { Node, Port } from './port.ts';

/** A learning Ethernet switch (IEEE 802.1Q-2018 section 8.6) without VLANs or spanning tree: the network is a tree. */
export class SwitchNode implements Node {
  readonly index: number;
  readonly name: string;
  readonly ports: Port[] = [];
  readonly #network: Network;
  readonly #table: ForwardingTable;

  constructor(network: Network, index: number, name: string, ageing: number) {
    this.#network = network;
    this.index = index;
    this.name = name;
    this.#table = new ForwardingTable(ageing);
  }

  arrive(from: Port, frame: Frame): void {
    const now = this.#network.now;
    this.#table.learn(frame.source, from, now);
    const known = isGroupMac(frame.destination) ? undefined : this.#table.lookup(frame.destination, now);
    if (known !== undefined) {
      if (known !== from) this.#network.transmit(known, frame);
      return;
    }
    for (const port of this.ports) if (port !== from) this.#network.transmit(port, frame);
  }
}
