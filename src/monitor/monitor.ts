import type {
  AddressEvent,
  ComparedEvent,
  DeliveredEvent,
  DetectionEvent,
  DroppedEvent,
  FrameEvent,
  LinkEvent,
  LinkLocalEvent,
  MovedEvent,
  NeighbourEvent,
  OriginatedEvent,
  ProxiedEvent,
  RebootedEvent,
  RouteEvent,
  SettingEvent,
  SettledEvent,
  StepEvent,
} from '../trace/index.ts';
import type { HostView, World } from './world.ts';

/**
 * One running fold over a trace. Every handler is optional; a monitor is only told what it asks for, since the
 * simulator delivers millions of frames a second.
 *
 * The first group are the events themselves. The second group is the same sorted by what it means to the host whose
 * stack is concerned (RFC 826 asks the same questions in the same order), with the host's state *before* the event.
 */
export interface Monitor {
  sent?(event: FrameEvent): void;
  received?(event: FrameEvent): void;
  dropped?(event: DroppedEvent): void;
  neighbour?(event: NeighbourEvent): void;
  delivered?(event: DeliveredEvent): void;
  originated?(event: OriginatedEvent): void;
  step?(event: StepEvent): void;
  settled?(event: SettledEvent): void;
  address?(event: AddressEvent): void;
  detection?(event: DetectionEvent): void;
  'link-local'?(event: LinkLocalEvent): void;
  setting?(event: SettingEvent): void;
  route?(event: RouteEvent): void;
  proxied?(event: ProxiedEvent): void;
  link?(event: LinkEvent): void;
  moved?(event: MovedEvent): void;
  rebooted?(event: RebootedEvent): void;
  compared?(event: ComparedEvent): void;

  /** A well-formed ARP packet reached a stack and its target is an own address of the host. */
  arpForHost?(host: HostView, event: FrameEvent): void;
  /**
   * A well-formed ARP packet reached a stack, its target is another's, and the host has an entry for its sender; or
   * may have one, if its cache is not visible.
   */
  arpFromKnown?(host: HostView, event: FrameEvent): void;
  /** A well-formed ARP packet reached a stack; target not its own, sender not in its cache. Most frames: be quick. */
  arpFromStranger?(host: HostView, event: FrameEvent): void;
  /** A frame of type ARP that is no well-formed Ethernet/IPv4 packet, or is not for this host's MAC, or is tagged. */
  arpUnfit?(host: HostView, event: FrameEvent): void;
  /** A stack sent an ARP packet (well-formed or not). */
  arpSent?(host: HostView, event: FrameEvent): void;
  /** A stack sent an IPv4 packet. */
  ipSent?(host: HostView, event: FrameEvent): void;
  /** An IPv4 packet reached a stack. */
  ipReceived?(host: HostView, event: FrameEvent): void;

  /** After the last event: judge what is still open. */
  end?(): void;
  /** A handler of it has thrown, and it will not be told anything more; for what others depend on it. */
  failed?(reason: string): void;
  /** Forgets everything, so that it can be used for another trace; without it a new monitor is made for each. */
  restart?(): void;
}

/** What a monitor works with. */
export interface MonitorContext {
  readonly world: World;
  /** What the property speaks of has happened (once more, or so many times). */
  exercised(times?: number): void;
  violated(finding: Finding): void;
  /** It cannot be decided, with the reason. */
  inconclusive(reason: string): void;
  /** True while the property has to hold for this host's profile. */
  demandedOf(host: HostView): boolean;
}

/** What a monitor says of a violation; the judge adds the property's own data. */
export interface Finding {
  readonly time: number;
  readonly at: string;
  readonly expected: string;
  readonly received: string;
  /** `unclassified` if absent. */
  readonly mechanism?: string;
  readonly circumstances?: readonly string[];
  readonly events: readonly number[];
}
