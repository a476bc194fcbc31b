import type { Frame, IpMessage, Ipv4, Mac } from '../wire/index.ts';

/** Index into {@link TraceHeader.nodes}. */
export type NodeIndex = number;
/** Index into {@link TraceHeader.ports}. */
export type PortIndex = number;
/** Events are numbered from 0 in the order in which they happened. */
export type EventId = number;
/** Nanoseconds of virtual time since the start of the run. */
export type Nanoseconds = number;

interface EventBase {
  readonly id: EventId;
  readonly time: Nanoseconds;
}

/** A frame left or reached a port: what a capture on that interface shows. */
export interface FrameEvent extends EventBase {
  readonly kind: 'sent' | 'received';
  readonly port: PortIndex;
  readonly frame: Frame;
  /** A scenario put it there, no stack made it: its claims are the injector's. */
  readonly injected: boolean;
}

/** A frame ended here: a filter rule, a fault of the cable, a missing carrier. */
export interface DroppedEvent extends EventBase {
  readonly kind: 'dropped';
  readonly port: PortIndex;
  readonly frame: Frame;
  /** `ebtables filter FORWARD rule 1`, `loss`, `link down`, … */
  readonly where: string;
}

/** Neighbour states by the names of `ip neighbour` (Linux `neighbour.h`); profiles without polling use the first two. */
export type NeighbourState = 'incomplete' | 'reachable' | 'stale' | 'delay' | 'probe' | 'failed' | 'permanent';

/** What a neighbour cache holds for an address; `mac` is undefined while none is known. */
export interface NeighbourBinding {
  readonly mac: Mac | undefined;
  readonly state: NeighbourState;
}

/** Why an entry changed: a frame, a timer, the operator (`ip neighbour`), local traffic, or the link. */
export type NeighbourReason = 'frame' | 'timer' | 'operator' | 'traffic' | 'link';

/** An entry of a node's neighbour cache was created (`before` undefined), changed, or removed (`after` undefined). */
export interface NeighbourEvent extends EventBase {
  readonly kind: 'neighbour';
  readonly node: NodeIndex;
  /** The layer-3 port to which the entry belongs. */
  readonly port: PortIndex;
  readonly address: Ipv4;
  readonly before: NeighbourBinding | undefined;
  readonly after: NeighbourBinding | undefined;
  readonly reason: NeighbourReason;
  /** The `received` event that changed it, or -1. */
  readonly cause: EventId;
}

/** An application on `node` got a packet that was sent to one of its addresses. */
export interface DeliveredEvent extends EventBase {
  readonly kind: 'delivered';
  readonly node: NodeIndex;
  readonly port: PortIndex;
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly message: IpMessage;
  /** IPv4 identification of the packet; a question and its answer share it. */
  readonly packet: number;
  /** The `received` event that carried it, or -1 for a packet to the node itself. */
  readonly cause: EventId;
}

/** A local application asked its stack to send a packet. */
export interface OriginatedEvent extends EventBase {
  readonly kind: 'originated';
  readonly node: NodeIndex;
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly message: IpMessage;
  readonly packet: number;
}

/** The next step of the scenario begins. */
export interface StepEvent extends EventBase {
  readonly kind: 'step';
  /** Index of the step in the scenario; counts on while healing. */
  readonly step: number;
  /** `healing`: the scenario is over and the network is left to recover; `healed`: the last round of talk after that. */
  readonly phase: 'scenario' | 'healing' | 'healed';
}

/** Everything that the step set off has happened, timers that run later excepted. */
export interface SettledEvent extends EventBase {
  readonly kind: 'settled';
}

/** An address was configured on, or removed from, a port. */
export interface AddressEvent extends EventBase {
  readonly kind: 'address';
  readonly node: NodeIndex;
  readonly port: PortIndex;
  readonly address: Ipv4;
  readonly prefix: number;
  readonly scope: AddressScope;
  readonly present: boolean;
}

/**
 * What a host does when somebody claims an address that it uses (RFC 5227 section 2.4): (a) gives it up at once, (b)
 * defends it unless it had to within DEFEND_INTERVAL, and then gives it up, (c) defends it once in DEFEND_INTERVAL and
 * never gives it up.
 */
export type DefencePolicy = 'cease' | 'defend-once' | 'defend-always';

/**
 * Where address conflict detection (RFC 5227) stands with an address. `waiting`: not on the link yet, which is down or
 * has seen too many conflicts. `probing`: being tested, and not to be used. `announcing`: in use from now on, the first
 * announcement follows. `in-use`: announced. `defending`: there was a conflict within DEFEND_INTERVAL. `given-up`:
 * somebody else has it; this is how whoever configured it is told.
 */
export type DetectionPhase = 'waiting' | 'probing' | 'announcing' | 'in-use' | 'defending' | 'given-up';

/**
 * An address under conflict detection came to a phase, or was removed by the operator. Where it is configured or no
 * longer, an {@link AddressEvent} follows.
 */
export interface DetectionEvent extends EventBase {
  readonly kind: 'detection';
  readonly node: NodeIndex;
  readonly port: PortIndex;
  readonly address: Ipv4;
  readonly phase: DetectionPhase | 'removed';
  readonly policy: DefencePolicy;
  /** The `received` event that brought it there, or -1. */
  readonly cause: EventId;
  /** The host has chosen the address by itself (RFC 3927). */
  readonly chosen?: true;
}

/**
 * The operator has an interface choose a link-local address by itself (RFC 3927): its addresses are removed, and what it
 * tries and uses is told by {@link DetectionEvent}s from now on.
 */
export interface LinkLocalEvent extends EventBase {
  readonly kind: 'link-local';
  readonly node: NodeIndex;
  readonly port: PortIndex;
  readonly policy: DefencePolicy;
}

/** From now on a setting has this value at a port, whoever changed it where (`sysctl`). */
export interface SettingEvent extends EventBase {
  readonly kind: 'setting';
  readonly node: NodeIndex;
  readonly port: PortIndex;
  readonly name: string;
  readonly value: number;
}

/** The operator added a route, or removed it (`ip route`). */
export interface RouteEvent extends EventBase, TraceRoute {
  readonly kind: 'route';
  readonly node: NodeIndex;
  readonly present: boolean;
}

/** The operator has a host answer for an address that is not its own, or no longer (`ip neighbour add proxy`). */
export interface ProxiedEvent extends EventBase {
  readonly kind: 'proxied';
  readonly node: NodeIndex;
  /** Where it answers. */
  readonly port: PortIndex;
  readonly address: Ipv4;
  readonly present: boolean;
}

/** A port went up or down. */
export interface LinkEvent extends EventBase {
  readonly kind: 'link';
  readonly port: PortIndex;
  readonly up: boolean;
  /** The cable was plugged in or out; the operator did it if absent. */
  readonly by?: 'carrier';
}

/** A guest was attached to a host (`home`), moved to another one, or detached (`home` undefined). */
export interface MovedEvent extends EventBase {
  readonly kind: 'moved';
  readonly node: NodeIndex;
  readonly home: NodeIndex | undefined;
}

/** A node restarted with an empty neighbour cache. */
export interface RebootedEvent extends EventBase {
  readonly kind: 'rebooted';
  readonly node: NodeIndex;
}

/** How what happened differs from what was predicted. */
export interface Difference {
  readonly node: NodeIndex;
  /** Something that was predicted did not happen, or something else did, or more; or a neighbour table holds else. */
  readonly what: 'frame-missing' | 'frame-unexpected' | 'frame-differs' | 'neighbour-differs';
  readonly expected: string;
  readonly received: string;
  /** The event that shows it, or -1. */
  readonly event: EventId;
}

/** What a step set off was compared with what a model of the network predicts; both are the same without a difference. */
export interface ComparedEvent extends EventBase {
  readonly kind: 'compared';
  readonly difference: Difference | undefined;
}

export type TraceEvent =
  | FrameEvent
  | DroppedEvent
  | NeighbourEvent
  | DeliveredEvent
  | OriginatedEvent
  | StepEvent
  | SettledEvent
  | AddressEvent
  | DetectionEvent
  | LinkLocalEvent
  | SettingEvent
  | RouteEvent
  | ProxiedEvent
  | LinkEvent
  | MovedEvent
  | RebootedEvent
  | ComparedEvent;

/** Scope of an address as `ip address` names it (rtnetlink(7)). */
export type AddressScope = 'global' | 'link' | 'host';

/** An address and where it is configured. */
export interface TraceAddress {
  readonly port: PortIndex;
  readonly address: Ipv4;
  readonly prefix: number;
  readonly scope: AddressScope;
}

/** A route that was configured; those to the prefixes of own addresses follow from the addresses. */
export interface TraceRoute {
  /** Where packets leave. */
  readonly port: PortIndex;
  readonly network: Ipv4;
  /** A length in bits. */
  readonly prefix: number;
  /** Undefined: every address of the network is on the link. */
  readonly gateway: Ipv4 | undefined;
}

export interface TraceNode {
  readonly name: string;
  /** `guest`: a virtual machine on a host's bridge. `tester`: injects frames and has no stack. */
  readonly kind: 'host' | 'guest' | 'tester' | 'switch';
  /** The host on which a guest starts; the node itself otherwise. */
  readonly home: NodeIndex;
  /** Name of the profile that the node's stack follows; undefined without a stack. */
  readonly profile: string | undefined;
  /** `neighbour` events tell every change of its cache. False for a black box, of which only frames are known. */
  readonly cacheVisible: boolean;
}

/**
 * A vantage point.
 *
 * `nic`: an interface with its own stack on it. `member`: a bridge port without one. `bridge`: the layer-3 side of a
 * bridge (`br0`). Of these, `nic` and `bridge` are what a stack sends to and receives from.
 */
export interface TracePort {
  /** `VM-3.eth0` */
  readonly name: string;
  readonly node: NodeIndex;
  readonly mac: Mac;
  readonly kind: 'nic' | 'member' | 'bridge';
  /** It leads out of the host: cabled to a switch or to another host, not to a guest. */
  readonly uplink: boolean;
  /** The sysctls in force there, where the profile has them: they decide which requests are answered and believed. */
  readonly settings?: Readonly<Record<string, number>>;
}

/** What is known before the first event; `ports` grows when a guest is attached elsewhere (`moved`). */
export interface TraceHeader {
  readonly nodes: readonly TraceNode[];
  readonly ports: readonly TracePort[];
  readonly addresses: readonly TraceAddress[];
  /** Entries that the operator made: never learned. */
  readonly staticNeighbours: readonly { readonly node: NodeIndex; readonly address: Ipv4; readonly mac: Mac }[];
  /** None if absent. */
  readonly routes?: readonly TraceRoute[];
}

/** A recorded run. */
export interface Trace {
  readonly header: TraceHeader;
  readonly events: readonly TraceEvent[];
}

/** Whoever wants to know what happens: a recorder, a judge. */
export type TraceSink = (event: TraceEvent) => void;
