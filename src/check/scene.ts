import type { Plan } from '../network/index.ts';
import type { NodeIndex, PortIndex, TraceHeader, TraceNode, TracePort } from '../trace/index.ts';
import { formatMac, MAC_ZERO, type Mac } from '../wire/index.ts';

/** Stations without a name that are judged at a time; when there are more, all of them are met anew. */
export const STRANGERS_MAX = 2048;

type WritablePort = { -readonly [Key in keyof TracePort]: TracePort[Key] };

/**
 * Who is there: the machines of a topology, if there is one, and places for stations that are met on the way. A trace
 * names all nodes before its first event, a capture names none.
 */
export class Scene {
  readonly header: TraceHeader;
  readonly #plan: Plan | undefined;
  readonly #ports: WritablePort[];
  readonly #firstStranger: PortIndex;
  readonly #firstNode: NodeIndex;
  /** The port whose stack sends and receives with this MAC address. */
  readonly #stackPorts = new Map<Mac, PortIndex>();
  readonly #strangers = new Map<Mac, PortIndex>();

  /** `profile` is what stations without a name are judged by. */
  constructor(plan: Plan | undefined, profile: string) {
    this.#plan = plan;
    // Of a capture only frames are known, whatever the machines are.
    const known: readonly TraceNode[] = (plan?.nodes ?? []).map((node) => ({ ...node, cacheVisible: false }));
    this.#ports = (plan?.ports ?? []).map((port) => ({ ...port }));
    this.#firstStranger = this.#ports.length;
    this.#firstNode = known.length;
    for (const [index, port] of this.#ports.entries()) {
      const hasStack = port.kind !== 'member' && known[port.node]!.profile !== undefined;
      if (hasStack) this.#stackPorts.set(port.mac, index);
    }
    const strangers = Array.from({ length: STRANGERS_MAX }, (_, index): TraceNode => {
      const node = this.#firstNode + index;
      this.#ports.push({ name: strangerName(index), node, mac: MAC_ZERO, kind: 'nic', uplink: false });
      return { name: strangerName(index), kind: 'host', home: node, profile, cacheVisible: false };
    });
    this.header = {
      nodes: [...known, ...strangers],
      ports: this.#ports,
      addresses: plan?.addresses ?? [],
      staticNeighbours: plan?.staticNeighbours ?? [],
    };
  }

  /** The port of this name in the topology. */
  portNamed(name: string): PortIndex | undefined {
    return this.#plan?.portByName.get(name);
  }

  port(index: PortIndex): TracePort {
    return this.#ports[index]!;
  }

  /** The port of a machine of the topology that has a stack with this MAC address. */
  stackPortOf(mac: Mac): PortIndex | undefined {
    return this.#stackPorts.get(mac);
  }

  /** A place for a station that is not in the topology; undefined if all are taken. */
  strangerPort(mac: Mac): PortIndex | undefined {
    const known = this.#strangers.get(mac);
    if (known !== undefined) return known;
    if (this.#strangers.size >= STRANGERS_MAX) return undefined;
    const port = this.#firstStranger + this.#strangers.size;
    this.#ports[port]!.mac = mac;
    this.#strangers.set(mac, port);
    return port;
  }

  /** Frees the places. */
  forgetStrangers(): void {
    for (const port of this.#strangers.values()) this.#ports[port]!.mac = MAC_ZERO;
    this.#strangers.clear();
  }

  /** The uplinks of the host that a machine runs on. */
  uplinksOf(node: NodeIndex): readonly PortIndex[] {
    const home = this.header.nodes[node]!.home;
    return this.#ports.flatMap((port, index) => (port.node === home && port.uplink ? [index] : []));
  }

  homeOf(node: NodeIndex): NodeIndex {
    return this.header.nodes[node]!.home;
  }

  /** A text of a monitor with stations called by their address. */
  named(text: string): string {
    return text.replace(STRANGER, (name, index: string) => {
      const mac = this.#ports[this.#firstStranger + Number(index)]?.mac;
      return mac === undefined || mac === MAC_ZERO ? name : formatMac(mac);
    });
  }

  /** The name of whoever has this MAC address in the topology. */
  nameOf(mac: Mac): string | undefined {
    const port = this.#stackPorts.get(mac);
    return port === undefined ? undefined : this.header.nodes[this.#ports[port]!.node]!.name;
  }
}

/** A name that no topology has: `#` is not allowed in its names. */
function strangerName(index: number): string {
  return `station #${index}`;
}

const STRANGER = /station #(\d+)/g;
