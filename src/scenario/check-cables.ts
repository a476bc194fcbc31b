import type { HostSpec, Topology } from '../network/index.ts';
import { didYouMean } from '../network/rules/did-you-mean.ts';
import { missingInterface } from './check-bridges.ts';
import type { Defect, Path } from './defect.ts';
import { quoted } from './quoted.ts';

type Fault = Pick<Defect, 'message' | 'hint'>;

/** Cables join ports that are there and free, and the network that they make is a tree. */
export function checkCables(topology: Topology): Defect[] {
  return new CableCheck(topology).check();
}

class CableCheck {
  readonly #topology: Topology;
  readonly #hosts: ReadonlyMap<string, HostSpec>;
  /** Hosts by the names of their guests. */
  readonly #homes: ReadonlyMap<string, HostSpec>;
  readonly #switches: ReadonlySet<string>;
  readonly #taken = new Map<string, string>();
  readonly #neighbours = new Map<string, string[]>();
  readonly #parent = new Map<string, string>();

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#hosts = new Map(topology.hosts.map((host) => [host.name, host]));
    this.#homes = new Map(
      topology.hosts.flatMap((host) => (host.guests ?? []).map((guest) => [guest.name, host] as const)),
    );
    this.#switches = new Set((topology.switches ?? []).map((each) => each.name));
    for (const host of topology.hosts) {
      for (const each of host.interfaces) {
        for (const member of each.bridge?.members ?? [])
          this.#join(`${host.name}.${member}`, `${host.name}.${each.name}`);
      }
    }
  }

  check(): Defect[] {
    return (this.#topology.cables ?? []).flatMap((cable, index) => this.#check(cable, ['cables', index]));
  }

  #check(cable: readonly [string, string], path: Path): Defect[] {
    const faults = this.#faults(cable, path, (end) => this.#faultOf(end));
    if (faults.length > 0) return faults;
    const [left, right] = cable;
    if (nodeOf(left) === nodeOf(right)) {
      return [{ path, message: `a cable from ${nodeOf(left)} to itself`, hint: 'a cable joins two machines' }];
    }
    const taken = this.#faults(cable, path, (end, other) => this.#takenBy(end, other));
    if (taken.length > 0) return taken;
    if (this.#root(left) !== this.#root(right)) {
      this.#join(left, right);
      return [];
    }
    const message = `this cable closes a loop: ${[...this.#way(left, right), left].join(' - ')}`;
    return [{ path, message, hint: 'no spanning tree protocol would open it; take one of its cables out' }];
  }

  #faults(
    [left, right]: readonly [string, string],
    path: Path,
    faultOf: (end: string, other: string) => Fault | undefined,
  ): Defect[] {
    const faults = [faultOf(left, right), faultOf(right, left)];
    return faults.flatMap((fault, at) => (fault === undefined ? [] : [{ path: [...path, at], ...fault }]));
  }

  #faultOf(end: string): Fault | undefined {
    const dot = end.indexOf('.');
    const node = nodeOf(end);
    const port = dot === -1 ? undefined : end.slice(dot + 1);
    const host = this.#hosts.get(node);
    if (host !== undefined) return port === undefined ? namesNoPort(host) : faultOfPort(host, port);
    if (this.#switches.has(node)) {
      if (port === undefined) return undefined;
      return { message: `${node} is a switch, whose ports have no names`, hint: `write ${node}` };
    }
    const home = this.#homes.get(node);
    if (home !== undefined) {
      const hint = `it is cabled to its port on ${home.name} without being told`;
      return { message: `${node} is a guest and takes no cable`, hint };
    }
    return this.#unknown(node);
  }

  #unknown(node: string): Fault {
    const near = didYouMean(node, [...this.#hosts.keys(), ...this.#switches]);
    const hint = near === undefined ? 'add it to "hosts" or "switches"' : `did you mean "${near}"?`;
    return { message: `there is no host or switch ${quoted(node)}`, hint };
  }

  /** Switches have as many ports as it takes. */
  #takenBy(end: string, other: string): Fault | undefined {
    if (this.#switches.has(end)) return undefined;
    const before = this.#taken.get(end);
    if (before !== undefined)
      return { message: `${end} has a cable to ${before} already`, hint: 'a port takes one cable' };
    this.#taken.set(end, other);
    return undefined;
  }

  #join(left: string, right: string): void {
    for (const [from, to] of [[left, right] as const, [right, left] as const]) {
      const ends = this.#neighbours.get(from);
      if (ends === undefined) this.#neighbours.set(from, [to]);
      else ends.push(to);
    }
    this.#parent.set(this.#root(left), this.#root(right));
  }

  /** Which tree of the forest it is in (union-find with path halving): asked for each of thousands of cables. */
  #root(of: string): string {
    let at = of;
    for (let up = this.#parent.get(at); up !== undefined && up !== at; up = this.#parent.get(at)) {
      this.#parent.set(at, this.#parent.get(up) ?? up);
      at = up;
    }
    return at;
  }

  /** The way between two that are in the same tree, breadth first. */
  #way(from: string, to: string): string[] {
    const cameFrom = new Map<string, string>([[from, from]]);
    const queue = [from];
    for (const at of queue) {
      if (at === to) break;
      for (const next of this.#neighbours.get(at) ?? []) {
        if (cameFrom.has(next)) continue;
        cameFrom.set(next, at);
        queue.push(next);
      }
    }
    const way = [to];
    for (let at = to; at !== from; way.unshift(at)) at = cameFrom.get(at) ?? from;
    return way;
  }
}

function nodeOf(end: string): string {
  const dot = end.indexOf('.');
  return dot === -1 ? end : end.slice(0, dot);
}

function namesNoPort(host: HostSpec): Fault {
  const free = host.interfaces.find((each) => each.bridge === undefined);
  const hint = free === undefined ? 'it has no interface for one' : `write ${host.name}.${free.name}, for example`;
  return { message: `${host.name} is a host and not one of its interfaces`, hint };
}

function faultOfPort(host: HostSpec, port: string): Fault | undefined {
  const guest = host.guests?.find((each) => each.port === port);
  if (guest !== undefined) {
    return { message: `${port} of ${host.name} is the port of ${guest.name}`, hint: 'it is cabled to the guest' };
  }
  const spec = host.interfaces.find((each) => each.name === port);
  if (spec === undefined) return missingInterface(host, port);
  if (spec.bridge === undefined) return undefined;
  const members = spec.bridge.members ?? [];
  const hint = members.length === 0 ? 'give it a member and cable that' : `cable its member ${members.join(' or ')}`;
  return { message: `${port} of ${host.name} is a bridge and takes no cable`, hint };
}
