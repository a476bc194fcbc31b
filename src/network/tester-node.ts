import type { Frame } from '../wire/index.ts';
import type { Network } from './network.ts';
import type { Node, Port } from './port.ts';

/** Injects what the scenario says and takes whatever comes; it has no stack of its own. */
export class TesterNode implements Node {
  readonly index: number;
  readonly name: string;
  readonly #network: Network;

  constructor(network: Network, index: number, name: string) {
    this.#network = network;
    this.index = index;
    this.name = name;
  }

  arrive(port: Port, frame: Frame): void {
    if (port.up) this.#network.received(port, frame);
  }
}
