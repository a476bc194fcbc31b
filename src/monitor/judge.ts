import type { FrameEvent, Trace, TraceEvent, TraceHeader } from '../trace/index.ts';
import { isGroupMac } from '../wire/index.ts';
import type { Finding, Monitor, MonitorContext } from './monitor.ts';
import type { Property, Verdict, Violation } from './property.ts';
import { type HostView, World } from './world.ts';

/** Findings kept per property and run; a storm would otherwise fill memory with the same finding. */
const VIOLATIONS_MAX = 16;

/** What one property says of one run. */
export interface Judgement {
  readonly property: Property;
  readonly verdict: Verdict;
  /** How often what it speaks of happened. */
  readonly exercised: number;
  readonly violations: readonly Violation[];
  /** Why it is inconclusive. */
  readonly reason: string | undefined;
}

type EventOf<Kind> = Kind extends FrameEvent['kind'] ? FrameEvent : Extract<TraceEvent, { kind: Kind }>;
type EventHandler<T> = (event: T) => void;
type HostHandler = (host: HostView, event: FrameEvent) => void;

/**
 * One monitor's handler of one kind of event. The function is looked up once: monitors have many shapes, and to find a
 * handler by its name in each of them takes longer than most handlers do.
 */
interface Subscriber<H> {
  readonly index: number;
  readonly name: keyof Subscribers;
  monitor: Monitor;
  handle: H;
}

type Subscribers = {
  [Kind in TraceEvent['kind']]: Subscriber<EventHandler<EventOf<Kind>>>[];
} & Record<HostHandlerName, Subscriber<HostHandler>[]>;

type HostHandlerName =
  | 'arpForHost'
  | 'arpFromKnown'
  | 'arpFromStranger'
  | 'arpUnfit'
  | 'arpSent'
  | 'ipSent'
  | 'ipReceived';

/** Nobody subscribed to anything. */
function noSubscribers(): Subscribers {
  return {
    sent: [],
    received: [],
    dropped: [],
    neighbour: [],
    delivered: [],
    originated: [],
    step: [],
    settled: [],
    address: [],
    detection: [],
    'link-local': [],
    setting: [],
    route: [],
    proxied: [],
    link: [],
    moved: [],
    rebooted: [],
    compared: [],
    arpForHost: [],
    arpFromKnown: [],
    arpFromStranger: [],
    arpUnfit: [],
    arpSent: [],
    ipSent: [],
    ipReceived: [],
  };
}

const HANDLERS = Object.keys(noSubscribers()) as readonly (keyof Subscribers)[];

/** Stands for a monitor until it has been made. */
const NO_MONITOR: Monitor = {};

/** What is known of one property so far; the judgement once the trace has ended. */
class State implements Judgement {
  readonly property: Property;
  exercised = 0;
  violations: Violation[] = [];
  reason: string | undefined = undefined;

  constructor(property: Property) {
    this.property = property;
  }

  get verdict(): Verdict {
    if (this.violations.length > 0) return 'violated';
    if (this.reason !== undefined) return 'inconclusive';
    return this.exercised > 0 ? 'held' : 'vacuous';
  }

  restart(): void {
    this.exercised = 0;
    this.reason = undefined;
    // Findings outlive the run; the empty list does not need to.
    if (this.violations.length > 0) this.violations = [];
  }
}

class Context implements MonitorContext {
  readonly world: World;
  readonly #state: State;
  readonly #judge: Judge;

  constructor(world: World, state: State, judge: Judge) {
    this.world = world;
    this.#state = state;
    this.#judge = judge;
  }

  exercised(times = 1): void {
    this.#state.exercised += times;
  }

  violated(finding: Finding): void {
    const state = this.#state;
    state.exercised += 1;
    const violation = toViolation(state.property, finding);
    this.#judge.noteViolation(violation);
    if (state.violations.length < VIOLATIONS_MAX) state.violations.push(violation);
  }

  inconclusive(reason: string): void {
    this.#state.reason ??= reason;
  }

  demandedOf(host: HostView): boolean {
    const profiles = this.#state.property.profiles;
    return profiles === undefined || profiles.includes(host.profile);
  }
}

/**
 * Runs the monitors of a list of properties over one trace, event by event, while it happens or later.
 *
 * A monitor that throws is inconclusive from then on, with the error as the reason: a bug of ours is neither a pass
 * nor the stack's fault.
 */
export class Judge {
  readonly world: World;
  readonly #properties: readonly Property[];
  readonly #contexts: readonly Context[];
  readonly #states: readonly State[];
  readonly #monitors: Monitor[];
  #subscribers = noSubscribers();
  /** By monitor. */
  #subscriptions: readonly (readonly Subscriber<unknown>[])[] = [];
  /** Monitors that judge at the end, by index. */
  #atEnd: readonly number[] = [];
  /** Monitors that failed in this trace, and are not told any more. */
  #failed: Set<number> | undefined;
  #firstViolation: Violation | undefined;
  /** Told of every violation when it is found, of those too that are not kept. */
  onViolation: ((violation: Violation) => void) | undefined = undefined;

  constructor(header: TraceHeader, properties: readonly Property[]) {
    this.world = new World(header);
    this.#properties = properties;
    this.#states = properties.map((property) => new State(property));
    this.#contexts = this.#states.map((state) => new Context(this.world, state, this));
    this.#monitors = properties.map(() => NO_MONITOR);
    for (let index = 0; index < properties.length; index++) this.#begin(index);
    this.#subscribers = this.#subscribe();
  }

  /**
   * Begins another trace with the same properties. Judgements that {@link end} returned are void from then on; a
   * campaign of small cases spends more time making monitors than running them, so those that can are used again.
   */
  restart(header: TraceHeader): void {
    this.world.restart(header);
    this.#firstViolation = undefined;
    let isComplete = this.#failed === undefined;
    this.#failed = undefined;
    for (let index = 0; index < this.#states.length; index++) {
      this.#states[index]!.restart();
      if (!this.#begin(index)) isComplete = false;
    }
    if (!isComplete) this.#subscribers = this.#subscribe();
  }

  /** Makes the monitor ready for a trace; false if it could not be. */
  #begin(index: number): boolean {
    const monitor = this.#monitors[index]!;
    try {
      if (monitor.restart !== undefined) monitor.restart();
      else this.#replace(index, this.#properties[index]!.watch(this.#contexts[index]!));
      return true;
    } catch (error) {
      this.#fail(index, error);
      return false;
    }
  }

  /** Monitors of one property have the same handlers. */
  #replace(index: number, monitor: Monitor): void {
    this.#monitors[index] = monitor;
    for (const subscriber of this.#subscriptions[index] ?? []) {
      subscriber.monitor = monitor;
      subscriber.handle = monitor[subscriber.name];
    }
  }

  #subscribe(): Subscribers {
    const subscribers = noSubscribers();
    this.#subscriptions = this.#monitors.map((monitor, index) => {
      if (this.#failed?.has(index)) return [];
      const own = HANDLERS.flatMap((name) => {
        const handle: unknown = monitor[name];
        return handle === undefined ? [] : [{ index, name, monitor, handle }];
      });
      for (const each of own) (subscribers[each.name] as Subscriber<unknown>[]).push(each);
      return own;
    });
    this.#atEnd = this.#monitors.flatMap((monitor, index) => (monitor.end === undefined ? [] : [index]));
    return subscribers;
  }

  /** @internal */
  noteViolation(violation: Violation): void {
    this.onViolation?.(violation);
    this.#firstViolation ??= violation;
  }

  /** The first violation so far, of any property. */
  get firstViolation(): Violation | undefined {
    return this.#firstViolation;
  }

  /** The sink of a network, or the body of a loop over a stored trace. */
  readonly event = (event: TraceEvent): void => {
    const to = this.#subscribers;
    switch (event.kind) {
      case 'received':
        this.#tell(to.received, event);
        this.#received(event);
        return;
      case 'sent':
        this.#tell(to.sent, event);
        this.#sent(event);
        return;
      case 'settled':
        this.#tell(to.settled, event);
        return;
      case 'step':
        this.#tell(to.step, event);
        return;
      case 'neighbour':
        this.#tell(to.neighbour, event);
        this.world.apply(event);
        return;
      default:
        this.#tell(to[event.kind] as Subscriber<EventHandler<TraceEvent>>[], event);
        this.world.apply(event);
    }
  };

  #received(event: FrameEvent): void {
    const host = this.world.stackAt(event.port);
    if (host === undefined) return;
    this.world.noteReceived(event);
    const to = this.#subscribers;
    const frame = event.frame;
    const arp = frame.arp;
    if (arp === undefined) {
      if (frame.ip !== undefined) this.#tellHost(to.ipReceived, host, event);
      return;
    }
    const mac = this.world.portOf(event.port).mac;
    const fit = arp.isEthernetIpv4 && frame.vlan <= 0 && (frame.destination === mac || isGroupMac(frame.destination));
    if (!fit) this.#tellHost(to.arpUnfit, host, event);
    else if (host.owns(arp.targetIp)) this.#tellHost(to.arpForHost, host, event);
    else if (!host.cacheVisible || this.world.binding(event.port, arp.senderIp) !== undefined) {
      this.#tellHost(to.arpFromKnown, host, event);
    } else this.#tellHost(to.arpFromStranger, host, event);
  }

  #sent(event: FrameEvent): void {
    if (event.injected) return;
    const host = this.world.stackAt(event.port);
    if (host === undefined) return;
    const to = this.#subscribers;
    if (event.frame.arp !== undefined) this.#tellHost(to.arpSent, host, event);
    else if (event.frame.ip !== undefined) this.#tellHost(to.ipSent, host, event);
  }

  #tell<T>(subscribers: readonly Subscriber<EventHandler<T>>[], event: T): void {
    for (let index = 0; index < subscribers.length; index++) {
      const { handle, monitor } = subscribers[index]!;
      try {
        handle.call(monitor, event);
      } catch (error) {
        this.#fail(subscribers[index--]!.index, error);
      }
    }
  }

  #tellHost(subscribers: readonly Subscriber<HostHandler>[], host: HostView, event: FrameEvent): void {
    for (let index = 0; index < subscribers.length; index++) {
      const { handle, monitor } = subscribers[index]!;
      try {
        handle.call(monitor, host, event);
      } catch (error) {
        this.#fail(subscribers[index--]!.index, error);
      }
    }
  }

  /** The lists are changed in place: one of them is being walked through. */
  #fail(failed: number, error: unknown): void {
    this.#failed ??= new Set();
    this.#failed.add(failed);
    const reason = `the monitor failed: ${error instanceof Error ? error.message : String(error)}`;
    this.#states[failed]!.reason ??= reason;
    this.#monitors[failed]!.failed?.(reason);
    for (const name of HANDLERS) {
      const list = this.#subscribers[name] as Subscriber<unknown>[];
      const at = list.findIndex((each) => each.index === failed);
      if (at >= 0) list.splice(at, 1);
    }
  }

  /** Ends the trace and says what each property makes of it. */
  end(): readonly Judgement[] {
    for (const index of this.#atEnd) {
      if (this.#failed?.has(index)) continue;
      try {
        this.#monitors[index]!.end!();
      } catch (error) {
        this.#fail(index, error);
      }
    }
    return this.#states;
  }
}

function toViolation(property: Property, finding: Finding): Violation {
  return {
    property: property.id,
    level: property.level,
    source: property.source,
    time: finding.time,
    at: finding.at,
    expected: finding.expected,
    received: finding.received,
    mechanism: finding.mechanism ?? 'unclassified',
    circumstances: finding.circumstances ?? [],
    events: finding.events,
  };
}

/** Judges a stored trace. */
export function judgeTrace(trace: Trace, properties: readonly Property[]): readonly Judgement[] {
  const judge = new Judge(trace.header, properties);
  for (const event of trace.events) judge.event(event);
  return judge.end();
}
