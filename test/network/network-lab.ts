import { compilePlan, Network, type StackChoice, type Topology } from '../../src/network/index.ts';
import { interpretNow } from '../../src/scenario/interpreter.ts';
import type { Step } from '../../src/scenario/step.ts';
import type { NeighbourBinding, Trace, TraceEvent } from '../../src/trace/index.ts';
import { describeDestination, describeFrame, type Frame, formatIpv4, formatMac } from '../../src/wire/index.ts';

/** A network whose events are kept, and told as lines of text. */
export class NetworkLab {
  readonly network: Network;
  readonly topology: Topology;
  #events: TraceEvent[] = [];
  /** Where the events that have not been looked at begin. */
  #from = 0;

  constructor(topology: Topology, stackFor?: StackChoice, plan = compilePlan(topology)) {
    this.topology = topology;
    this.network = new Network(plan, stackFor);
    this.network.sink = (event) => this.#events.push(event);
  }

  /** Performs steps one after the other; what happened before is forgotten. */
  do(...steps: readonly Step[]): this {
    this.#from = this.#events.length;
    interpretNow(this.network, { version: 1, topology: this.topology, steps });
    return this;
  }

  heal(): this {
    this.#from = this.#events.length;
    interpretNow(this.network, { version: 1, topology: this.topology, steps: [], heal: true });
    return this;
  }

  get events(): readonly TraceEvent[] {
    return this.#events.slice(this.#from);
  }

  get trace(): Trace {
    return { header: this.network.header, events: this.#events };
  }

  /** `T1.eth0 < who has …` received, `> …` sent; only at the ports named, if any are. */
  frames(...ports: readonly string[]): string[] {
    return this.events.flatMap((event) => {
      if (event.kind !== 'sent' && event.kind !== 'received') return [];
      const port = this.#portName(event.port);
      if (ports.length > 0 && !ports.includes(port)) return [];
      return [`${port} ${event.kind === 'sent' ? '>' : '<'} ${describeFrame(event.frame)}`];
    });
  }

  /** Ports at which something arrived, in order. */
  receivers(): string[] {
    return this.events.flatMap((event) => (event.kind === 'received' ? [this.#portName(event.port)] : []));
  }

  /** `BM-1.veth1: ebtables filter FORWARD rule 1` */
  drops(): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'dropped' ? [`${this.#portName(event.port)}: ${event.where}`] : [],
    );
  }

  /** Frames that were received at a port, as objects. */
  received(port: string): Frame[] {
    return this.events.flatMap((event) =>
      event.kind === 'received' && this.#portName(event.port) === port ? [event.frame] : [],
    );
  }

  /** `VM-3 10.0.0.1 none -> 02:… stale` */
  changes(): string[] {
    return this.events.flatMap((event) => {
      if (event.kind !== 'neighbour') return [];
      const { node, address, before, after } = event;
      const name = this.network.header.nodes[node]!.name;
      return [`${name} ${formatIpv4(address)} ${bindingText(before)} -> ${bindingText(after)}`];
    });
  }

  /** `syn at BM-1 from 10.0.0.2` */
  deliveries(): string[] {
    return this.events.flatMap((event) => {
      if (event.kind !== 'delivered') return [];
      return [`${event.message} at ${this.network.header.nodes[event.node]!.name} from ${formatIpv4(event.source)}`];
    });
  }

  /** What a host's cache holds for an address. */
  entry(host: string, address: string): string {
    const known = this.network.host(host)?.stack.neighbours() ?? [];
    return bindingText(known.find((each) => formatIpv4(each.address) === address));
  }

  #portName(port: number): string {
    return this.network.header.ports[port]!.name;
  }
}

function bindingText(binding: NeighbourBinding | undefined): string {
  if (binding === undefined) return 'none';
  return binding.mac === undefined ? binding.state : `${formatMac(binding.mac)} ${binding.state}`;
}

/** `02:00:00:00:00:0a: who has …`: a frame with its destination. */
export function addressed(frame: Frame): string {
  return `${describeDestination(frame)}: ${describeFrame(frame)}`;
}
