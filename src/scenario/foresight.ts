import { foretell, type LiveNode, listenerOf, type Network, type Port } from '../network/index.ts';
import { ETHERTYPE_VLAN, type Frame } from '../wire/index.ts';
import { arpFrame, bytesFrame, echoFrame } from './frame-of-step.ts';
import type { Step } from './step.ts';

/** Shorter rows are not worth it, longer ones are not faster. */
const ROW_MIN = 2;
const ROW_MAX = 128;

/**
 * Tells a live stack of the frames that are coming, where several follow one another from the same port: what a scenario injects never depends on what comes back.
 */
export class Foresight {
  readonly #network: Network;
  readonly #listener: LiveNode;
  readonly #steps: readonly Step[];
  #port: Port | undefined;
  #from = '';
  #row: Frame[] = [];
  /** Number of the step that the row begins with. */
  #start = 0;

  /** Undefined if nobody wants to know. */
  static of(network: Network, steps: readonly Step[]): Foresight | undefined {
    const listener = listenerOf(network);
    return listener === undefined ? undefined : new Foresight(network, listener, steps);
  }

  private constructor(network: Network, listener: LiveNode, steps: readonly Step[]) {
    this.#network = network;
    this.#listener = listener;
    this.#steps = steps;
  }

  /** Performs a step, if it is one that can be foretold; false if not. */
  perform(index: number): boolean {
    if (index >= this.#start + this.#row.length) this.#lookAhead(index);
    const frame = this.#row[index - this.#start];
    if (frame === undefined) return false;
    this.#network.inject(this.#port!, frame);
    return true;
  }

  #lookAhead(start: number): void {
    this.#start = start;
    this.#row = [];
    const end = Math.min(start + ROW_MAX, this.#steps.length);
    for (let index = start; index < end; index++) {
      const frame = this.#frameOf(this.#steps[index]!);
      if (frame === undefined) break;
      this.#row.push(frame);
    }
    if (this.#row.length >= ROW_MIN) foretell(this.#listener, this.#port!, this.#row);
  }

  /** Undefined for a step that is no frame, or another port's, or a frame that is not told of. */
  #frameOf(step: Step): Frame | undefined {
    if (step.do !== 'arp' && step.do !== 'echo' && step.do !== 'frame') return undefined;
    if (this.#row.length === 0) this.#port = this.#network.port(step.from);
    const port = this.#port;
    if (port === undefined || (this.#row.length > 0 && step.from !== this.#from)) return undefined;
    this.#from = step.from;
    switch (step.do) {
      case 'arp':
        return arpFrame(step);
      case 'echo':
        return echoFrame(this.#network, port, step);
      case 'frame': {
        const frame = bytesFrame(step);
        return isPlain(frame) ? frame : undefined;
      }
      default:
        return step satisfies never;
    }
  }
}

/** Untagged, and with a whole header. A kernel may throw others away before anybody has seen them arrive. */
function isPlain({ etherType, vlan }: Frame): boolean {
  return etherType >= 0 && vlan < 0 && etherType !== ETHERTYPE_PROVIDER_VLAN && etherType !== ETHERTYPE_VLAN;
}

/** IEEE 802.1ad. */
const ETHERTYPE_PROVIDER_VLAN = 0x88a8;
