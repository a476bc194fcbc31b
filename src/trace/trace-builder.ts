import { type Frame, type IpMessage, type Ipv4, type Mac, parseIpv4, parseMac } from '../wire/index.ts';
import type {
  AddressScope,
  DefencePolicy,
  DetectionEvent,
  Difference,
  EventId,
  Nanoseconds,
  NeighbourBinding,
  NeighbourReason,
  NeighbourState,
  NodeIndex,
  Trace,
  TraceAddress,
  TraceEvent,
  TraceNode,
  TracePort,
} from './event.ts';

const MILLISECOND = 1_000_000;
/** 169.254/16 */
const LINK_LOCAL_NETWORK = 0xa9fe;

export interface BuilderHost {
  readonly mac: string;
  /** `10.0.0.1/24`, `169.254.1.1/32 scope host` */
  readonly addresses?: readonly string[];
  /** `rfc826-strict` if absent. */
  readonly profile?: string;
  /** It is a guest of the host of this name. */
  readonly guestOf?: string;
  /** Its interface leads to the network and not to a guest; true for hosts, false for guests if absent. */
  readonly uplink?: boolean;
  readonly settings?: Readonly<Record<string, number>>;
  /** False: a black box. */
  readonly cacheVisible?: boolean;
  /** Entries that the operator made: address and MAC. */
  readonly staticNeighbours?: Readonly<Record<string, string>>;
}

/**
 * Writes a trace by hand, one line an event: for the examples of properties, and for tests.
 *
 * Every host has one interface, `eth0`. Events happen at the host that was named last by {@link host} or {@link at},
 * a microsecond apart.
 */
export class TraceBuilder {
  readonly #nodes: TraceNode[] = [];
  readonly #ports: TracePort[] = [];
  readonly #addresses: TraceAddress[] = [];
  readonly #statics: { readonly node: NodeIndex; readonly address: Ipv4; readonly mac: Mac }[] = [];
  readonly #events: TraceEvent[] = [];
  readonly #bindings = new Map<string, NeighbourBinding>();
  readonly #lastReceived: EventId[] = [];
  /** Ports that choose link-local addresses. */
  readonly #chooses = new Set<number>();
  #time: Nanoseconds = 0;
  /** Node and port have the same index, as every node has one port. */
  #current: NodeIndex = 0;

  host(name: string, host: BuilderHost): this {
    const index = this.#nodes.length;
    const isGuest = host.guestOf !== undefined;
    const home = isGuest ? this.#find(host.guestOf) : index;
    const profile = host.profile ?? 'rfc826-strict';
    const cacheVisible = host.cacheVisible ?? true;
    this.#nodes.push({ name, kind: isGuest ? 'guest' : 'host', home, profile, cacheVisible });
    const port = { name: `${name}.eth0`, node: index, mac: macOf(host.mac), kind: 'nic' } as const;
    const uplink = host.uplink ?? !isGuest;
    this.#ports.push(host.settings === undefined ? { ...port, uplink } : { ...port, uplink, settings: host.settings });
    for (const text of host.addresses ?? []) this.#addresses.push({ port: index, ...addressOf(text) });
    for (const [address, mac] of Object.entries(host.staticNeighbours ?? {})) {
      this.#statics.push({ node: index, address: ipv4Of(address), mac: macOf(mac) });
    }
    this.#current = index;
    return this;
  }

  /** Somebody on the wire without a stack of its own, for names' sake; events go on happening where they did. */
  station(name: string, mac: string, address?: string): this {
    const index = this.#nodes.length;
    this.#nodes.push({ name, kind: 'tester', home: index, profile: undefined, cacheVisible: false });
    this.#ports.push({ name: `${name}.eth0`, node: index, mac: macOf(mac), kind: 'nic', uplink: true });
    if (address !== undefined) this.#addresses.push({ port: index, ...addressOf(address) });
    return this;
  }

  /** The following events happen at this host. */
  at(name: string): this {
    this.#current = this.#find(name);
    return this;
  }

  wait(milliseconds: number): this {
    this.#time += milliseconds * MILLISECOND;
    return this;
  }

  received(frame: Frame): this {
    this.#lastReceived[this.#current] = this.#events.length;
    return this.#add({ kind: 'received', port: this.#current, frame, injected: false });
  }

  sent(frame: Frame, options: { readonly injected?: boolean } = {}): this {
    return this.#add({ kind: 'sent', port: this.#current, frame, injected: options.injected ?? false });
  }

  dropped(frame: Frame, where: string): this {
    return this.#add({ kind: 'dropped', port: this.#current, frame, where });
  }

  /** An entry comes to hold a MAC address; by the frame that was received last, if no other reason is given. */
  learned(address: Ipv4, mac: Mac, reason: NeighbourReason = 'frame', state: NeighbourState = 'reachable'): this {
    return this.#bind(address, { mac, state }, reason);
  }

  /** An entry waits for an answer. */
  pending(address: Ipv4): this {
    return this.#bind(address, { mac: undefined, state: 'incomplete' }, 'traffic');
  }

  forgot(address: Ipv4, reason: NeighbourReason): this {
    return this.#bind(address, undefined, reason);
  }

  originated(source: Ipv4, destination: Ipv4, message: IpMessage, packet: number): this {
    return this.#add({ kind: 'originated', node: this.#current, source, destination, message, packet });
  }

  delivered(source: Ipv4, destination: Ipv4, message: IpMessage, packet: number): this {
    const [node, cause] = [this.#current, this.#lastReceived[this.#current] ?? -1];
    return this.#add({ kind: 'delivered', node, port: node, source, destination, message, packet, cause });
  }

  address(text: string, present: boolean): this {
    const [node, port] = [this.#current, this.#current];
    return this.#add({ kind: 'address', node, port, present, ...addressOf(text) });
  }

  /** Detection comes to a phase; by the frame that was received last, if it is given up. */
  detection(address: Ipv4, phase: DetectionEvent['phase'], policy: DefencePolicy = 'defend-once'): this {
    const [node, port] = [this.#current, this.#current];
    const cause = phase === 'given-up' || phase === 'defending' ? (this.#lastReceived[node] ?? -1) : -1;
    const chosen = this.#chooses.has(port) && address >>> 16 === LINK_LOCAL_NETWORK ? ({ chosen: true } as const) : {};
    return this.#add({ kind: 'detection', node, port, address, phase, policy, cause, ...chosen });
  }

  /** It is to choose a link-local address by itself. */
  linkLocal(policy: DefencePolicy = 'defend-once'): this {
    const [node, port] = [this.#current, this.#current];
    this.#chooses.add(port);
    return this.#add({ kind: 'link-local', node, port, policy });
  }

  link(up: boolean): this {
    return this.#add({ kind: 'link', port: this.#current, up });
  }

  moved(home: string | undefined): this {
    return this.#add({ kind: 'moved', node: this.#current, home: home === undefined ? undefined : this.#find(home) });
  }

  compared(difference: Difference | undefined): this {
    return this.#add({ kind: 'compared', difference });
  }

  rebooted(): this {
    return this.#add({ kind: 'rebooted', node: this.#current });
  }

  step(step = 0, phase: 'scenario' | 'healing' | 'healed' = 'scenario'): this {
    return this.#add({ kind: 'step', step, phase });
  }

  settled(): this {
    return this.#add({ kind: 'settled' });
  }

  build(): Trace {
    return {
      header: {
        nodes: this.#nodes,
        ports: this.#ports,
        addresses: this.#addresses,
        staticNeighbours: this.#statics,
      },
      events: this.#events,
    };
  }

  #bind(address: Ipv4, after: NeighbourBinding | undefined, reason: NeighbourReason): this {
    const node = this.#current;
    const key = `${node} ${address}`;
    const before = this.#bindings.get(key);
    if (after === undefined) this.#bindings.delete(key);
    else this.#bindings.set(key, after);
    const cause = reason === 'frame' ? (this.#lastReceived[node] ?? -1) : -1;
    return this.#add({ kind: 'neighbour', node, port: node, address, before, after, reason, cause });
  }

  #find(name: string): NodeIndex {
    const index = this.#nodes.findIndex((node) => node.name === name);
    if (index < 0) throw new Error(`no host ${name} in this trace`);
    return index;
  }

  #add(event: WithoutPlace<TraceEvent>): this {
    this.#events.push({ ...event, id: this.#events.length, time: this.#time } as TraceEvent);
    this.#time += 1000;
    return this;
  }
}

/** Each kind of event by itself: `Omit` of a union keeps only what all of them share. */
type WithoutPlace<T> = T extends TraceEvent ? Omit<T, 'id' | 'time'> : never;

function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (mac === undefined) throw new Error(`not a MAC address: ${text}`);
  return mac;
}

function ipv4Of(text: string): Ipv4 {
  const address = parseIpv4(text);
  if (address === undefined) throw new Error(`not an IPv4 address: ${text}`);
  return address;
}

function addressOf(text: string): { address: Ipv4; prefix: number; scope: AddressScope } {
  const [cidr = '', , scope = 'global'] = text.split(' ');
  const [address = '', prefix = '32'] = cidr.split('/');
  return { address: ipv4Of(address), prefix: Number(prefix), scope: scope as AddressScope };
}
