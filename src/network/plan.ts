import {
  type InterfaceAddress,
  type InterfaceConfig,
  PROFILES,
  type StackRoute,
  type StaticNeighbour,
} from '../model/index.ts';
import { DEFAULT_SYSCTLS, effectiveSysctl, ROUTER_SYSCTLS } from '../model/sysctl.ts';
import type { TraceAddress, TraceHeader, TraceNode, TracePort, TraceRoute } from '../trace/index.ts';
import { type Ipv4, MAC_ZERO, type Mac, parseIpv4, parseMac } from '../wire/index.ts';
import { compileRules, type RuleSet } from './rules/index.ts';
import type { GuestSpec, HostSpec, InterfaceSpec, RouteSpec, Topology } from './topology.ts';

/** Linux' default for bridges and IEEE 802.1Q's for switches. */
const AGEING_SECONDS = 300;

/** A topology turned into numbers and indices, once; any number of networks run from it. */
export interface Plan {
  readonly nodes: readonly NodePlan[];
  readonly ports: readonly PortPlan[];
  /** Pairs of ports; guests are cabled to their tap port. */
  readonly cables: readonly (readonly [number, number])[];
  readonly addresses: readonly TraceAddress[];
  readonly staticNeighbours: TraceHeader['staticNeighbours'];
  readonly routes: readonly TraceRoute[];
  readonly portByName: ReadonlyMap<string, number>;
  readonly nodeByName: ReadonlyMap<string, number>;
}

export interface NodePlan extends TraceNode {
  readonly index: number;
  /** Ports of the stack's interfaces, in the stack's order; empty for switches and testers. */
  readonly stackPorts: readonly number[];
  readonly interfaces: readonly InterfaceConfig[];
  readonly routes: readonly StackRoute[];
  readonly staticNeighbours: readonly StaticNeighbour[];
  readonly bridges: readonly BridgePlan[];
  readonly rules: RuleSet | undefined;
  readonly ageing: number;
  /** For a guest: the name it wants for its tap port, that port, and the bridge's name. */
  readonly tap: { readonly name: string; readonly port: number; readonly bridge: string } | undefined;
}

export interface PortPlan extends TracePort {
  readonly index: number;
  /** Its name within the node, as filter rules see it. */
  readonly local: string;
}

export interface BridgePlan {
  readonly name: string;
  /** The layer-3 port. */
  readonly port: number;
  readonly members: readonly number[];
  readonly ageing: number;
}

/**
 * Compiles a topology that has been validated (`scenario/topology-file.ts`); what could not be there is an Error, as
 * that is a bug of the caller.
 */
export function compilePlan(topology: Topology): Plan {
  return new PlanBuilder(topology).build();
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

class PlanBuilder {
  readonly #topology: Topology;
  readonly #nodes: NodePlan[] = [];
  readonly #ports: Writable<PortPlan>[] = [];
  readonly #switches = new Map<string, number>();
  readonly #cables: (readonly [number, number])[] = [];
  readonly #addresses: TraceAddress[] = [];
  readonly #portByName = new Map<string, number>();

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  build(): Plan {
    for (const host of this.#topology.hosts) this.#host(host);
    for (const each of this.#topology.switches ?? []) {
      const index = this.#nodes.length;
      const ageing = (each.ageing ?? AGEING_SECONDS) * 1e9;
      this.#nodes.push({ ...EMPTY_NODE, index, name: each.name, kind: 'switch', home: index, ageing });
      this.#switches.set(each.name, index);
    }
    for (const [left, right] of this.#topology.cables ?? []) this.#cable(left, right);
    return {
      nodes: this.#nodes,
      ports: this.#ports,
      cables: this.#cables,
      addresses: this.#addresses,
      staticNeighbours: this.#nodes.flatMap((node) =>
        node.staticNeighbours.map((each) => ({ node: node.index, address: each.address, mac: each.mac })),
      ),
      routes: this.#nodes.flatMap(({ stackPorts, routes }) =>
        routes.map(({ interface: at, network, prefix, gateway }) => ({
          port: stackPorts[at]!,
          network,
          prefix,
          gateway,
        })),
      ),
      portByName: this.#portByName,
      nodeByName: new Map(this.#nodes.map((node) => [node.name, node.index])),
    };
  }

  #host(spec: HostSpec): void {
    const index = this.#nodes.length;
    const kind = spec.kind ?? 'host';
    const guests = spec.guests ?? [];
    // Reserve the place: guests come behind their host.
    this.#nodes.push({ ...EMPTY_NODE, index, name: spec.name, kind, home: index });
    const taps = new Map<GuestSpec, number>();
    const stackPorts = this.#interfaces(index, spec);
    for (const guest of guests) taps.set(guest, this.#port(index, guest.port, MAC_ZERO, 'member', false));
    if (kind === 'host') this.#nodes[index] = this.#stackNode(index, spec, kind, index, stackPorts, taps, undefined);
    for (const guest of guests) this.#guest(guest, index, taps.get(guest)!, spec);
  }

  #guest(spec: GuestSpec, home: number, tapPort: number, host: HostSpec): void {
    const index = this.#nodes.length;
    this.#nodes.push({ ...EMPTY_NODE, index, name: spec.name, kind: 'guest', home });
    const stackPorts = this.#interfaces(index, spec);
    const bridge = spec.bridge ?? host.interfaces.find((each) => each.bridge !== undefined)?.name ?? '';
    const tap = { name: spec.port, port: tapPort, bridge };
    this.#nodes[index] = this.#stackNode(index, spec, 'guest', home, stackPorts, NO_TAPS, tap);
    this.#cables.push([tapPort, stackPorts[0]!]);
  }

  /** Makes the ports of a node's interfaces and returns those with a stack on them. */
  #interfaces(node: number, spec: HostSpec | GuestSpec): number[] {
    const members = new Set(spec.interfaces.flatMap((each) => each.bridge?.members ?? []));
    const stackPorts: number[] = [];
    for (const each of spec.interfaces) {
      const kind = each.bridge !== undefined ? 'bridge' : members.has(each.name) ? 'member' : 'nic';
      const port = this.#port(node, each.name, mac(each.mac), kind, false);
      if (kind === 'member') continue;
      stackPorts.push(port);
      for (const text of each.addresses ?? []) {
        const own = interfaceAddress(text);
        this.#addresses.push({ port, ...own });
      }
    }
    return stackPorts;
  }

  #stackNode(
    index: number,
    spec: HostSpec | GuestSpec,
    kind: 'host' | 'guest',
    home: number,
    stackPorts: readonly number[],
    taps: ReadonlyMap<GuestSpec, number>,
    tap: NodePlan['tap'],
  ): NodePlan {
    const withStack = stackPorts.map((port) => spec.interfaces.find((each) => each.name === this.#ports[port]!.local)!);
    const position = (name: string): number => withStack.findIndex((each) => each.name === name);
    const profile = spec.profile ?? this.#topology.profile ?? 'linux';
    const interfaces = withStack.map((each) => interfaceConfig(each, spec.sysctl));
    this.#showSettings(stackPorts, interfaces, PROFILES.get(profile)?.sysctls === true);
    return {
      index,
      name: spec.name,
      kind,
      home,
      profile,
      ageing: 0,
      tap,
      cacheVisible: true,
      stackPorts,
      interfaces,
      routes: (spec.routes ?? []).map((route) => routeOf(route, position(route.interface))),
      staticNeighbours: (spec.neighbours ?? []).map((each) => ({
        interface: position(each.interface),
        address: address(each.address),
        mac: mac(each.mac),
      })),
      bridges: withStack.flatMap((each, at) => this.#bridge(spec, each, stackPorts[at]!, taps)),
      rules: rulesOf(spec.rules),
    };
  }

  /** Every router has some settings; Linux has all of them. */
  #showSettings(stackPorts: readonly number[], interfaces: readonly InterfaceConfig[], isLinux: boolean): void {
    for (let index = 0; index < stackPorts.length; index++) {
      const { sysctls } = interfaces[index]!;
      const port = this.#ports[stackPorts[index]!]!;
      if (isLinux) port.settings = sysctls;
      else if (ROUTER_SYSCTLS.some((name) => sysctls[name] !== 0)) port.settings = routerSysctls(sysctls);
    }
  }

  #bridge(
    spec: HostSpec | GuestSpec,
    each: InterfaceSpec,
    port: number,
    taps: ReadonlyMap<GuestSpec, number>,
  ): BridgePlan[] {
    if (each.bridge === undefined) return [];
    const first = spec.interfaces.find((candidate) => candidate.bridge !== undefined);
    const members = (each.bridge.members ?? []).map((name) => this.#portByName.get(`${spec.name}.${name}`)!);
    for (const [guest, tap] of taps)
      if (guest.bridge === each.name || (guest.bridge === undefined && each === first)) members.push(tap);
    return [{ name: each.name, port, members, ageing: (each.bridge.ageing ?? AGEING_SECONDS) * 1e9 }];
  }

  #port(node: number, local: string, hardware: Mac, kind: TracePort['kind'], uplink: boolean): number {
    const index = this.#ports.length;
    const name = `${this.#nodes[node]!.name}.${local}`;
    this.#ports.push({ index, name, local, node, mac: hardware, kind, uplink });
    this.#portByName.set(name, index);
    return index;
  }

  #cable(left: string, right: string): void {
    const ends = [left, right].map((end) => {
      const known = this.#portByName.get(end);
      if (known !== undefined) {
        this.#ports[known]!.uplink = true;
        return known;
      }
      const node = this.#switches.get(end);
      if (node === undefined) throw new Error(`cable to nowhere: ${end}`);
      return this.#port(node, `p${this.#ports.length}`, MAC_ZERO, 'member', false);
    });
    this.#cables.push([ends[0]!, ends[1]!]);
  }
}

function routerSysctls(sysctls: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(ROUTER_SYSCTLS.map((name) => [name, sysctls[name] ?? 0]));
}

const NO_TAPS: ReadonlyMap<GuestSpec, number> = new Map();

const EMPTY_NODE = {
  profile: undefined,
  cacheVisible: false,
  stackPorts: [],
  interfaces: [],
  routes: [],
  staticNeighbours: [],
  bridges: [],
  rules: undefined,
  ageing: AGEING_SECONDS * 1e9,
  tap: undefined,
} as const;

function interfaceConfig(spec: InterfaceSpec, host: HostSpec['sysctl']): InterfaceConfig {
  const sysctls = spec.sysctl === undefined ? hostSysctls(host) : ownSysctls(spec.sysctl, host);
  return { name: spec.name, mac: mac(spec.mac), addresses: (spec.addresses ?? []).map(interfaceAddress), sysctls };
}

/** Most hosts of a rack share one table, and most racks have none; two dozen fields are not copied for each of them. */
const hostTables = new WeakMap<object, Readonly<Record<string, number>>>();

function hostSysctls(host: HostSpec['sysctl']): Readonly<Record<string, number>> {
  if (host === undefined) return DEFAULT_SYSCTLS;
  let table = hostTables.get(host);
  if (table === undefined) {
    table = { ...DEFAULT_SYSCTLS, ...host };
    hostTables.set(host, table);
  }
  return table;
}

function ownSysctls(own: Readonly<Record<string, number>>, host: HostSpec['sysctl']): Readonly<Record<string, number>> {
  const sysctls: Record<string, number> = { ...hostSysctls(host) };
  for (const [name, value] of Object.entries(own)) {
    const shared = host?.[name];
    sysctls[name] = shared === undefined ? value : effectiveSysctl(name, shared, value);
  }
  return sysctls;
}

function rulesOf(lines: readonly string[] | undefined): RuleSet | undefined {
  if (lines === undefined || lines.length === 0) return undefined;
  const compiled = compileRules(lines);
  if (!compiled.ok) throw new Error(`rules: ${compiled.errors[0]?.message}`);
  return compiled.rules;
}

/** Scenarios repeat the same few, so each text is parsed once; bounded, as texts come from outside. */
const MEMO_MAX = 65_536;
const macs = new Map<string, Mac>();
const interfaceAddresses = new Map<string, InterfaceAddress>();

/** @internal Parses a MAC address that has been validated. */
export function mac(text: string): Mac {
  return memoised(macs, text, parseMac);
}

/** @internal Parses an IPv4 address that has been validated. */
export function address(text: string): Ipv4 {
  const value = parseIpv4(text);
  if (value === undefined) throw new Error(`not an address: ${text}`);
  return value;
}

/** @internal Parses `10.0.0.1/24 scope link`. */
export function interfaceAddress(text: string): InterfaceAddress {
  return memoised(interfaceAddresses, text, (each) => {
    const [cidr, word, scope] = each.trim().split(/\s+/);
    const [own, prefix] = prefixOf(cidr ?? '');
    if (word !== undefined && word !== 'scope') return undefined;
    return { address: own, prefix, scope: (scope ?? 'global') as InterfaceAddress['scope'] };
  });
}

/** @internal A route out of the interface with this number in the stack. */
export function routeOf(spec: Pick<RouteSpec, 'to' | 'via'>, at: number): StackRoute {
  const [network, prefix] = spec.to === 'default' ? [0 as Ipv4, 0] : prefixOf(spec.to);
  return { network, prefix, gateway: spec.via === undefined ? undefined : address(spec.via), interface: at };
}

function prefixOf(text: string): readonly [Ipv4, number] {
  const [network, length] = text.split('/');
  return [address(network ?? ''), length === undefined ? 32 : Number(length)];
}

function memoised<T>(memo: Map<string, T>, text: string, parse: (text: string) => T | undefined): T {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const value = parse(text);
  if (value === undefined) throw new Error(`not an address: ${text}`);
  if (memo.size >= MEMO_MAX) memo.clear();
  memo.set(text, value);
  return value;
}
