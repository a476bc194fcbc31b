/**
 * The topology of a network, as users write it (`*.yaml`) and as cases carry it: plain JSON.
 *
 * Addresses are text here, since people read and edit it; `plan.ts` turns it into numbers once per topology. Everything
 * that `scenario/topology-file.ts` accepts is of this type, and everything of this type that validates can be run.
 */
export interface Topology {
  readonly version: 1;
  readonly name?: string;
  /** Profile of every stack that does not name its own; `linux` if absent. */
  readonly profile?: string;
  readonly switches?: readonly SwitchSpec[];
  readonly hosts: readonly HostSpec[];
  /** Pairs of `HOST.INTERFACE` or a switch's name. The network that they make is a tree. */
  readonly cables?: readonly (readonly [string, string])[];
}

export interface SwitchSpec {
  readonly name: string;
  /** Seconds until a learned address is forgotten; 300 if absent (IEEE 802.1Q-2018 table 8-6). */
  readonly ageing?: number;
}

export interface HostSpec {
  readonly name: string;
  /** `tester`: a port that injects and observes frames, with no stack of its own. */
  readonly kind?: 'host' | 'tester';
  readonly profile?: string;
  /** A real stack, as `--stack` names it, in place of a simulated one. It has one interface and no bridge. */
  readonly stack?: string;
  readonly interfaces: readonly InterfaceSpec[];
  /** Values of `net.ipv4.conf.all` and of `net.ipv4.neigh` of every interface, in the kernel's units. */
  readonly sysctl?: Readonly<Record<string, number>>;
  /** Literal `ebtables …` and `arptables …` command lines, in order. */
  readonly rules?: readonly string[];
  readonly routes?: readonly RouteSpec[];
  readonly neighbours?: readonly NeighbourSpec[];
  readonly guests?: readonly GuestSpec[];
}

/** A virtual machine on a bridge of its host. */
export interface GuestSpec extends Omit<HostSpec, 'guests' | 'kind'> {
  /** Name of the tap port on the host, such as `veth1`. */
  readonly port: string;
  /** The bridge that it hangs off; the host's only one if absent. */
  readonly bridge?: string;
}

export interface InterfaceSpec {
  readonly name: string;
  readonly mac: string;
  /** `10.0.0.1/24`, `169.254.1.1/32 scope host` */
  readonly addresses?: readonly string[];
  /** Makes it a bridge with these interfaces of the same host as members; guests' ports join by themselves. */
  readonly bridge?: BridgeSpec;
  /** Values of `net.ipv4.conf.INTERFACE` and `net.ipv4.neigh.INTERFACE`. */
  readonly sysctl?: Readonly<Record<string, number>>;
}

export interface BridgeSpec {
  readonly members?: readonly string[];
  /** Seconds until a learned address is forgotten; 300 if absent (bridge(8), `ageing_time`). */
  readonly ageing?: number;
}

export interface RouteSpec {
  /** `169.254.1.1/32` or `default` */
  readonly to: string;
  readonly via?: string;
  readonly interface: string;
}

/** A static (permanent) neighbour entry. */
export interface NeighbourSpec {
  readonly address: string;
  readonly mac: string;
  readonly interface: string;
}
