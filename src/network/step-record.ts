import type { EventId, TraceEvent } from '../trace/index.ts';
import { type Frame, formatIpv4, formatMac } from '../wire/index.ts';
import { HostNode } from './host-node.ts';
import type { Network } from './network.ts';

/** What one step of a scenario did to a network, as far as it can be compared: see {@link StepRecorder}. */
export interface StepRecord {
  readonly frames: readonly RecordedFrame[];
  /** What the neighbour tables held in the end, by machine, interface and address. */
  readonly neighbours: ReadonlyMap<string, string>;
}

export interface RecordedFrame {
  readonly port: string;
  readonly frame: Frame;
  /** In which it was sent. */
  readonly event: EventId;
  /** The same for frames that mean the same. */
  readonly gist: string;
}

/**
 * Notes what a network does, step by step, so that it can be compared with another that does the same.
 *
 * Frames are compared where they leave a port of a machine for a cable: octet by octet, but of IPv4 packets only what
 * ARP can influence (addresses, and which message it is), as every stack has its own identifications and checksums. A
 * failed entry is none: kernels forget those when their table gets full, and that is one for the whole machine.
 */
export class StepRecorder {
  readonly #network: Network;
  #frames: RecordedFrame[] = [];

  constructor(network: Network) {
    this.#network = network;
  }

  /** Told everything that happens; the record of a step once it has settled. */
  event(event: TraceEvent): StepRecord | undefined {
    if (event.kind === 'settled') {
      const record = { frames: this.#frames, neighbours: this.#neighbours() };
      this.#frames = [];
      return record;
    }
    if (event.kind !== 'sent') return undefined;
    const { name, kind } = this.#network.header.ports[event.port]!;
    if (kind === 'bridge') return undefined;
    this.#frames.push({ port: name, frame: event.frame, event: event.id, gist: gistOf(event.frame) });
    return undefined;
  }

  #neighbours(): Map<string, string> {
    const entries = new Map<string, string>();
    for (const node of this.#network.nodes) {
      if (!(node instanceof HostNode)) continue;
      for (const { interface: index, address, mac, state } of node.stack.neighbours()) {
        if (state === 'failed') continue;
        const name = node.stack.interfaces[index]!.name;
        const known = mac === undefined ? '' : `${formatMac(mac)} `;
        entries.set(`${node.name}.${name} ${formatIpv4(address)}`, `${known}${state}`);
      }
    }
    return entries;
  }
}

function gistOf(frame: Frame): string {
  const { ip } = frame;
  if (ip === undefined) return Buffer.from(frame.bytes).toString('hex');
  const { source, destination, message, id } = ip;
  const [from, to] = [formatMac(frame.source), formatMac(frame.destination)];
  return `${from} > ${to} ${message} ${id} ${formatIpv4(source)} > ${formatIpv4(destination)}`;
}
