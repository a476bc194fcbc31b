import type { DetectionOrder, InterfaceAddress, LinkCause, Reconfiguration } from '../model/index.ts';
import type { DefencePolicy, DetectionEvent, EventId } from '../trace/index.ts';
import {
  ETHERTYPE_IPV4,
  Frame,
  IPV4_ANY,
  IPV4_BROADCAST,
  type Ipv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  samePrefix,
} from '../wire/index.ts';
import { Addressing } from './addressing.ts';
import type { EarlierCases } from './earlier-cases.ts';
import { HostSettings } from './host-settings.ts';
import { LinkLocalWatch } from './link-local-watch.ts';
import { LiveAddresses } from './live-addresses.ts';
import type { Later, LiveStack } from './live-stack.ts';
import type { Network } from './network.ts';
import type { NodePlan } from './plan.ts';
import type { Node, Port } from './port.ts';

const MILLISECOND = 1_000_000;
/**
 * Addresses that it was told of in one case; a flush of everything is reported address by address. More than any
 * generated case has, and few enough for a case from a file.
 */
const ADDRESSES_MAX = 4096;

/**
 * A host whose stack is a real implementation behind its ports.
 *
 * Frames go to it as they arrive; what it sends is put on the cable when the network settles, so a synchronous stack
 * costs no promise, and an asynchronous one is waited for once per step.
 */
export class LiveNode implements Node {
  readonly index: number;
  readonly name: string;
  readonly plan: NodePlan;
  readonly stack: LiveStack;
  readonly #network: Network;
  /** Ports of its interfaces, in their order. */
  readonly stackPorts: readonly Port[];
  #settings: HostSettings | undefined;
  #addressing: Addressing | undefined;
  readonly #answersPing: boolean;
  readonly #addresses = new Set<Ipv4>();
  readonly #detected: LiveAddresses;
  readonly #linkLocal = new LinkLocalWatch();
  readonly #earlier: EarlierCases | undefined;
  /** Frames went to it since it last settled. */
  isBusy = false;
  /** How much of the network's time has passed for it. */
  #time = 0;
  /** It may still answer what it was sent. */
  isUncertain = false;

  constructor(
    network: Network,
    plan: NodePlan,
    ports: readonly Port[],
    stack: LiveStack,
    earlier: EarlierCases | undefined,
  ) {
    this.#earlier = earlier;
    this.#network = network;
    this.index = plan.index;
    this.name = plan.name;
    this.plan = plan;
    this.stack = stack;
    this.stackPorts = plan.stackPorts.map((each) => ports[each]!);
    for (let index = 0; index < this.stackPorts.length; index++) this.stackPorts[index]!.stackIndex = index;
    this.#answersPing = stack.abilities.has('ping');
    this.#detected = new LiveAddresses(stack, this);
  }

  arrive(port: Port, frame: Frame): void {
    if (!port.up) {
      this.#network.drop(port, frame, 'link down');
      return;
    }
    const id = this.#network.received(port, frame);
    const sender = frame.arp?.senderIp;
    if (sender !== undefined) this.#name(sender);
    if (this.#answersPing && frame.etherType === ETHERTYPE_IPV4) this.#noteQuestion(id, port, frame);
    this.isBusy = true;
    this.stack.transmit(frame.bytes, port.stackIndex);
  }

  #name(address: Ipv4): void {
    if (this.#addresses.size < ADDRESSES_MAX) this.#addresses.add(address);
    this.#earlier?.name(address);
  }

  /**
   * An echo request that leaves no doubt has been delivered, as far as can be told from outside: the stack owes an
   * answer (RFC 1122 section 3.2.2.6), now or once it has resolved the asker.
   */
  #noteQuestion(cause: EventId, port: Port, frame: Frame): void {
    const packet = frame.ip;
    const { mac } = this.plan.interfaces[port.stackIndex]!;
    const addresses = this.#addressing?.addresses(port.stackIndex) ?? this.plan.interfaces[port.stackIndex]!.addresses;
    if (packet?.message !== 'echo-request' || frame.destination !== mac || frame.vlan >= 0) return;
    const { source, destination } = packet;
    this.#name(source);
    const own = addresses.find((each) => each.address === destination);
    if (own === undefined || !isOrdinary(source) || !samePrefix(own.address, source, own.prefix)) return;
    if (isEdge(source, own.prefix) || addresses.some((each) => each.address === source)) return;
    if (this.#addressing?.isPlain(port.stackIndex, source) === false) return;
    this.#network.emit({
      kind: 'delivered',
      id: this.#network.nextId(),
      time: this.#network.now,
      node: this.index,
      port: port.index,
      source,
      destination,
      message: packet.message,
      packet: packet.id,
      cause,
    });
  }

  // ---------------------------------------------------------------- Settling, and time

  /** Waits for what it has to say and puts it on the cable; true if there was anything. */
  settle(): Later<boolean> {
    if (this.isBusy) {
      this.isBusy = false;
      const settled = this.stack.settle();
      if (typeof settled !== 'string') return settled.then((silence) => this.#settled(silence));
      return this.#settled(settled);
    }
    return this.pump();
  }

  #settled(silence: 'quiet' | 'unknown'): boolean {
    if (silence === 'unknown') this.isUncertain = true;
    return this.pump();
  }

  /** Puts on the cable what it has sent so far; true if there was anything. */
  pump(): boolean {
    let moved = false;
    for (;;) {
      this.#detected.tell();
      const bytes = this.stack.receive();
      if (bytes === undefined) return moved;
      const frame = new Frame(bytes);
      if (this.#earlier?.isAbout(frame) === true) continue;
      moved = true;
      this.#network.transmit(this.stackPorts[this.stack.receivedFrom ?? 0]!, frame);
    }
  }

  /** Lets its clock follow the network's, in whole milliseconds. */
  advanceTo(time: number): Later<void> {
    const milliseconds = Math.floor((time - this.#time) / MILLISECOND);
    if (milliseconds <= 0 || this.stack.clock !== 'virtual') return;
    this.#time += milliseconds * MILLISECOND;
    return this.stack.abilities.has('advance') ? this.stack.advance(milliseconds) : undefined;
  }

  // ---------------------------------------------------------------- What its operator and its applications do

  /** An application sends a datagram; without the ability nothing happens. */
  send(destination: Ipv4): Later<void> {
    if (!this.stack.abilities.has('send')) return;
    const packet = this.#network.nextPacketId();
    this.#name(destination);
    this.isBusy = true;
    const taken = this.stack.send(destination, packet);
    if (typeof taken === 'boolean') this.#originated(destination, packet, taken);
    else return taken.then((isTaken) => this.#originated(destination, packet, isTaken));
  }

  #originated(destination: Ipv4, packet: number, isTaken: boolean): void {
    if (!isTaken) return;
    this.#network.emit({
      kind: 'originated',
      id: this.#network.nextId(),
      time: this.#network.now,
      node: this.index,
      source: this.#sourceTo(destination),
      destination,
      message: 'datagram',
      packet,
    });
  }

  /** The operator configures an address with conflict detection, or removes it; without the ability nothing happens. */
  detectAddress(own: InterfaceAddress, order: DetectionOrder): Later<void> {
    this.isBusy = true;
    this.#linkLocal.order(own.address);
    return this.#detected.detect(own, order);
  }

  /** The operator has it choose a link-local address; without the ability nothing happens. */
  configureLinkLocal(order: DetectionOrder): Later<void> {
    if (!this.stack.abilities.has('link-local') || !this.#linkLocal.begin(0)) return;
    this.isBusy = true;
    const { now } = this.#network;
    const place = { id: this.#network.nextId(), time: now, node: this.index, port: this.stackPorts[0]!.index };
    this.#network.emit({ kind: 'link-local', ...place, policy: order.policy });
    for (const address of this.#addressed.addresses(0)) {
      this.#addressed.take({ kind: 'address', interface: 0, address, present: false });
      this.addressChanged(address, false);
    }
    return this.#detected.chooseLinkLocal(order);
  }

  /** The link-local address that it tries or uses; undefined if it has none. */
  linkLocalAt(interfaceIndex: number): Ipv4 | undefined {
    return this.#linkLocal.at(interfaceIndex);
  }

  /** It was told to configure this address with conflict detection. */
  isDetected({ address }: InterfaceAddress): boolean {
    return this.#detected.has(address);
  }

  removeAddress(own: InterfaceAddress): Later<void> {
    this.isBusy = true;
    return this.#detected.remove(own);
  }

  detected({ address }: InterfaceAddress, phase: DetectionEvent['phase'], policy: DefencePolicy): void {
    const chosen = this.#linkLocal.note(0, address, phase) ? ({ chosen: true } as const) : {};
    const { now } = this.#network;
    const place = { id: this.#network.nextId(), time: now, node: this.index, port: this.stackPorts[0]!.index };
    this.#network.emit({ kind: 'detection', ...place, address, phase, policy, cause: -1, ...chosen });
  }

  addressChanged(own: InterfaceAddress, present: boolean): void {
    // Which address it speaks from, and which questions it owes an answer, follow from its addresses.
    if (this.#linkLocal.has(0)) this.#addressed.take({ kind: 'address', interface: 0, address: own, present });
    const { now } = this.#network;
    const place = { id: this.#network.nextId(), time: now, node: this.index, port: this.stackPorts[0]!.index };
    this.#network.emit({ kind: 'address', ...place, ...own, present });
  }

  /** Which of its addresses a packet of its own will carry. */
  #sourceTo(destination: Ipv4): Ipv4 {
    const only = this.plan.interfaces[0]!.addresses[0]!.address;
    return this.plan.interfaces.length === 1 && !this.#linkLocal.has(0)
      ? only
      : (this.#addressed.sourceTo(destination) ?? this.#addressed.addresses(0)[0]?.address ?? only);
  }

  /** Most stacks have one port and are never reconfigured. */
  get #addressed(): Addressing {
    this.#addressing ??= new Addressing(this.plan);
    return this.#addressing;
  }

  get settings(): HostSettings {
    this.#settings ??= new HostSettings(this.plan.interfaces);
    return this.#settings;
  }

  /** The operator changes the configuration; without the ability, and where it does not take it, nothing changes. */
  take(change: Exclude<Reconfiguration, { kind: 'link' | 'sysctl' }>): Later<boolean> {
    const taken = this.#configure(change);
    if (typeof taken !== 'boolean') return taken.then((isTaken) => this.#taken(change, isTaken));
    return this.#taken(change, taken);
  }

  #taken(change: Exclude<Reconfiguration, { kind: 'link' | 'sysctl' }>, isTaken: boolean): boolean {
    if (isTaken) this.#addressed.take(change);
    return isTaken;
  }

  takeSetting(change: Reconfiguration): Later<boolean> {
    // What a setting does to packets is not known here: from now on no question leaves no doubt.
    this.#addressed.hasDoubts = true;
    return this.#configure(change);
  }

  setLink(index: number, up: boolean, by: LinkCause): Later<void> {
    const done = this.#configure({ kind: 'link', interface: index, up, by });
    if (typeof done !== 'boolean') return done.then(() => undefined);
  }

  #configure(change: Reconfiguration): Later<boolean> {
    if (!this.stack.abilities.has('configure') || this.stack.configure === undefined) return false;
    this.isBusy = true;
    return this.stack.configure(change);
  }

  /** The operator deletes one entry, or all dynamic ones; without the ability nothing happens. */
  flush(address: Ipv4 | undefined): Later<void> {
    if (!this.stack.abilities.has('flush')) return;
    const done = this.stack.flush(address);
    if (done === undefined) this.#flushed(address);
    else return done.then(() => this.#flushed(address));
  }

  #flushed(address: Ipv4 | undefined): void {
    for (const each of address === undefined ? this.#addresses : [address]) {
      if (this.plan.staticNeighbours.some((fixed) => fixed.address === each)) continue;
      for (const port of this.stackPorts) {
        this.#network.emit({
          kind: 'neighbour',
          id: this.#network.nextId(),
          time: this.#network.now,
          node: this.index,
          port: port.index,
          address: each,
          before: undefined,
          after: undefined,
          reason: 'operator',
          cause: -1,
        });
      }
    }
  }
}

function isOrdinary(source: Ipv4): boolean {
  return source !== IPV4_ANY && source !== IPV4_BROADCAST && !isMulticastIpv4(source) && !isLoopbackIpv4(source);
}

/** The first or the last address of its prefix: the network itself, or its broadcast address. */
function isEdge(address: Ipv4, prefix: number): boolean {
  if (prefix >= 31) return false;
  const hostBits = 0xffff_ffff >>> prefix;
  const host = (address & hostBits) >>> 0;
  return host === 0 || host === hostBits;
}
