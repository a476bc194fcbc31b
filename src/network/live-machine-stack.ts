import {
  type ArpStack,
  type DetectionAnswer,
  type InterfaceAddress,
  inKernelOrder,
  type Neighbour,
  type StackConfig,
  type StackEnvironment,
  StackInterface,
  type StackRoute,
} from '../model/index.ts';
import type { NeighbourState } from '../trace/index.ts';
import { ARP_REPLY, ARP_REQUEST, Frame, type IpMessage, type Ipv4, MAC_BROADCAST, MAC_ZERO } from '../wire/index.ts';
import type { LiveMachine } from './live-machine.ts';

/** The stack of a real machine, as whoever operates it and its applications see it. Frames do not come through here. */
export class LiveMachineStack implements ArpStack {
  readonly interfaces: readonly StackInterface[];
  readonly detects = false;
  readonly choosesLinkLocal = false;
  readonly #machine: LiveMachine;
  readonly #environment: StackEnvironment;

  constructor(config: StackConfig, machine: LiveMachine, environment: StackEnvironment) {
    this.interfaces = config.interfaces.map((each, index) => new StackInterface(index, each));
    for (const on of this.interfaces) on.addresses = inKernelOrder(on.addresses);
    this.#machine = machine;
    this.#environment = environment;
  }

  receive(): void {}
  wake(): void {}

  originate(destination: Ipv4, message: IpMessage, id: number): boolean {
    const isOwn = this.interfaces.some((each) => each.owns(destination));
    const source = isOwn ? destination : this.#machine.originate(destination, message, id);
    if (source === undefined) return false;
    const packet = { source, destination, message, id };
    this.#environment.originated(packet);
    if (isOwn) this.#environment.delivered(-1, packet);
    return true;
  }

  announce(address: Ipv4, form: 'request' | 'reply'): boolean {
    const on = this.interfaces.find((each) => each.up && each.owns(address));
    if (on === undefined) return false;
    const [operation, targetMac] = form === 'request' ? [ARP_REQUEST, MAC_ZERO] : [ARP_REPLY, on.mac];
    const packet = { operation, senderMac: on.mac, senderIp: address, targetMac, targetIp: address };
    this.#machine.inject(on.name, Frame.arpPacket(MAC_BROADCAST, on.mac, packet).bytes);
    return true;
  }

  addAddress(interfaceIndex: number, address: InterfaceAddress): boolean {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || this.interfaces.some((each) => each.owns(address.address))) return false;
    if (!this.#machine.addAddress(on.name, address)) return false;
    on.addresses = inKernelOrder([...on.addresses, address]);
    return true;
  }

  detectAddress(interfaceIndex: number, address: InterfaceAddress): DetectionAnswer {
    return this.addAddress(interfaceIndex, address) ? 'configured' : 'refused';
  }

  configureLinkLocal(): boolean {
    return false;
  }

  removeAddress(interfaceIndex: number, address: Ipv4): boolean {
    const on = this.interfaces[interfaceIndex];
    const own = on?.addresses.find((each) => each.address === address);
    if (on === undefined || own === undefined || !this.#machine.removeAddress(on.name, own)) return false;
    on.addresses = on.addresses.filter((each) => each !== own);
    return true;
  }

  setLink(interfaceIndex: number, up: boolean): void {
    const on = this.interfaces[interfaceIndex];
    if (on !== undefined) on.up = up;
  }

  setCarrier(): void {}

  setSysctl(interfaceIndex: number, name: string, value: number): boolean {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || !this.#machine.setSysctl(on.name, name, value)) return false;
    on.sysctls = { ...on.sysctls, [name]: value };
    return true;
  }

  setRoute(route: StackRoute, present: boolean): boolean {
    const on = this.interfaces[route.interface];
    return on !== undefined && this.#machine.setRoute(on.name, route, present);
  }

  setProxied(interfaceIndex: number, address: Ipv4, present: boolean): boolean {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || on.proxied.has(address) === present) return false;
    if (!this.#machine.setProxied(on.name, address, present)) return false;
    on.proxied = new Set(present ? [...on.proxied, address] : [...on.proxied].filter((each) => each !== address));
    return true;
  }

  forgetNeighbour(address: Ipv4 | undefined): void {
    this.#machine.forget(address);
  }

  reboot(): void {
    this.#machine.reboot();
  }

  neighbours(): readonly Neighbour[] {
    return this.#machine.neighbours().flatMap(({ on, address, mac, state }) => {
      const index = this.interfaces.findIndex((each) => each.name === on);
      return index < 0 ? [] : [{ interface: index, address, mac, state: state as NeighbourState }];
    });
  }
}
