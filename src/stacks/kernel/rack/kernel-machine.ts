import { existsSync, writeFileSync } from 'node:fs';
import type { InterfaceAddress, StackRoute } from '../../../model/index.ts';
import type { Sysctls } from '../../../model/sysctl.ts';
import type { LiveMachine, MachineNeighbour, StackFailure } from '../../../network/index.ts';
import type { IpMessage, Ipv4 } from '../../../wire/index.ts';
import { NetworkNamespace } from '../namespace.ts';
import {
  deleteNeighbour,
  dumpNeighbours,
  linkState,
  type NeighbourRow,
  neighbourIn,
  newAddress,
  permanentNeighbour,
  RTM_NEWNEIGH,
} from '../netlink.ts';
import { NetlinkSocket } from '../netlink-socket.ts';
import { writeSysctls } from '../sysctls.ts';
import { DeviceTable } from './device-table.ts';
import { proxyMessage, refreshedBridge, routeMessage, withMac, withoutAddress } from './link-messages.ts';
import type { InterfaceLayout, MachineLayout } from './machine-layout.ts';
import { MachineSockets } from './machine-sockets.ts';
import { askedForNeighbourSettings, reachableTimeIn, withNeighbourTimes } from './neighbour-settings.ts';
import { addRule, flushRules, type RuleTool, toolOf } from './rule-tools.ts';
import type { Timing } from './timing.ts';

/** The first interface of every namespace. */
const LOOPBACK_INDEX = 1;
/**
 * Settings of a namespace: bridged ARP goes through arptables and nothing else does through tables of other kinds; SYNs
 * are answered without keeping anything.
 */
const SETTINGS: Readonly<Record<string, number>> = {
  'net/bridge/bridge-nf-call-arptables': 1,
  'net/bridge/bridge-nf-call-iptables': 0,
  'net/bridge/bridge-nf-call-ip6tables': 0,
  'net/bridge/bridge-nf-filter-vlan-tagged': 0,
  'net/bridge/bridge-nf-filter-pppoe-tagged': 0,
  'net/bridge/bridge-nf-pass-vlan-input-dev': 0,
  'net/ipv4/tcp_syncookies': 2,
  'net/ipv4/icmp_echo_ignore_all': 0,
};
/**
 * Routers that cannot pass a packet on say so (ICMP errors), at most so many times a second. It has nothing to do with
 * what ARP does to who asked, and the model has no such messages. Not all kernels have these for each namespace.
 */
const WITHOUT_ICMP_ERRORS = ['net/ipv4/icmp_msgs_per_sec', 'net/ipv4/icmp_msgs_burst'] as const;
/** Milliseconds that it takes on a machine with little else to do: a command, and the addresses of an interface. */
const RULE_COST = 3;
const ADDRESS_COST = 3;
/** The chance of a draw is one in five or so. */
const DRAWS_MAX = 400;

/** A host or guest on this kernel: a namespace without a name, TAP devices, bridges, addresses and rules. */
export class KernelMachine implements LiveMachine {
  failure: StackFailure | undefined = undefined;
  readonly #namespace = new NetworkNamespace();
  readonly #netlink: NetlinkSocket;
  readonly #sockets: MachineSockets;
  readonly #devices: DeviceTable;
  #layout: MachineLayout | undefined;
  #timing: Timing | undefined;
  /** Addresses that are configured now, by interface. */
  readonly #addresses = new Map<string, InterfaceAddress[]>();
  /** Addresses and routes that the last layout gave, by interface, as a key. */
  readonly #configured = new Map<string, string>();
  /** What removes what steps have added and addresses do not take with them. */
  #leftOvers: (readonly [on: string, message: () => Uint8Array])[] = [];
  /** Interfaces of which steps may have changed the addresses, routes or state since the last case. */
  readonly #changed = new Set<string>();
  #rules: readonly string[] = [];
  readonly #sysctls = new Map<string, Sysctls>();
  /** Which settings are in force, by interface. */
  readonly #settings = new Map<string, string>();
  #isOpen = true;

  constructor() {
    try {
      [this.#netlink, this.#sockets] = this.#namespace.inside(() => {
        const netlink = new NetlinkSocket();
        netlink.request('lo', linkState(LOOPBACK_INDEX, 'up'));
        for (const [name, value] of Object.entries(SETTINGS)) writeFileSync(`/proc/sys/${name}`, String(value));
        for (const each of WITHOUT_ICMP_ERRORS) writeIfThere(each, 0);
        for (const each of ['all', 'default']) writeIfThere(`net/ipv6/conf/${each}/disable_ipv6`, 1);
        return [netlink, new MachineSockets()] as const;
      });
    } catch (error) {
      this.#namespace.close();
      throw error;
    }
    this.#devices = new DeviceTable(this.#namespace, this.#netlink);
  }

  // ---------------------------------------------------------------- Making ready

  /** How many milliseconds it takes, more or less, to make it this. */
  distanceTo(layout: MachineLayout): number {
    const rules = sameList(this.#rules, layout.rules) ? 0 : RULE_COST * (2 + this.#rules.length + layout.rules.length);
    const others = layout.interfaces.filter((each) => !this.#isConfigured(each));
    return rules + this.#devices.distanceTo(layout) + ADDRESS_COST * others.length;
  }

  /** Makes it what the layout says, with nothing of what was before. Throws with what went wrong. */
  become(layout: MachineLayout, timing: Timing): void {
    this.#timing = timing;
    this.#layout = layout;
    const wanted = new Map(layout.interfaces.map((each) => [each.name, each]));
    for (const name of [...this.#configured.keys()]) {
      const each = wanted.get(name);
      if (each === undefined || !this.#isConfigured(each)) this.#unconfigure(name);
    }
    this.#devices.become(layout);
    for (const each of layout.interfaces) {
      this.#set(each, timing);
      if (!this.#configured.has(each.name)) this.#configure(each);
      this.#forgetAll(each);
    }
    for (const { name, ageing } of layout.bridges) {
      this.#netlink.request(`bridge ${name}`, refreshedBridge(this.#devices.index(name), timing.ageing(ageing)));
    }
    this.#load(layout);
    this.#verifyReachable(layout, timing);
    this.#devices.drain();
  }

  /** Its addresses and routes are there already, as nothing has touched them. */
  #isConfigured({ name, addresses, routes }: InterfaceLayout): boolean {
    const known = this.#configured.get(name);
    return known !== undefined && !this.#changed.has(name) && known === configurationKey(addresses, routes);
  }

  #configure({ name, addresses, routes }: InterfaceLayout): void {
    const index = this.#devices.index(name);
    for (const { address, prefix, scope } of addresses) {
      this.#netlink.request(`address of ${name}`, newAddress(index, address, prefix, scope));
    }
    this.#addresses.set(name, [...addresses]);
    for (const each of routes) {
      this.#leftOvers.push([name, () => routeMessage(this.#devices.index(name), each, false)]);
      this.#netlink.request(`route on ${name}`, routeMessage(index, each, true));
    }
    this.#configured.set(name, configurationKey(addresses, routes));
    this.#changed.delete(name);
  }

  #unconfigure(name: string): void {
    const index = this.#devices.index(name);
    this.#netlink.tell(this.#leftOvers.filter(([on]) => on === name).map(([, message]) => message()));
    this.#leftOvers = this.#leftOvers.filter(([on]) => on !== name);
    this.#netlink.tell((this.#addresses.get(name) ?? []).toReversed().map((each) => withoutAddress(index, each)));
    this.#addresses.delete(name);
    this.#configured.delete(name);
  }

  #set({ name, sysctls }: Pick<InterfaceLayout, 'name' | 'sysctls'>, timing: Timing): void {
    this.#sysctls.set(name, sysctls);
    const key = `${timing.scale} ${this.#devices.index(name)} ${JSON.stringify(sysctls)}`;
    if (this.#settings.get(name) === key) return;
    this.#namespace.inside(() => writeSysctls(name, sysctls));
    this.#netlink.request(
      `settings of ${name}`,
      withNeighbourTimes(this.#devices.index(name), timing.timesOf(sysctls)),
    );
    this.#settings.set(name, key);
  }

  /** Until the kernel has drawn a time that is as good as the one wanted; it draws anew every five minutes. */
  #verifyReachable({ interfaces }: MachineLayout, timing: Timing): void {
    if (timing.scale === 1) return;
    for (const { name, sysctls } of interfaces) {
      const index = this.#devices.index(name);
      const times = timing.timesOf(sysctls);
      for (let draw = 0; draw < DRAWS_MAX; draw++) {
        const drawn = reachableTimeIn(this.#netlink.ask(askedForNeighbourSettings()), index);
        if (drawn === undefined || timing.acceptsReachable(drawn, times.base_reachable_time_ms)) break;
        this.#netlink.request(`settings of ${name}`, withNeighbourTimes(index, times));
      }
    }
  }

  #load({ name, rules }: MachineLayout): void {
    if (sameList(this.#rules, rules)) return;
    const before = new Set<RuleTool>(this.#rules.map(toolOf));
    this.#rules = [];
    this.#namespace.inside(() => {
      for (const tool of before) flushRules(tool);
      for (const line of rules) addRule(name, line);
    });
    this.#rules = [...rules];
  }

  /** To be given the address that it has makes an interface drop its neighbours (arp_netdev_event()). */
  #forgetAll({ name, mac, neighbours }: InterfaceLayout): void {
    const index = this.#devices.index(name);
    const messages = [
      withMac(index, mac),
      ...neighbours.map((each) => permanentNeighbour(index, each.address, each.mac)),
    ];
    for (const each of messages) this.#netlink.request(`neighbours of ${name}`, each);
  }

  // ---------------------------------------------------------------- Frames and applications

  transmit(port: string, frame: Uint8Array): void {
    this.#devices.transmit(port, frame);
    if (isDatagram(frame)) this.#sockets.answer();
  }

  collect(tell: (port: string, bytes: Uint8Array) => void): void {
    this.#devices.collect(tell);
  }

  originate(destination: Ipv4, message: IpMessage, id: number): Ipv4 | undefined {
    return this.#sockets.send(destination, message, id);
  }

  inject(on: string, frame: Uint8Array): void {
    this.#sockets.inject(this.#devices.index(on), frame);
  }

  // ---------------------------------------------------------------- What an operator does

  addAddress(on: string, own: InterfaceAddress): boolean {
    this.#changed.add(on);
    const { address, prefix, scope } = own;
    if (!this.#isDone(newAddress(this.#devices.index(on), address, prefix, scope))) return false;
    this.#addresses.set(on, [...(this.#addresses.get(on) ?? []), own]);
    return true;
  }

  removeAddress(on: string, own: InterfaceAddress): boolean {
    this.#changed.add(on);
    const errors = this.#netlink.tell([withoutAddress(this.#devices.index(on), own)]);
    this.#addresses.set(
      on,
      (this.#addresses.get(on) ?? []).filter((each) => each.address !== own.address),
    );
    return errors.every((each) => each === 0);
  }

  setLink(port: string, up: boolean): void {
    this.#changed.add(port);
    this.#devices.setLink(port, up);
  }

  forget(address: Ipv4 | undefined): void {
    const rows = this.#rows().filter((each) => each.state !== 'permanent');
    const wanted = address === undefined ? rows : rows.filter((each) => each.address === address);
    this.#netlink.tell(wanted.map((each) => deleteNeighbour(each.interface, each.address)));
  }

  /** What a restart does to the kernel's tables and on the wire: every interface that is up goes down and comes up. */
  reboot(): void {
    for (const each of this.#layout?.interfaces ?? []) {
      if (!this.#devices.isUp(each.name)) continue;
      this.#changed.add(each.name);
      this.#devices.setLink(each.name, false);
      this.#devices.setLink(each.name, true);
      const index = this.#devices.index(each.name);
      this.#netlink.tell(each.routes.map((route) => routeMessage(index, route, true)));
      this.#netlink.tell(each.neighbours.map(({ address, mac }) => permanentNeighbour(index, address, mac)));
    }
  }

  setSysctl(on: string, name: string, value: number): boolean {
    const sysctls = this.#sysctls.get(on);
    if (sysctls === undefined || !(name in sysctls) || this.#timing === undefined) return false;
    try {
      this.#set({ name: on, sysctls: { ...sysctls, [name]: value } }, this.#timing);
      return true;
    } catch {
      return false;
    }
  }

  setRoute(on: string, route: StackRoute, present: boolean): boolean {
    this.#changed.add(on);
    this.#leftOvers.push([on, () => routeMessage(this.#devices.index(on), route, false)]);
    return this.#isDone(routeMessage(this.#devices.index(on), route, present));
  }

  setProxied(on: string, address: Ipv4, present: boolean): boolean {
    this.#changed.add(on);
    this.#leftOvers.push([on, () => proxyMessage(this.#devices.index(on), address, false)]);
    return this.#isDone(proxyMessage(this.#devices.index(on), address, present));
  }

  #isDone(message: Uint8Array): boolean {
    try {
      this.#netlink.request('', message);
      return true;
    } catch {
      return false;
    }
  }

  join(bridge: string, port: string): void {
    this.#devices.join(bridge, port);
  }

  leave(port: string): void {
    this.#devices.leave(port);
  }

  neighbours(): readonly MachineNeighbour[] {
    return this.#rows().flatMap(({ interface: index, address, mac, state }) => {
      const on = this.#devices.nameOf(index);
      return on === undefined ? [] : [{ on, address, mac, state }];
    });
  }

  /** Without those of broadcast and multicast addresses, which are computed and not learned. */
  #rows(): readonly NeighbourRow[] {
    const rows: NeighbourRow[] = [];
    for (const { type, body } of this.#netlink.ask(dumpNeighbours())) {
      const row = type === RTM_NEWNEIGH ? neighbourIn(body) : undefined;
      if (row !== undefined && row.state !== 'noarp' && row.interface !== LOOPBACK_INDEX) rows.push(row);
    }
    return rows;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#sockets.close();
    this.#devices.close();
    this.#netlink.close();
    this.#namespace.close();
  }
}

/** A kernel without IPv6 does not speak it, and an old one has fewer settings. */
function writeIfThere(name: string, value: number): void {
  const file = `/proc/sys/${name}`;
  if (existsSync(file)) writeFileSync(file, String(value));
}

function isDatagram(frame: Uint8Array): boolean {
  return frame[12] === 0x08 && frame[13] === 0x00 && frame[23] === 17;
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((each, index) => each === right[index]);
}

function configurationKey(addresses: readonly InterfaceAddress[], routes: readonly StackRoute[]): string {
  return JSON.stringify([addresses, routes.map(({ network, prefix, gateway }) => [network, prefix, gateway])]);
}
