import type { DefencePolicy, DetectionEvent, NeighbourBinding, NeighbourReason } from '../trace/index.ts';
import type { Frame, IpMessage, IpPacket, Ipv4, Mac } from '../wire/index.ts';
import type { StackInterface } from './interface.ts';
import type { InterfaceAddress, InterfaceConfig } from './interface-config.ts';
import type { LinkCause } from './reconfiguration.ts';
import type { StackRoute } from './stack-route.ts';
import type { Wake } from './wake.ts';

/**
 * A host's ARP stack, with as much of IPv4 around it as makes it talk, as a synchronous function of its inputs.
 *
 * It has no clock, no randomness and no I/O: time and effects come through the {@link StackEnvironment}, so the same
 * inputs give the same outputs. Interfaces are numbered in the order of the configuration.
 */
export interface ArpStack {
  readonly interfaces: readonly StackInterface[];
  /** It tests addresses before it uses them, if it is told to (RFC 5227). */
  readonly detects: boolean;
  /** A frame arrived on an interface. */
  receive(interfaceIndex: number, frame: Frame): void;
  /** A time asked for with {@link StackEnvironment.wakeAt} has come. */
  wake(token: object): void;
  /** An application sends a packet; false if there is no route or no source address. */
  originate(destination: Ipv4, message: IpMessage, id: number): boolean;
  /** Announces an own address on its interface, as arping(8) `-U` or `-A`; false if the address is not there. */
  announce(address: Ipv4, form: 'request' | 'reply'): boolean;
  addAddress(interfaceIndex: number, address: InterfaceAddress): boolean;
  /**
   * Configures an address once it has been found free (RFC 5227). `detecting`: the environment is told what comes of
   * it. `configured`: the stack does no detection, and has it at once. `refused`: it is there, or there is no such
   * interface.
   */
  detectAddress(interfaceIndex: number, address: InterfaceAddress, detection: DetectionOrder): DetectionAnswer;
  /** It chooses a link-local address for an interface, if it is told to (RFC 3927). */
  readonly choosesLinkLocal: boolean;
  /**
   * From now on the interface chooses a link-local address by itself, whenever it has no routable one; those that it has
   * are removed. The environment is told of everything. False if the stack cannot, or does so already.
   */
  configureLinkLocal(interfaceIndex: number, order: DetectionOrder): boolean;
  /** True if it was configured; one that is only being tested is given up without a word. */
  removeAddress(interfaceIndex: number, address: Ipv4): boolean;
  /** By the operator, if nothing else is said. */
  setLink(interfaceIndex: number, up: boolean, by?: LinkCause): void;
  /** Changes a setting of an interface; false if the stack has no such setting. */
  setSysctl(interfaceIndex: number, name: string, value: number): boolean;
  /** Adds a route or removes it; false if it is there already, or is not there. */
  setRoute(route: StackRoute, present: boolean): boolean;
  /** Answers for an address that is not its own, or no longer; false if there is nothing to change. */
  setProxied(interfaceIndex: number, address: Ipv4, present: boolean): boolean;
  /** The bridge that an interface belongs to has a port that can send, or has none any more. */
  setCarrier(interfaceIndex: number, hasCarrier: boolean): void;
  /** Removes the dynamic entry of one address, or all of them. */
  forgetNeighbour(address: Ipv4 | undefined, reason: NeighbourReason): void;
  /** Starts anew with the present configuration: caches and queues are lost. */
  reboot(): void;
  /** Addresses that it holds a binding for. */
  neighbours(): readonly Neighbour[];
}

export interface Neighbour extends NeighbourBinding {
  readonly interface: number;
  readonly address: Ipv4;
}

/** How an address is to be tested and defended. */
export interface DetectionOrder {
  readonly policy: DefencePolicy;
  /** Nanoseconds in front of each probe; a stack that draws its own takes no notice. */
  readonly delays: readonly number[];
}

export type DetectionAnswer = 'detecting' | 'configured' | 'refused';

/** What a stack acts through. */
export interface StackEnvironment {
  /** Virtual time in nanoseconds. */
  readonly now: number;
  /** `isRaw`: a program sends it through a packet socket, which filters of ARP do not see. */
  transmit(interfaceIndex: number, frame: Frame, isRaw?: boolean): void;
  /** Asks for `wake(token)` at a time. */
  wakeAt(time: number, token: object): Wake;
  neighbourChanged(
    interfaceIndex: number,
    address: Ipv4,
    before: NeighbourBinding | undefined,
    after: NeighbourBinding | undefined,
    reason: NeighbourReason,
  ): void;
  /** Detection of an address came to a phase, or ended. */
  detected(
    interfaceIndex: number,
    address: InterfaceAddress,
    phase: DetectionEvent['phase'],
    policy: DefencePolicy,
  ): void;
  /** Detection has configured an address, or taken it away. */
  addressChanged(interfaceIndex: number, address: InterfaceAddress, present: boolean): void;
  /** An application got a packet; `interfaceIndex` is -1 for one that never left the host. */
  delivered(interfaceIndex: number, packet: IpPacket): void;
  originated(packet: IpPacket): void;
}

/** What a stack is made of. */
export interface StackConfig {
  readonly interfaces: readonly InterfaceConfig[];
  readonly routes: readonly StackRoute[];
  readonly staticNeighbours: readonly StaticNeighbour[];
}

export interface StaticNeighbour {
  readonly interface: number;
  readonly address: Ipv4;
  readonly mac: Mac;
}
