import type { Violation } from '../../monitor/index.ts';
import type { NeighbourEvent, Trace, TraceEvent } from '../../trace/index.ts';
import type { Frame, Ipv4 } from '../../wire/index.ts';
import type { NameBook } from '../name-book.ts';
import { type Sighting, sightings } from '../sighting.ts';
import { eventText } from './event-text.ts';
import { frameText } from './frame-text.ts';

/** Something that happened, as a report tells it. */
export interface Moment {
  readonly id: number;
  readonly time: number;
  /** Number of the step that it belongs to; -1 before the first. */
  readonly step: number;
  readonly phase: 'scenario' | 'healing' | 'healed';
  /** 0 is decisive; the larger, the sooner a short report leaves it out. */
  readonly weight: number;
  /** Speaker and listener of a frame; undefined for what happened within a host. */
  readonly way: string | undefined;
  readonly words: string;
  readonly violates: boolean;
}

/** Weights of moments. A binding that changes says more than the frame that changed it, and ARP more than IP. */
const DECISIVE = 0;
const SAME_ENTRY = 1;
const SAME_ADDRESS = 2;
const OTHER_BINDING = 3;
const OTHER_ARP = 4;
const OTHER = 5;
/** States come and go with every packet; only full listings show them. */
const STATE_ONLY = 6;

/** Everything that happened, frames once each, in order. */
export function momentsOf(trace: Trace, names: NameBook, violation?: Violation): readonly Moment[] {
  return new Teller(trace, names, violation).moments();
}

class Teller {
  readonly #trace: Trace;
  readonly #names: NameBook;
  readonly #violation: Violation | undefined;
  /** Frames by the event from which they are told: where they were first seen. */
  readonly #sightings: ReadonlyMap<number, Sighting>;
  readonly #decisive: ReadonlySet<number>;
  /** The entry and the addresses that the violation is about. */
  readonly #entry: NeighbourEvent | undefined;
  readonly #addresses: ReadonlySet<Ipv4>;

  constructor(trace: Trace, names: NameBook, violation: Violation | undefined) {
    this.#trace = trace;
    this.#names = names;
    this.#violation = violation;
    this.#sightings = new Map(sightings(trace, violation).map((each) => [each.first.id, each]));
    this.#decisive = new Set(violation?.events ?? []);
    const events = trace.events.filter((event) => this.#decisive.has(event.id));
    this.#entry = events.find((event): event is NeighbourEvent => event.kind === 'neighbour');
    this.#addresses = new Set(this.#entry === undefined ? events.flatMap(addressesOf) : [this.#entry.address]);
  }

  moments(): readonly Moment[] {
    const moments: Moment[] = [];
    let step = -1;
    let phase: Moment['phase'] = 'scenario';
    for (const event of this.#trace.events) {
      if (event.kind === 'step') {
        step = event.step;
        phase = event.phase;
        continue;
      }
      const told = this.#tell(event);
      if (told !== undefined) moments.push({ id: event.id, time: event.time, step, phase, ...told });
    }
    return moments;
  }

  #tell(event: TraceEvent): Pick<Moment, 'weight' | 'way' | 'words' | 'violates'> | undefined {
    if (event.kind === 'step' || event.kind === 'settled') return undefined;
    if ('frame' in event) {
      const sighting = this.#sightings.get(event.id);
      if (sighting === undefined) return undefined;
      const violates = sighting.decisive !== undefined && sighting.decisive.id === this.#violation?.events[0];
      return { weight: this.#frameWeight(sighting), violates, ...frameText(sighting, this.#names) };
    }
    const violates = event.id === this.#violation?.events[0];
    return { weight: this.#eventWeight(event), violates, way: undefined, words: eventText(event, this.#names) };
  }

  #frameWeight({ frame, decisive }: Sighting): number {
    if (decisive !== undefined) return DECISIVE;
    if (frame.arp === undefined) return OTHER;
    return addressesIn(frame).some((each) => this.#addresses.has(each)) ? SAME_ADDRESS : OTHER_ARP;
  }

  #eventWeight(event: Exclude<TraceEvent, { frame: unknown } | { kind: 'step' | 'settled' }>): number {
    if (this.#decisive.has(event.id)) return DECISIVE;
    if (event.kind !== 'neighbour') return OTHER;
    if (event.before?.mac === event.after?.mac) return STATE_ONLY;
    const entry = this.#entry;
    return event.node === entry?.node && event.address === entry.address ? SAME_ENTRY : OTHER_BINDING;
  }
}

/** Addresses that an event is about. */
export function addressesOf(event: TraceEvent): readonly Ipv4[] {
  if ('frame' in event) return addressesIn(event.frame);
  if ('destination' in event) return [event.destination];
  return 'address' in event ? [event.address] : [];
}

function addressesIn(frame: Frame): readonly Ipv4[] {
  if (frame.arp !== undefined) return [frame.arp.senderIp, frame.arp.targetIp];
  return frame.ip === undefined ? [] : [frame.ip.source, frame.ip.destination];
}
