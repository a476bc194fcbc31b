import type { EventId, NeighbourBinding, NeighbourReason, NeighbourState } from '../trace/index.ts';
import { ETHERNET_HEADER_LENGTH, Frame, type IpMessage } from '../wire/index.ts';
import type { HostBridge } from './host-bridge.ts';
import { HostNode } from './host-node.ts';
import type { LiveMachine, MachineNeighbour } from './live-machine.ts';
import { LiveMachineStack } from './live-machine-stack.ts';
import type { Network } from './network.ts';
import type { NodePlan } from './plan.ts';
import type { Port } from './port.ts';

/** What a message answers, if it is an answer. */
const QUESTIONS: Readonly<Partial<Record<IpMessage, IpMessage>>> = {
  'echo-reply': 'echo-request',
  'syn-ack': 'syn',
  'datagram-answer': 'datagram',
};

/** A host or guest that is real as a whole. What crosses its ports is seen, and what its neighbour tables hold. */
export class LiveMachineNode extends HostNode {
  readonly machine: LiveMachine;
  readonly #network: Network;
  #table = new Map<string, MachineNeighbour>();
  /** Questions whose delivery has been told; they are as many as the steps of a case. */
  readonly #answered = new Set<string>();

  constructor(network: Network, plan: NodePlan, ports: readonly Port[], machine: LiveMachine) {
    super(
      network,
      plan,
      ports,
      (config, environment) => new LiveMachineStack(config, machine, environment),
      (name, port, members) => new LiveBridge(machine, name, port, members),
    );
    this.machine = machine;
    this.#network = network;
    for (const each of machine.neighbours()) this.#table.set(keyOf(each), each);
  }

  override arrive(port: Port, frame: Frame): void {
    if (!port.up) {
      this.#network.drop(port, frame, 'link down');
      return;
    }
    const cause = this.#network.received(port, frame);
    this.machine.transmit(port.local, frame.bytes);
    this.look('frame', cause);
  }

  override send(port: Port, frame: Frame, injected: boolean): void {
    if (port.bridge?.port !== port) {
      this.#network.transmit(port, frame, injected);
      return;
    }
    if (frame.bytes.length < ETHERNET_HEADER_LENGTH) return;
    this.#network.sent(port, frame, injected);
    this.machine.inject(port.local, frame.bytes);
  }

  override linkChanged(port: Port, up: boolean): void {
    this.machine.setLink(port.local, up);
  }

  /** Puts on the cables what it has sent, and tells how its neighbour tables have changed. */
  look(reason: NeighbourReason, cause: EventId = -1): void {
    this.machine.collect((local, bytes) => {
      const port = this.#network.port(`${this.name}.${local}`);
      if (port === undefined) return;
      const frame = new Frame(bytes);
      this.#tellDelivery(frame);
      this.#network.transmit(port, frame);
    });
    const before = this.#table;
    const after = new Map<string, MachineNeighbour>();
    for (const each of this.machine.neighbours()) after.set(keyOf(each), each);
    this.#table = after;
    for (const [key, each] of after) this.#tell(each, before.get(key), each, reason, cause);
    for (const [key, each] of before) if (!after.has(key)) this.#tell(each, each, undefined, reason, cause);
  }

  /** What a kernel hands to an application cannot be seen from outside. Its answer tells: nobody else makes one. */
  #tellDelivery({ source: mac, ip }: Frame): void {
    const message = ip === undefined ? undefined : QUESTIONS[ip.message];
    if (ip === undefined || message === undefined) return;
    const { source, destination, id } = ip;
    const on = this.stack.interfaces.findIndex((each) => each.mac === mac);
    const isOwn = on >= 0 && this.stack.interfaces.some((each) => each.owns(source));
    const key = `${message} ${destination} ${source} ${id}`;
    if (!isOwn || this.#answered.has(key)) return;
    this.#answered.add(key);
    this.delivered(on, { source: destination, destination: source, message, id });
  }

  #tell(
    { on, address }: MachineNeighbour,
    before: MachineNeighbour | undefined,
    after: MachineNeighbour | undefined,
    reason: NeighbourReason,
    cause: EventId,
  ): void {
    if (before?.mac === after?.mac && before?.state === after?.state) return;
    const port = this.stackPorts.find((each) => each.local === on);
    if (port === undefined) return;
    this.#network.emit({
      kind: 'neighbour',
      id: this.#network.nextId(),
      time: this.#network.now,
      node: this.index,
      port: port.index,
      address,
      before: bindingOf(before),
      after: bindingOf(after),
      reason,
      cause,
    });
  }
}

function keyOf({ on, address }: MachineNeighbour): string {
  return `${on} ${address}`;
}

function bindingOf(neighbour: MachineNeighbour | undefined): NeighbourBinding | undefined {
  return neighbour === undefined ? undefined : { mac: neighbour.mac, state: neighbour.state as NeighbourState };
}

/** The kernel's own bridge: only who is in it is known here. */
class LiveBridge implements HostBridge {
  readonly name: string;
  readonly port: Port;
  readonly #members: Set<Port>;
  readonly #machine: LiveMachine;

  constructor(machine: LiveMachine, name: string, port: Port, members: readonly Port[]) {
    this.#machine = machine;
    this.name = name;
    this.port = port;
    this.#members = new Set(members);
    for (const each of [port, ...members]) each.bridge = this;
  }

  join(member: Port): void {
    member.bridge = this;
    this.#members.add(member);
    this.#machine.join(this.name, member.local);
  }

  leave(member: Port): void {
    this.#members.delete(member);
    this.#machine.leave(member.local);
  }

  has(port: Port): boolean {
    return port === this.port || this.#members.has(port);
  }

  linkChanged(): void {}
  input(): void {}
  output(): void {}
  clear(): void {}
}
