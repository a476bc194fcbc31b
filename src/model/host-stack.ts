import type { NeighbourReason, NeighbourState } from '../trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  Frame,
  groupMacOf,
  IPV4_ANY,
  IPV4_BROADCAST,
  type IpMessage,
  type IpPacket,
  type Ipv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  TIME_TO_LIVE,
} from '../wire/index.ts';
import { selectAddress } from './address-selection.ts';
import { StackInterface } from './interface.ts';
import type { InterfaceAddress } from './interface-config.ts';
import { type NeighbourEntry, NO_PACKETS } from './neighbour-entry.ts';
import type { LinkCause } from './reconfiguration.ts';
import { type NextHop, RoutingTable } from './routing-table.ts';
import type {
  ArpStack,
  DetectionAnswer,
  DetectionOrder,
  Neighbour,
  StackConfig,
  StackEnvironment,
  StaticNeighbour,
} from './stack.ts';
import type { StackRoute } from './stack-route.ts';

/** What a host answers, and with what (RFC 792; RFC 9293 section 3.5; a collector that acknowledges datagrams). */
const ANSWERS: Readonly<Partial<Record<IpMessage, IpMessage>>> = {
  'echo-request': 'echo-reply',
  syn: 'syn-ack',
  datagram: 'datagram-answer',
};

/**
 * The host around an ARP implementation: interfaces, routes, local delivery and answers, configuration. What ARP does
 * is left to the subclass: {@link receiveArp} and {@link resolve}.
 */
export abstract class HostStack implements ArpStack {
  readonly interfaces: readonly StackInterface[];
  readonly detects: boolean = false;
  readonly choosesLinkLocal: boolean = false;
  protected readonly environment: StackEnvironment;
  protected readonly routes: RoutingTable;
  readonly #staticNeighbours: readonly StaticNeighbour[];

  constructor(config: StackConfig, environment: StackEnvironment) {
    this.environment = environment;
    this.interfaces = config.interfaces.map((each, index) => new StackInterface(index, each));
    this.routes = new RoutingTable(this.interfaces, config.routes);
    this.#staticNeighbours = config.staticNeighbours;
    for (const on of this.interfaces) this.addStaticNeighbours(on);
  }

  /** Those of the configuration that are not there. */
  protected addStaticNeighbours(on: StackInterface): void {
    for (const { interface: index, address, mac } of this.#staticNeighbours) {
      if (index !== on.index || on.entry(address)?.state === 'permanent') continue;
      const entry = on.add(address);
      entry.mac = mac;
      entry.state = 'permanent';
    }
  }

  /** An ARP packet that is for this interface's MAC, a group or everyone; its fields may be anything. */
  protected abstract receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void;
  /** Sends the packet to the next hop's link address, or keeps it until that is known. */
  protected abstract resolve(on: StackInterface, nextHop: Ipv4, packet: IpPacket): void;
  abstract wake(token: object): void;

  receive(interfaceIndex: number, frame: Frame): void {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || !on.up || !this.accepts(on, frame)) return;
    if (frame.arp !== undefined) this.receiveArp(on, frame, frame.arp);
    else if (frame.ip !== undefined) this.receiveIp(on, frame, frame.ip);
  }

  /** Addressed to this interface and not on a VLAN that is not configured; VLAN 0 is only a priority tag (802.1Q). */
  protected accepts(on: StackInterface, frame: Frame): boolean {
    return frame.vlan <= 0 && on.accepts(frame);
  }

  protected receiveIp(on: StackInterface, frame: Frame, packet: IpPacket): void {
    // What claims to come from ourselves is not answered: we would resolve our own address (RFC 1122 section 3.2.1.3).
    if (this.owns(packet.source)) return;
    if (!this.owns(packet.destination)) {
      if (on.sysctls.forwarding === 1) this.forward(on, frame, packet);
      return;
    }
    this.environment.delivered(on.index, packet);
    const message = ANSWERS[packet.message];
    if (message === undefined) return;
    this.sendIp({ source: packet.destination, destination: packet.source, message, id: packet.id });
  }

  /**
   * A router passes on what was sent to it and not to everyone, from somebody to somebody (RFC 1812 sections 5.3.4 and
   * 5.3.7), and takes one from the time to live (section 5.3.1).
   */
  protected forward(on: StackInterface, frame: Frame, packet: IpPacket): void {
    const timeToLive = packet.timeToLive ?? TIME_TO_LIVE;
    if (frame.destination !== on.mac || !isOrdinarySender(packet.source) || timeToLive <= 1) return;
    this.sendIp({ ...packet, timeToLive: timeToLive - 1 });
  }

  originate(destination: Ipv4, message: IpMessage, id: number): boolean {
    if (this.owns(destination)) {
      const local = { source: destination, destination, message, id };
      this.environment.originated(local);
      this.environment.delivered(-1, local);
      return true;
    }
    const route = this.routeTo(destination);
    if (route === undefined) return this.#originateToMany(destination, message, id);
    const source = this.sourceTo(route.on, route.address);
    if (source === undefined) return false;
    const packet = { source, destination, message, id };
    const hop = this.hopOf(packet, route);
    if (hop === undefined) return false;
    this.environment.originated(packet);
    this.resolve(hop.on, hop.address, packet);
    return true;
  }

  /**
   * What is for a group or for everyone goes to a link address that is computed (RFC 1112 section 6.4, RFC 1122 section
   * 3.3.6), out of the first interface that has an address; what is for a loopback address stays inside.
   */
  #originateToMany(destination: Ipv4, message: IpMessage, id: number): boolean {
    if (isLoopbackIpv4(destination)) {
      const local = { source: destination, destination, message, id };
      this.environment.originated(local);
      this.environment.delivered(-1, local);
      return true;
    }
    const isLinked = (on: StackInterface): boolean => on.up && on.addresses.length > 0;
    const nearest = this.interfaces.find((each) => isLinked(each) && each.isSubnetBroadcast(destination));
    const isForMany = nearest !== undefined || destination === IPV4_BROADCAST || isMulticastIpv4(destination);
    const on = isForMany ? (nearest ?? this.interfaces.find(isLinked)) : undefined;
    if (on === undefined) return false;
    const packet = { source: on.addresses[0]!.address, destination, message, id };
    this.environment.originated(packet);
    this.transmitIp(on, isMulticastIpv4(destination) ? groupMacOf(destination) : MAC_BROADCAST, packet);
    return true;
  }

  protected sendIp(packet: IpPacket): void {
    const hop = this.hopOf(packet, this.routeTo(packet.destination));
    if (hop !== undefined) this.resolve(hop.on, hop.address, packet);
  }

  protected routeTo(destination: Ipv4): NextHop | undefined {
    return this.routes.lookup(destination);
  }

  /** The next hop of a packet whose source is known; `route` leads to its destination. */
  protected hopOf(_packet: IpPacket, route: NextHop | undefined): NextHop | undefined {
    return route;
  }

  /** The own address that packets to a next hop, and requests for it, carry. */
  protected sourceTo(on: StackInterface, nextHop: Ipv4): Ipv4 | undefined {
    return selectAddress(this.interfaces, on, nextHop);
  }

  protected transmitIp(on: StackInterface, to: Mac, packet: IpPacket): void {
    this.environment.transmit(on.index, Frame.ipPacket(to, on.mac, packet));
  }

  protected transmitArp(
    on: StackInterface,
    to: Mac,
    operation: number,
    senderIp: Ipv4,
    targetMac: Mac,
    targetIp: Ipv4,
  ): void {
    const packet = { operation, senderMac: on.mac, senderIp, targetMac, targetIp };
    this.environment.transmit(on.index, Frame.arpPacket(to, on.mac, packet));
  }

  /** The host has this address on any interface: the weak host model (RFC 1122 section 3.3.4.2). */
  protected owns(address: Ipv4): boolean {
    for (const on of this.interfaces) if (on.owns(address)) return true;
    return false;
  }

  /** Writes a binding and reports the change, if it is one. */
  protected bind(entry: NeighbourEntry, mac: Mac | undefined, state: NeighbourState, reason: NeighbourReason): void {
    if (entry.mac === mac && entry.state === state) return;
    const before = entry.binding();
    entry.mac = mac;
    entry.state = state;
    this.environment.neighbourChanged(entry.on.index, entry.address, before, entry.binding(), reason);
  }

  protected create(
    on: StackInterface,
    address: Ipv4,
    mac: Mac | undefined,
    state: NeighbourState,
    reason: NeighbourReason,
  ): NeighbourEntry {
    const entry = on.add(address);
    entry.mac = mac;
    entry.state = state;
    entry.updated = this.environment.now;
    entry.confirmed = this.environment.now;
    this.environment.neighbourChanged(on.index, address, undefined, entry.binding(), reason);
    return entry;
  }

  protected remove(entry: NeighbourEntry, reason: NeighbourReason): void {
    entry.on.remove(entry);
    entry.queue = NO_PACKETS;
    this.environment.neighbourChanged(entry.on.index, entry.address, entry.binding(), undefined, reason);
  }

  protected startTimer(entry: NeighbourEntry, at: number): void {
    entry.timer?.cancel();
    entry.timer = this.environment.wakeAt(at, entry);
  }

  announce(address: Ipv4, form: 'request' | 'reply'): boolean {
    const on = this.interfaces.find((each) => each.up && each.owns(address));
    if (on === undefined) return false;
    const [operation, targetMac] = form === 'request' ? [ARP_REQUEST, MAC_ZERO] : [ARP_REPLY, on.mac];
    const packet = { operation, senderMac: on.mac, senderIp: address, targetMac, targetIp: address };
    this.environment.transmit(on.index, Frame.arpPacket(MAC_BROADCAST, on.mac, packet), true);
    return true;
  }

  addAddress(interfaceIndex: number, address: InterfaceAddress): boolean {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || this.owns(address.address)) return false;
    on.addresses.push(address);
    return true;
  }

  /** As Linux: the kernel tests no IPv4 address (`ip address add`), programs in user space may. */
  detectAddress(interfaceIndex: number, address: InterfaceAddress, _detection: DetectionOrder): DetectionAnswer {
    return this.addAddress(interfaceIndex, address) ? 'configured' : 'refused';
  }

  /** As Linux: programs in user space may. */
  configureLinkLocal(_interfaceIndex: number, _order: DetectionOrder): boolean {
    return false;
  }

  removeAddress(interfaceIndex: number, address: Ipv4): boolean {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || !on.owns(address)) return false;
    on.addresses = on.addresses.filter((own) => own.address !== address);
    return true;
  }

  setLink(interfaceIndex: number, up: boolean, by: LinkCause = 'operator'): void {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || on.up === up) return;
    on.up = up;
    on.isOff = !up && by === 'operator';
    if (up) this.linkUp(on, by);
    else this.linkDown(on, by);
  }

  /** The settings that a router has; a profile with more of them says so. */
  protected hasSysctl(name: string): boolean {
    return name === 'forwarding' || name === 'proxy_arp';
  }

  setSysctl(interfaceIndex: number, name: string, value: number): boolean {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || !this.hasSysctl(name)) return false;
    on.sysctls = { ...on.sysctls, [name]: value };
    return true;
  }

  setRoute(route: StackRoute, present: boolean): boolean {
    return present ? this.routes.add(route) : this.routes.remove(route);
  }

  setProxied(interfaceIndex: number, address: Ipv4, present: boolean): boolean {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || on.proxied.has(address) === present) return false;
    on.proxied = new Set(present ? [...on.proxied, address] : [...on.proxied].filter((each) => each !== address));
    return true;
  }

  protected linkUp(_on: StackInterface, _by: LinkCause): void {}
  setCarrier(interfaceIndex: number, hasCarrier: boolean): void {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || on.hasCarrier === hasCarrier) return;
    on.hasCarrier = hasCarrier;
    if (!hasCarrier) this.carrierLost(on);
  }

  protected carrierLost(on: StackInterface): void {
    this.linkDown(on, 'carrier');
  }

  /** What was learned on a link says nothing about the next one (RFC 1122 section 2.3.2.1, implementation (3)). */
  protected linkDown(on: StackInterface, _by: LinkCause): void {
    for (const entry of on.entries()) if (entry.state !== 'permanent') this.remove(entry, 'link');
  }

  forgetNeighbour(address: Ipv4 | undefined, reason: NeighbourReason): void {
    for (const on of this.interfaces) {
      if (address === undefined) {
        for (const entry of on.entries()) if (entry.state !== 'permanent') this.remove(entry, reason);
        continue;
      }
      const entry = on.entry(address);
      if (entry !== undefined && entry.state !== 'permanent') this.remove(entry, reason);
    }
  }

  reboot(): void {
    this.forgetNeighbour(undefined, 'operator');
    for (const on of this.interfaces) if (on.up) this.linkUp(on, 'operator');
  }

  neighbours(): readonly Neighbour[] {
    return this.interfaces.flatMap((on) =>
      on.entries().map((entry) => ({ interface: on.index, address: entry.address, ...entry.binding() })),
    );
  }
}

/** Somebody: not "this host", everyone, a group, or loopback (RFC 1812 section 5.3.7). */
function isOrdinarySender(source: Ipv4): boolean {
  return source !== IPV4_ANY && source !== IPV4_BROADCAST && !isMulticastIpv4(source) && !isLoopbackIpv4(source);
}
