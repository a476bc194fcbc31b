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
type Call<T> = (monitor: Monitor, event: T) => void;
type HostCall = (monitor: Monitor, host: HostView, event: FrameEvent) => void;

/** One small function per handler: a handler called by a name that is only known at run time is several times slower. */
const CALLS: { readonly [Kind in TraceEvent['kind']]: Call<EventOf<Kind>> } = {
  sent: (monitor, event) => monitor.sent!(event),
  received: (monitor, event) => monitor.received!(event),
  dropped: (monitor, event) => monitor.dropped!(event),
  neighbour: (monitor, event) => monitor.neighbour!(event),
  delivered: (monitor, event) => monitor.delivered!(event),
  originated: (monitor, event) => monitor.originated!(event),
  step: (monitor, event) => monitor.step!(event),
  settled: (monitor, event) => monitor.settled!(event),
  address: (monitor, event) => monitor.address!(event),
  link: (monitor, event) => monitor.link!(event),
  moved: (monitor, event) => monitor.moved!(event),
  rebooted: (monitor, event) => monitor.rebooted!(event),
};

const HOST_CALLS = {
  arpForHost: (monitor, host, event) => monitor.arpForHost!(host, event),
  arpFromKnown: (monitor, host, event) => monitor.arpFromKnown!(host, event),
  arpFromStranger: (monitor, host, event) => monitor.arpFromStranger!(host, event),
  arpUnfit: (monitor, host, event) => monitor.arpUnfit!(host, event),
  arpSent: (monitor, host, event) => monitor.arpSent!(host, event),
  ipSent: (monitor, host, event) => monitor.ipSent!(host, event),
  ipReceived: (monitor, host, event) => monitor.ipReceived!(host, event),
} as const satisfies Partial<Record<keyof Monitor, HostCall>>;

type Handler = keyof typeof CALLS | keyof typeof HOST_CALLS;
const HANDLERS = [...Object.keys(CALLS), ...Object.keys(HOST_CALLS)] as readonly Handler[];

/** Which monitors want which events: the same for every run of a list of properties, so it is found out once. */
type Subscriptions = Readonly<Record<Handler, readonly number[]>>;

const subscriptionsOf = new WeakMap<readonly Property[], Subscriptions>();

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
  readonly #subscriptions: Subscriptions;
  #failed: Set<number> | undefined;
  #firstViolation: Violation | undefined;

  constructor(header: TraceHeader, properties: readonly Property[]) {
    this.world = new World(header);
    this.#properties = properties;
    this.#states = properties.map((property) => new State(property));
    this.#contexts = this.#states.map((state) => new Context(this.world, state, this));
    this.#monitors = properties.map((property, index) => property.watch(this.#contexts[index]!));
    this.#subscriptions = subscriptionsOf.get(properties) ?? this.#subscribe();
  }

  /**
   * Begins another trace with the same properties. Judgements that {@link end} returned are void from then on; a
   * campaign of small cases spends more time making monitors than running them, so those that can are used again.
   */
  restart(header: TraceHeader): void {
    this.world.restart(header);
    this.#failed = undefined;
    this.#firstViolation = undefined;
    for (let index = 0; index < this.#states.length; index++) {
      this.#states[index]!.restart();
      const monitor = this.#monitors[index]!;
      if (monitor.restart !== undefined) monitor.restart();
      else this.#monitors[index] = this.#properties[index]!.watch(this.#contexts[index]!);
    }
  }

  #subscribe(): Subscriptions {
    const subscriptions = Object.fromEntries(
      HANDLERS.map((handler) => [
        handler,
        this.#monitors.flatMap((monitor, index) => (monitor[handler] === undefined ? [] : [index])),
      ]),
    ) as unknown as Subscriptions;
    subscriptionsOf.set(this.#properties, subscriptions);
    return subscriptions;
  }

  /** @internal */
  noteViolation(violation: Violation): void {
    this.#firstViolation ??= violation;
  }

  /** The first violation so far, of any property. */
  get firstViolation(): Violation | undefined {
    return this.#firstViolation;
  }

  /** The sink of a network, or the body of a loop over a stored trace. */
  readonly event = (event: TraceEvent): void => {
    const to = this.#subscriptions;
    switch (event.kind) {
      case 'received':
        this.#tell(to.received, CALLS.received, event);
        this.#received(event);
        return;
      case 'sent':
        this.#tell(to.sent, CALLS.sent, event);
        this.#sent(event);
        return;
      case 'settled':
        this.#tell(to.settled, CALLS.settled, event);
        return;
      case 'step':
        this.#tell(to.step, CALLS.step, event);
        return;
      case 'neighbour':
        this.#tell(to.neighbour, CALLS.neighbour, event);
        this.world.apply(event);
        return;
      default:
        this.#tell(to[event.kind], CALLS[event.kind] as Call<TraceEvent>, event);
        this.world.apply(event);
    }
  };

  #received(event: FrameEvent): void {
    const host = this.world.stackAt(event.port);
    if (host === undefined) return;
    this.world.noteReceived(event);
    const to = this.#subscriptions;
    const frame = event.frame;
    const arp = frame.arp;
    if (arp === undefined) {
      if (frame.ip !== undefined) this.#tellHost(to.ipReceived, HOST_CALLS.ipReceived, host, event);
      return;
    }
    const mac = this.world.portOf(event.port).mac;
    const fit = arp.isEthernetIpv4 && frame.vlan <= 0 && (frame.destination === mac || isGroupMac(frame.destination));
    if (!fit) this.#tellHost(to.arpUnfit, HOST_CALLS.arpUnfit, host, event);
    else if (host.owns(arp.targetIp)) this.#tellHost(to.arpForHost, HOST_CALLS.arpForHost, host, event);
    else if (!host.cacheVisible || this.world.binding(event.port, arp.senderIp) !== undefined) {
      this.#tellHost(to.arpFromKnown, HOST_CALLS.arpFromKnown, host, event);
    } else this.#tellHost(to.arpFromStranger, HOST_CALLS.arpFromStranger, host, event);
  }

  #sent(event: FrameEvent): void {
    if (event.injected) return;
    const host = this.world.stackAt(event.port);
    if (host === undefined) return;
    const to = this.#subscriptions;
    if (event.frame.arp !== undefined) this.#tellHost(to.arpSent, HOST_CALLS.arpSent, host, event);
    else if (event.frame.ip !== undefined) this.#tellHost(to.ipSent, HOST_CALLS.ipSent, host, event);
  }

  #tell<T>(subscribers: readonly number[], call: Call<T>, event: T): void {
    for (let index = 0; index < subscribers.length; index++) {
      const at = subscribers[index]!;
      if (this.#failed?.has(at)) continue;
      try {
        call(this.#monitors[at]!, event);
      } catch (error) {
        this.#fail(at, error);
      }
    }
  }

  #tellHost(subscribers: readonly number[], call: HostCall, host: HostView, event: FrameEvent): void {
    for (let index = 0; index < subscribers.length; index++) {
      const at = subscribers[index]!;
      if (this.#failed?.has(at)) continue;
      try {
        call(this.#monitors[at]!, host, event);
      } catch (error) {
        this.#fail(at, error);
      }
    }
  }

  #fail(index: number, error: unknown): void {
    this.#failed ??= new Set();
    this.#failed.add(index);
    this.#states[index]!.reason ??= `the monitor failed: ${error instanceof Error ? error.message : String(error)}`;
  }

  /** Ends the trace and says what each property makes of it. */
  end(): readonly Judgement[] {
    for (let index = 0; index < this.#monitors.length; index++) {
      if (this.#failed?.has(index)) continue;
      try {
        this.#monitors[index]!.end?.();
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
