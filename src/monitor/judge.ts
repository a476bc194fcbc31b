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

type Handler = Exclude<keyof Monitor, 'end'>;

const HANDLERS: readonly Handler[] = [
  'sent',
  'received',
  'dropped',
  'neighbour',
  'delivered',
  'originated',
  'step',
  'settled',
  'address',
  'link',
  'moved',
  'rebooted',
  'arpForHost',
  'arpFromKnown',
  'arpFromStranger',
  'arpUnfit',
  'arpSent',
  'ipSent',
  'ipReceived',
];

/** Which monitors want which events: the same for every run of a list of properties, so it is found out once. */
type Subscriptions = Readonly<Record<Handler, readonly number[]>>;

const subscriptionsOf = new WeakMap<readonly Property[], Subscriptions>();

interface State {
  exercised: number;
  violations: Violation[];
  reason: string | undefined;
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
  readonly #monitors: Monitor[];
  readonly #states: State[];
  readonly #subscriptions: Subscriptions;
  #failed: Set<number> | undefined;
  #firstViolation: Violation | undefined;

  constructor(header: TraceHeader, properties: readonly Property[]) {
    this.world = new World(header);
    this.#properties = properties;
    this.#states = properties.map(() => ({ exercised: 0, violations: [], reason: undefined }));
    this.#monitors = properties.map((property, index) => property.watch(this.#context(property, index)));
    this.#subscriptions = subscriptionsOf.get(properties) ?? this.#subscribe();
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

  #context(property: Property, index: number): MonitorContext {
    const state = this.#states[index]!;
    const profiles = property.profiles;
    return {
      world: this.world,
      exercised: () => {
        state.exercised += 1;
      },
      violated: (finding) => {
        state.exercised += 1;
        const violation = toViolation(property, finding);
        this.#firstViolation ??= violation;
        if (state.violations.length < VIOLATIONS_MAX) state.violations.push(violation);
      },
      inconclusive: (reason) => {
        state.reason ??= reason;
      },
      demandedOf: profiles === undefined ? () => true : (host) => profiles.includes(host.profile),
    };
  }

  /** The first violation so far, of any property. */
  get firstViolation(): Violation | undefined {
    return this.#firstViolation;
  }

  /** The sink of a network, or the body of a loop over a stored trace. */
  readonly event = (event: TraceEvent): void => {
    switch (event.kind) {
      case 'received':
        this.#tell('received', event);
        this.#received(event);
        return;
      case 'sent':
        this.#tell('sent', event);
        this.#sent(event);
        return;
      default:
        this.#tell(event.kind, event);
        this.world.apply(event);
    }
  };

  #received(event: FrameEvent): void {
    const host = this.world.stackAt(event.port);
    if (host === undefined) return;
    this.world.noteReceived(event);
    const frame = event.frame;
    const arp = frame.arp;
    if (arp === undefined) {
      if (frame.ip !== undefined) this.#tellHost('ipReceived', host, event);
      return;
    }
    const mac = this.world.portOf(event.port).mac;
    const fit = arp.isEthernetIpv4 && frame.vlan <= 0 && (frame.destination === mac || isGroupMac(frame.destination));
    if (!fit) this.#tellHost('arpUnfit', host, event);
    else if (host.owns(arp.targetIp)) this.#tellHost('arpForHost', host, event);
    else if (this.world.binding(event.port, arp.senderIp) !== undefined) this.#tellHost('arpFromKnown', host, event);
    else this.#tellHost('arpFromStranger', host, event);
  }

  #sent(event: FrameEvent): void {
    if (event.injected) return;
    const host = this.world.stackAt(event.port);
    if (host === undefined) return;
    if (event.frame.arp !== undefined) this.#tellHost('arpSent', host, event);
    else if (event.frame.ip !== undefined) this.#tellHost('ipSent', host, event);
  }

  #tell(handler: Handler, event: TraceEvent): void {
    const subscribers = this.#subscriptions[handler];
    for (let index = 0; index < subscribers.length; index++) {
      const at = subscribers[index]!;
      if (this.#failed?.has(at)) continue;
      try {
        (this.#monitors[at]![handler] as (event: TraceEvent) => void)(event);
      } catch (error) {
        this.#fail(at, error);
      }
    }
  }

  #tellHost(
    handler: 'arpForHost' | 'arpFromKnown' | 'arpFromStranger' | 'arpUnfit' | 'arpSent' | 'ipSent' | 'ipReceived',
    host: HostView,
    event: FrameEvent,
  ): void {
    const subscribers = this.#subscriptions[handler];
    for (let index = 0; index < subscribers.length; index++) {
      const at = subscribers[index]!;
      if (this.#failed?.has(at)) continue;
      try {
        this.#monitors[at]![handler]!(host, event);
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
    return this.#properties.map((property, index) => {
      const state = this.#states[index]!;
      return {
        property,
        verdict: verdictOf(state),
        exercised: state.exercised,
        violations: state.violations,
        reason: state.reason,
      };
    });
  }
}

function verdictOf(state: State): Verdict {
  if (state.violations.length > 0) return 'violated';
  if (state.reason !== undefined) return 'inconclusive';
  return state.exercised > 0 ? 'held' : 'vacuous';
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
