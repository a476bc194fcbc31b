import type { Mac } from '../../../wire/index.ts';
import type { NetworkNamespace } from '../namespace.ts';
import { linkState } from '../netlink.ts';
import type { NetlinkSocket } from '../netlink-socket.ts';
import { interfaceIndex, TapDevice } from '../tap-device.ts';
import { askedFor, inGroup, memberOf, newBridge, renamed, withMac, withoutGroup } from './link-messages.ts';
import type { MachineLayout, PortLayout } from './machine-layout.ts';

interface Device {
  name: string;
  readonly index: number;
  /** Undefined for a bridge. */
  readonly tap: TapDevice | undefined;
  /** The bridge that it is in. */
  bridge: string | undefined;
  isUp: boolean;
  mac: Mac | undefined;
}

/** Milliseconds that it takes on a machine with little else to do. */
const MOVE_COST = 2;
const MAKE_COST = 3;
/** Nobody has it. */
const SCRATCH_MAC = 0x02ff_0000_0001 as Mac;

/**
 * The TAP devices and bridges of a machine. To make or remove one takes the kernel much longer than to rename it, so
 * those of earlier cases are used again, and what is not needed lies idle, down and in no bridge.
 */
export class DeviceTable {
  readonly #namespace: NetworkNamespace;
  readonly #netlink: NetlinkSocket;
  readonly #devices: Device[] = [];
  /** The devices of the present case, by name. */
  readonly #active = new Map<string, Device>();
  #made = 0;

  constructor(namespace: NetworkNamespace, netlink: NetlinkSocket) {
    this.#namespace = namespace;
    this.#netlink = netlink;
  }

  /** How many milliseconds it takes, more or less, to make, move and lay down devices. */
  distanceTo({ ports, bridges }: MachineLayout): number {
    let cost = 0;
    const wanted = new Map(ports.map((each) => [each.name, each.bridge]));
    let idle = 0;
    for (const { name, tap, bridge, isUp } of this.#devices) {
      if (tap === undefined) continue;
      if (wanted.has(name)) {
        if (wanted.get(name) !== bridge) cost += MOVE_COST;
        wanted.delete(name);
      } else {
        idle += 1;
        if (isUp) cost += MOVE_COST;
      }
    }
    const made = Math.max(0, wanted.size - idle);
    const have = this.#devices.filter((each) => each.tap === undefined).length;
    return cost + MOVE_COST * (wanted.size - made) + MAKE_COST * (made + Math.abs(bridges.length - have));
  }

  become({ ports, bridges, interfaces }: MachineLayout): void {
    this.#active.clear();
    const free = new Set(this.#devices);
    const claim = (name: string, isTap: boolean, exact: boolean): Device | undefined => {
      for (const each of free) {
        if ((each.tap !== undefined) !== isTap || (exact && each.name !== name)) continue;
        free.delete(each);
        this.#rename(each, name);
        this.#active.set(name, each);
        return each;
      }
      return undefined;
    };
    const wanted = [
      ...ports.map((each) => [each.name, true] as const),
      ...bridges.map((each) => [each.name, false] as const),
    ];
    for (const [name, isTap] of wanted) claim(name, isTap, true);
    for (const [name, isTap] of wanted) {
      if (this.#active.has(name) || claim(name, isTap, false) !== undefined) continue;
      this.#active.set(name, isTap ? this.#makeTap(name) : this.#makeBridge(name));
    }
    for (const each of free) this.#lay(each);
    const isSame = ports.every((each) => this.#isPlaced(each));
    for (const { name } of bridges) {
      if (isSame && this.isUp(name)) continue;
      // Of equal addresses of a bridge and of its port the kernel remembers the one that came first: the port's.
      this.#setMac(this.#device(name), SCRATCH_MAC);
      this.#setUp(this.#device(name), true);
    }
    for (const each of ports) this.#place(each);
    for (const { name, mac } of interfaces) this.#setMac(this.#device(name), mac);
    for (const { name } of bridges) this.#followCarrier(name);
  }

  #isPlaced({ name, mac, bridge }: PortLayout): boolean {
    const device = this.#device(name);
    return device.isUp && device.bridge === bridge && (mac === undefined || device.mac === mac);
  }

  #place({ name, mac, bridge }: PortLayout): void {
    const device = this.#device(name);
    if (mac !== undefined) this.#setMac(device, mac);
    this.#setBridge(device, bridge);
    this.#setUp(device, true);
  }

  #lay(device: Device): void {
    this.#setBridge(device, undefined);
    this.#setUp(device, false);
  }

  #rename(device: Device, name: string): void {
    if (device.name === name) return;
    const other = this.#devices.find((each) => each.name === name);
    // Whoever has the name does not need it any more, or would have been chosen.
    if (other !== undefined) this.#rename(other, `idle${this.#made++}`);
    this.#netlink.request(`${device.name} as ${name}`, renamed(device.index, name));
    device.name = name;
  }

  #setBridge(device: Device, bridge: string | undefined): void {
    if (device.bridge === bridge) return;
    const index = bridge === undefined ? 0 : this.#device(bridge).index;
    this.#netlink.request(`${device.name} into ${bridge}`, memberOf(device.index, index));
    device.bridge = bridge;
  }

  #setUp(device: Device, isUp: boolean): void {
    if (device.isUp === isUp) return;
    this.#netlink.request(device.name, linkState(device.index, isUp ? 'up' : 'down'));
    device.isUp = isUp;
  }

  #setMac(device: Device, mac: Mac): void {
    if (device.mac === mac) return;
    this.#netlink.request(`MAC address of ${device.name}`, withMac(device.index, mac));
    device.mac = mac;
  }

  #makeTap(name: string): Device {
    this.#freeName(name);
    const tap = this.#namespace.inside(() => new TapDevice(name));
    return this.#add({ name, index: tap.index, tap, bridge: undefined, isUp: false, mac: undefined });
  }

  #makeBridge(name: string): Device {
    this.#freeName(name);
    this.#netlink.request(`bridge ${name}`, newBridge(name));
    const index = this.#namespace.inside(() => interfaceIndex(name));
    return this.#add({ name, index, tap: undefined, bridge: undefined, isUp: false, mac: undefined });
  }

  #freeName(name: string): void {
    const other = this.#devices.find((each) => each.name === name);
    if (other !== undefined) this.#rename(other, `idle${this.#made++}`);
  }

  #add(device: Device): Device {
    this.#devices.push(device);
    this.#netlink.request(`group of ${device.name}`, inGroup(device.index));
    return device;
  }

  #device(name: string): Device {
    const device = this.#active.get(name);
    if (device === undefined) throw new Error(`there is no device ${name}`);
    return device;
  }

  index(name: string): number {
    return this.#device(name).index;
  }

  nameOf(index: number): string | undefined {
    for (const each of this.#active.values()) if (each.index === index) return each.name;
    return undefined;
  }

  isUp(name: string): boolean {
    return this.#active.get(name)?.isUp === true;
  }

  // ---------------------------------------------------------------- While a case runs

  transmit(port: string, frame: Uint8Array): void {
    this.#active.get(port)?.tap?.write(frame);
  }

  collect(tell: (port: string, bytes: Uint8Array) => void): void {
    for (const { name, tap } of this.#active.values()) {
      if (tap === undefined) continue;
      for (let bytes = tap.read(); bytes !== undefined; bytes = tap.read()) tell(name, bytes);
    }
  }

  drain(): void {
    for (const { tap } of this.#active.values()) tap?.drain();
  }

  /**
   * Whether a bridge has a carrier follows from its ports, but the kernel sees to it later (net/core/link_watch.c), and
   * until then the bridge sends nothing; unless somebody asks for it (`rtnl_getlink()`).
   */
  #followCarrier(bridge: string): void {
    this.#netlink.ask(askedFor(this.#device(bridge).index));
  }

  setLink(name: string, isUp: boolean): void {
    const device = this.#active.get(name);
    if (device === undefined) return;
    this.#setUp(device, isUp);
    if (device.bridge !== undefined) this.#followCarrier(device.bridge);
    else if (device.tap === undefined) this.#followCarrier(name);
  }

  join(bridge: string, port: string): void {
    let device = this.#active.get(port);
    if (device === undefined) {
      const idle = this.#devices.find((each) => each.tap !== undefined && !this.#active.has(each.name));
      if (idle !== undefined) this.#rename(idle, port);
      device = idle ?? this.#makeTap(port);
      device.tap?.drain();
      this.#active.set(port, device);
    }
    this.#setBridge(device, bridge);
    this.#setUp(device, true);
    this.#followCarrier(bridge);
  }

  leave(port: string): void {
    const device = this.#device(port);
    const { bridge } = device;
    this.#setBridge(device, undefined);
    if (bridge !== undefined) this.#followCarrier(bridge);
  }

  close(): void {
    this.#netlink.tell([withoutGroup()]);
    for (const { tap } of this.#devices) tap?.close();
  }
}
