import {
  type ArpStack,
  type DetectionOrder,
  type InterfaceAddress,
  type LinkCause,
  LinuxStack,
  PROFILES,
  type Reconfiguration,
  ReferenceStack,
  type StackConfig,
  type StackEnvironment,
  type Wake,
} from '../model/index.ts';
import type { DefencePolicy, DetectionEvent, EventId, NeighbourBinding, NeighbourReason } from '../trace/index.ts';
import { ETHERNET_HEADER_LENGTH, type Frame, type IpPacket, type Ipv4 } from '../wire/index.ts';
import { Bridge } from './bridge.ts';
import type { HostBridge } from './host-bridge.ts';
import { type Effective, HostSettings } from './host-settings.ts';
import { LinkLocalWatch } from './link-local-watch.ts';
import type { Network } from './network.ts';
import type { NodePlan } from './plan.ts';
import type { Node, Port } from './port.ts';
import type { RuleSet } from './rules/index.ts';

/** Makes a stack for a node; mutants and users' modules come in here. */
export type StackFactory = (config: StackConfig, environment: StackEnvironment, profile: string) => ArpStack;

/** The stack that the profile of this name describes. */
export const referenceStackFactory: StackFactory = (config, environment, profile) =>
  PROFILES.get(profile)?.sysctls === true
    ? new LinuxStack(config, environment)
    : new ReferenceStack(config, environment, PROFILES.get(profile));

/** Makes another bridge than a simulated one. */
export type BridgeFactory = (name: string, port: Port, members: readonly Port[]) => HostBridge;

/** A host or guest: its stack, its bridges and its filter rules. */
export class HostNode implements Node, StackEnvironment {
  readonly index: number;
  readonly name: string;
  readonly plan: NodePlan;
  readonly stack: ArpStack;
  readonly stackPorts: readonly Port[];
  readonly bridges: readonly HostBridge[];
  readonly rules: RuleSet | undefined;
  readonly #network: Network;
  #settings: HostSettings | undefined;
  /** Interfaces that choose a link-local address by themselves, and what they try or use. */
  readonly #linkLocal = new LinkLocalWatch();
  /** The `received` event that the stack is working on. */
  #cause: EventId = -1;

  constructor(network: Network, plan: NodePlan, ports: readonly Port[], factory: StackFactory, bridge?: BridgeFactory) {
    this.#network = network;
    this.index = plan.index;
    this.name = plan.name;
    this.plan = plan;
    this.rules = plan.rules;
    this.stackPorts = plan.stackPorts.map((each) => ports[each]!);
    for (let index = 0; index < this.stackPorts.length; index++) this.stackPorts[index]!.stackIndex = index;
    this.bridges = plan.bridges.map((each) => {
      const members = each.members.map((member) => ports[member]!);
      const port = ports[each.port]!;
      return bridge?.(each.name, port, members) ?? new Bridge(network, this, each.name, port, members, each.ageing);
    });
    this.stack = factory(plan, this, plan.profile ?? 'linux');
  }

  get now(): number {
    return this.#network.now;
  }

  /** Most hosts are never reconfigured. */
  get settings(): HostSettings {
    this.#settings ??= new HostSettings(this.plan.interfaces);
    return this.#settings;
  }

  /** Reconfigures the stack; false if that changes nothing. */
  take(change: Exclude<Reconfiguration, { kind: 'link' | 'sysctl' }>): boolean {
    const { stack } = this;
    switch (change.kind) {
      case 'address':
        return change.present
          ? stack.addAddress(change.interface, change.address)
          : stack.removeAddress(change.interface, change.address.address);
      case 'route':
        return stack.setRoute(change.route, change.present);
      case 'proxied':
        return stack.setProxied(change.interface, change.address, change.present);
      default:
        return change satisfies never;
    }
  }

  takeSetting({ name }: { readonly name: string }, effective: readonly Effective[]): boolean {
    return effective.every((each) => this.stack.setSysctl(each.interface, name, each.value));
  }

  arrive(port: Port, frame: Frame): void {
    if (!port.up) {
      this.#network.drop(port, frame, 'link down');
      return;
    }
    if (port.bridge === undefined) {
      this.receiveOnStack(port, frame);
      return;
    }
    this.#network.received(port, frame);
    port.bridge.input(port, frame);
  }

  /** A frame has come to a layer-3 interface. */
  receiveOnStack(port: Port, frame: Frame): void {
    if (frame.arp !== undefined && !this.#passesArptables('INPUT', port, frame)) return;
    this.#cause = this.#network.received(port, frame);
    this.stack.receive(port.stackIndex, frame);
    this.#cause = -1;
  }

  transmit(interfaceIndex: number, frame: Frame, isRaw = false): void {
    const port = this.stackPorts[interfaceIndex]!;
    if (!port.up) return;
    if (!isRaw && frame.arp !== undefined && !this.#passesArptables('OUTPUT', port, frame)) return;
    this.send(port, frame, false);
  }

  /** Sends from a port; below the stack's own filters. */
  send(port: Port, frame: Frame, injected: boolean): void {
    if (port.bridge?.port === port && port.up) {
      // What has no Ethernet header an interface does not take (`packet_snd()`).
      if (frame.bytes.length < ETHERNET_HEADER_LENGTH) return;
      this.#network.sent(port, frame, injected);
      port.bridge.output(frame);
    } else {
      this.#network.transmit(port, frame, injected);
    }
  }

  /** A port of it has been taken up or down. */
  linkChanged(port: Port, up: boolean, by: LinkCause): void {
    port.bridge?.linkChanged(port, up);
    if (port.stackIndex >= 0) this.stack.setLink(port.stackIndex, up, by);
  }

  #passesArptables(chain: 'INPUT' | 'OUTPUT', port: Port, frame: Frame): boolean {
    const rules = this.rules;
    if (rules === undefined || rules.isEmpty('arptables filter', chain)) return true;
    const context = {
      frame,
      in: chain === 'INPUT' ? port.local : undefined,
      out: chain === 'OUTPUT' ? port.local : undefined,
      logicalIn: undefined,
      logicalOut: undefined,
    };
    const verdict = rules.evaluate('arptables filter', chain, context);
    if (verdict.kind !== 'drop') return true;
    this.#network.drop(port, frame, verdict.where);
    return false;
  }

  wakeAt(time: number, token: object): Wake {
    return this.#network.at(time, this.stack, token);
  }

  neighbourChanged(
    interfaceIndex: number,
    address: Ipv4,
    before: NeighbourBinding | undefined,
    after: NeighbourBinding | undefined,
    reason: NeighbourReason,
  ): void {
    const port = this.stackPorts[interfaceIndex]!.index;
    this.#network.emit({
      kind: 'neighbour',
      id: this.#network.nextId(),
      time: this.#network.now,
      node: this.index,
      port,
      address,
      before,
      after,
      reason,
      cause: this.#cause,
    });
  }

  /** The operator configures an address with conflict detection; nothing if it is there, or has no such interface. */
  detectAddress(interfaceName: string, own: InterfaceAddress, order: DetectionOrder): void {
    const index = this.stackPorts.findIndex((port) => port.local === interfaceName);
    if (index < 0) return;
    this.#linkLocal.order(own.address);
    if (this.stack.detectAddress(index, own, order) === 'configured') this.addressChanged(index, own, true);
  }

  /** The operator has an interface choose a link-local address; nothing if it does, or cannot. */
  configureLinkLocal(interfaceName: string, order: DetectionOrder): void {
    const index = this.stackPorts.findIndex((each) => each.local === interfaceName);
    if (index < 0 || !this.stack.choosesLinkLocal || !this.#linkLocal.begin(index)) return;
    const { now } = this.#network;
    const place = { id: this.#network.nextId(), time: now, node: this.index, port: this.stackPorts[index]!.index };
    this.#network.emit({ kind: 'link-local', ...place, policy: order.policy });
    this.stack.configureLinkLocal(index, order);
  }

  /** The link-local address that an interface tries or uses; undefined if it has none. */
  linkLocalAt(interfaceIndex: number): Ipv4 | undefined {
    return this.#linkLocal.at(interfaceIndex);
  }

  detected(
    interfaceIndex: number,
    { address }: InterfaceAddress,
    phase: DetectionEvent['phase'],
    policy: DefencePolicy,
  ): void {
    const chosen = this.#linkLocal.note(interfaceIndex, address, phase) ? ({ chosen: true } as const) : {};
    const port = this.stackPorts[interfaceIndex]!.index;
    const { now } = this.#network;
    const [id, cause] = [this.#network.nextId(), this.#cause];
    const event = { kind: 'detection', id, time: now, node: this.index, port, address, phase, policy, cause } as const;
    this.#network.emit({ ...event, ...chosen });
  }

  addressChanged(interfaceIndex: number, own: InterfaceAddress, present: boolean): void {
    const port = this.stackPorts[interfaceIndex]!.index;
    const { now } = this.#network;
    this.#network.emit({
      kind: 'address',
      id: this.#network.nextId(),
      time: now,
      node: this.index,
      port,
      ...own,
      present,
    });
  }

  delivered(interfaceIndex: number, packet: IpPacket): void {
    this.#network.emit({
      kind: 'delivered',
      id: this.#network.nextId(),
      time: this.#network.now,
      node: this.index,
      port: interfaceIndex < 0 ? -1 : this.stackPorts[interfaceIndex]!.index,
      source: packet.source,
      destination: packet.destination,
      message: packet.message,
      packet: packet.id,
      cause: this.#cause,
    });
  }

  originated(packet: IpPacket): void {
    this.#network.emit({
      kind: 'originated',
      id: this.#network.nextId(),
      time: this.#network.now,
      node: this.index,
      source: packet.source,
      destination: packet.destination,
      message: packet.message,
      packet: packet.id,
    });
  }
}
