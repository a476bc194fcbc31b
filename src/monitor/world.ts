import type {
  DetectionEvent,
  FrameEvent,
  LinkEvent,
  NeighbourBinding,
  NodeIndex,
  PortIndex,
  TraceAddress,
  TraceEvent,
  TraceHeader,
  TraceNode,
  TracePort,
  TraceRoute,
} from '../trace/index.ts';
import {
  IPV4_ANY,
  IPV4_BROADCAST,
  type Ipv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  MAC_ZERO,
  type Mac,
  samePrefix,
} from '../wire/index.ts';

/** A host or guest with a stack, as far as the trace tells: what it is called, which addresses it has. */
export class HostView {
  readonly index: NodeIndex;
  readonly name: string;
  readonly profile: string;
  /** See {@link TraceNode.cacheVisible}. */
  readonly cacheVisible: boolean;
  /** The host that it runs on; itself, if it is no guest. Undefined while a guest is detached. */
  home: NodeIndex | undefined;
  addresses: TraceAddress[] = [];
  /** Configured ones; those to the prefixes of its addresses follow from the addresses. */
  routes: readonly TraceRoute[] = NO_ROUTES;

  constructor(index: NodeIndex, node: TraceNode) {
    this.index = index;
    this.name = node.name;
    this.profile = node.profile ?? '';
    this.cacheVisible = node.cacheVisible;
    this.home = node.home;
  }

  owns(address: Ipv4): boolean {
    for (const own of this.addresses) if (own.address === address) return true;
    return false;
  }

  /**
   * Where a packet for this address leaves (RFC 1122 section 3.3.1); undefined without a route, and for addresses that
   * are nobody's. Of equal prefixes the first one counts.
   */
  hopTo(destination: Ipv4): Hop | undefined {
    if (isMulticastIpv4(destination) || isLoopbackIpv4(destination)) return undefined;
    if (destination === IPV4_BROADCAST || destination === IPV4_ANY) return undefined;
    let best: Hop | undefined;
    for (const { port, address, prefix } of this.addresses) {
      if (prefix === 32 || !samePrefix(address, destination, prefix)) continue;
      if (isBroadcastOf(destination, prefix)) return undefined;
      if (best === undefined || prefix > best.prefix) best = { port, address: destination, prefix };
    }
    for (const { port, network, prefix, gateway } of this.routes) {
      if (!samePrefix(network, destination, prefix) || (best !== undefined && prefix <= best.prefix)) continue;
      best = { port, address: gateway ?? destination, prefix };
    }
    return best;
  }
}

/** Out of which interface a packet goes, and to whom there. `prefix` is that of the route; 0 for the default route. */
export interface Hop {
  readonly port: PortIndex;
  readonly address: Ipv4;
  readonly prefix: number;
}

/** The last address of its prefix, or the first (RFC 1122 section 3.2.1.3); /31 and /32 have neither. */
function isBroadcastOf(address: Ipv4, prefix: number): boolean {
  if (prefix >= 31) return false;
  const hostBits = 0xffff_ffff >>> prefix;
  return ((address & hostBits) >>> 0) % hostBits === 0;
}

const NO_ROUTES: readonly TraceRoute[] = [];

/**
 * What is known of the network at this point of the trace: who has which address, who runs where, what every neighbour
 * cache holds. A fold over the events, shared by all monitors.
 */
export class World {
  header: TraceHeader;
  /** By node; undefined for switches and testers. */
  hosts: readonly (HostView | undefined)[] = [];
  /** By port: the host whose stack sends and receives there. */
  #stackHosts: (HostView | undefined)[] = [];
  /** By port; keyed by the address as a signed integer, which V8 hashes faster. */
  #tables: (Map<number, NeighbourBinding> | undefined)[] = [];
  #macOwners: ReadonlyMap<Mac, NodeIndex> = new Map();
  readonly #hostScoped = new Set<Ipv4>();
  #lastReceived: (FrameEvent | undefined)[] = [];
  readonly #down = new Set<PortIndex>();
  readonly #doubted = new Set<PortIndex>();
  /** By port: addresses under conflict detection. */
  readonly #detected = new Map<PortIndex, Set<Ipv4>>();
  /** By port: the address that the host has chosen by itself. */
  readonly #chosen = new Map<PortIndex, Ipv4>();
  /** By port: what has been changed since the trace began. */
  readonly #settings = new Map<PortIndex, Map<string, number>>();
  /** By port: addresses of others that the operator has it answer for. */
  readonly #proxied = new Map<PortIndex, Set<Ipv4>>();
  /** Entries in all caches together. */
  entries = 0;

  constructor(header: TraceHeader) {
    this.header = header;
    this.restart(header);
  }

  /** Begins another trace; monitors keep their reference to the world. */
  restart(header: TraceHeader): void {
    this.header = header;
    this.hosts = header.nodes.map((node, index) =>
      node.profile === undefined ? undefined : new HostView(index, node),
    );
    this.#stackHosts = header.ports.map((port) => (port.kind === 'member' ? undefined : this.hosts[port.node]));
    this.#tables = [];
    this.#macOwners = macOwners(header);
    this.#lastReceived = [];
    this.#hostScoped.clear();
    this.#down.clear();
    this.#doubted.clear();
    this.#detected.clear();
    this.#chosen.clear();
    this.#settings.clear();
    this.#proxied.clear();
    this.entries = 0;
    for (const route of header.routes ?? NO_ROUTES) this.#route(route, true);
    for (const address of header.addresses) this.#configure(address, true);
    for (const fixed of header.staticNeighbours) {
      const port = header.ports.findIndex((each) => each.node === fixed.node && each.kind !== 'member');
      if (port >= 0) this.#write(port, fixed.address, { mac: fixed.mac, state: 'permanent' });
    }
  }

  /** The host whose stack sends and receives at this port; undefined for bridge members, testers and switches. */
  stackAt(port: PortIndex): HostView | undefined {
    return this.#stackHosts[port];
  }

  portOf(port: PortIndex): TracePort {
    return this.header.ports[port]!;
  }

  nameOf(node: NodeIndex | undefined): string {
    return node === undefined ? 'nobody' : this.header.nodes[node]!.name;
  }

  /** Whose interface has this MAC; undefined for addresses that nobody has. */
  ownerOfMac(mac: Mac): NodeIndex | undefined {
    return this.#macOwners.get(mac);
  }

  /** The host that a node runs on at present. */
  homeOf(node: NodeIndex | undefined): NodeIndex | undefined {
    return node === undefined ? undefined : this.hosts[node]?.home;
  }

  /** Hosts that have this address now. */
  ownersOf(address: Ipv4): HostView[] {
    return this.hosts.filter((host): host is HostView => host?.owns(address) === true);
  }

  /** Some host has, or had, this address with `scope host`. */
  isHostScoped(address: Ipv4): boolean {
    return this.#hostScoped.has(address);
  }

  get hasHostScoped(): boolean {
    return this.#hostScoped.size > 0;
  }

  /** A sysctl in force at a port; 0 where the profile has none. */
  setting(port: PortIndex, name: string): number {
    const changed = this.#settings.size === 0 ? undefined : this.#settings.get(port)?.get(name);
    return changed ?? this.portOf(port).settings?.[name] ?? 0;
  }

  /** The operator has the stack answer for this address of somebody else at this port. */
  isProxied(port: PortIndex, address: Ipv4): boolean {
    return this.#proxied.get(port)?.has(address) === true;
  }

  /** What the cache of the stack at this port holds for an address. */
  binding(port: PortIndex, address: Ipv4): NeighbourBinding | undefined {
    return this.#tables[port]?.get(address | 0);
  }

  /**
   * Whether the static entries of this port are surely there. An interface that is switched off may take them with it,
   * and a box does not say whether it did: then they excuse what is sent there, and demand nothing.
   */
  hasStatics(port: PortIndex): boolean {
    return !this.#doubted.has(port);
  }

  /** The frame that a stack is working on, if it is this event. */
  causeOf(port: PortIndex, id: number): FrameEvent | undefined {
    const last = this.#lastReceived[port];
    return last?.id === id ? last : undefined;
  }

  /** The frame that a stack heard last. */
  lastReceivedAt(port: PortIndex): FrameEvent | undefined {
    return this.#lastReceived[port];
  }

  isUp(port: PortIndex): boolean {
    return !this.#down.has(port);
  }

  /** The address was configured on the port with conflict detection (RFC 5227), and has not been given up. */
  isUnderDetection(port: PortIndex, address: Ipv4): boolean {
    return this.#detected.get(port)?.has(address) === true;
  }

  /** The host chose this address of the port by itself (RFC 3927), whether it tests it or has it. */
  isChosen(port: PortIndex, address: Ipv4): boolean {
    return this.#chosen.get(port) === address;
  }

  noteReceived(event: FrameEvent): void {
    this.#lastReceived[event.port] = event;
  }

  /** Takes an event in; monitors have been told before, so they see the state that it met. */
  apply(event: TraceEvent): void {
    switch (event.kind) {
      case 'neighbour':
        this.#write(event.port, event.address, event.after);
        break;
      case 'address':
        this.#configure(event, event.present);
        break;
      case 'detection':
        this.#detect(event);
        break;
      case 'setting': {
        const settings = this.#settings.get(event.port) ?? new Map<string, number>();
        this.#settings.set(event.port, settings.set(event.name, event.value));
        break;
      }
      case 'route':
        this.#route(event, event.present);
        break;
      case 'proxied': {
        const proxied = this.#proxied.get(event.port) ?? new Set<Ipv4>();
        if (event.present) proxied.add(event.address);
        else proxied.delete(event.address);
        this.#proxied.set(event.port, proxied);
        break;
      }
      case 'link':
        if (event.up) this.#down.delete(event.port);
        else this.#down.add(event.port);
        this.#doubtStatics(event);
        break;
      case 'moved': {
        const host = this.hosts[event.node];
        if (host !== undefined) host.home = event.home;
        break;
      }
      default:
        break;
    }
  }

  #doubtStatics({ port, up, by }: LinkEvent): void {
    if (up || by === 'carrier' || this.stackAt(port)?.cacheVisible !== false) return;
    this.#doubted.add(port);
  }

  #detect({ port, address, phase, chosen }: DetectionEvent): void {
    if (chosen === true) this.#chosen.set(port, address);
    const detected = this.#detected.get(port) ?? new Set();
    this.#detected.set(port, detected);
    if (phase === 'given-up' || phase === 'removed') detected.delete(address);
    else detected.add(address);
  }

  #route(route: TraceRoute, present: boolean): void {
    const host = this.#stackHosts[route.port];
    if (host === undefined) return;
    const others = host.routes.filter((each) => each.network !== route.network || each.prefix !== route.prefix);
    host.routes = present ? [...others, route] : others;
  }

  #write(port: PortIndex, address: Ipv4, after: NeighbourBinding | undefined): void {
    let table = this.#tables[port];
    if (table === undefined) {
      table = new Map();
      this.#tables[port] = table;
    }
    this.entries -= table.size;
    if (after === undefined) table.delete(address | 0);
    else table.set(address | 0, after);
    this.entries += table.size;
  }

  #configure(address: TraceAddress, present: boolean): void {
    const host = this.#stackHosts[address.port];
    if (host === undefined) return;
    if (present) host.addresses.push(address);
    else host.addresses = host.addresses.filter((own) => own.port !== address.port || own.address !== address.address);
    if (present && address.scope === 'host') this.#hostScoped.add(address.address);
  }
}

/** Cases of one topology share its nodes. */
const ownersOfNodes = new WeakMap<readonly TraceNode[], ReadonlyMap<Mac, NodeIndex>>();

function macOwners(header: TraceHeader): ReadonlyMap<Mac, NodeIndex> {
  const known = ownersOfNodes.get(header.nodes);
  if (known !== undefined) return known;
  const owners = new Map<Mac, NodeIndex>();
  for (const port of header.ports) if (port.mac !== MAC_ZERO) owners.set(port.mac, port.node);
  ownersOfNodes.set(header.nodes, owners);
  return owners;
}
