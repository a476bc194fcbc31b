import { Judge, type Property, type Verdict, type Violation } from '../monitor/index.ts';
import type { FrameEvent, PortIndex } from '../trace/index.ts';
import type { Frame } from '../wire/index.ts';
import type { FindingBook } from './finding-book.ts';
import { confidenceOf, looksBack, type Situation } from './judgeable.ts';
import type { Scene } from './scene.ts';

/**
 * Events that are judged in one go. Monitors remember what they were told; so that a capture of any length takes
 * bounded memory, they begin anew after so many, and do not relate what is before with what is behind.
 */
export const EVENTS_MAX = 16_384;
/** One frame may be seen to leave a stack, leave its host, and reach another stack; and silence may come before. */
const EVENTS_PER_FRAME = 8;
const SECOND = 1_000_000_000;
/** A reply that comes so long after the beginning has its request behind the beginning, too. */
const WARM_UP = SECOND;
/** Nothing came for so long: whoever has not answered does not answer. */
const QUIET = SECOND;

/** What a property came to over the whole capture. */
export interface PropertyVerdict {
  readonly property: Property;
  readonly verdict: Verdict;
  readonly exercised: number;
  readonly violated: number;
  readonly reason: string | undefined;
}

interface Tally {
  exercised: number;
  violated: number;
  reason: string | undefined;
}

/** Judges the frames of a capture by the monitors of properties, as if they were events of a run. */
export class PropertyJudge {
  readonly #scene: Scene;
  readonly #situation: Situation;
  readonly #book: FindingBook;
  readonly #judge: Judge;
  readonly #properties: readonly Property[];
  readonly #tallies = new Map<string, Tally>();
  /** By event id: number of the frame. */
  #frames: number[] = [];
  #begun = 0;
  #last = 0;
  /** Ports where frames were captured, as opposed to concluded from. */
  readonly #places: ReadonlySet<PortIndex>;
  /** How often monitors had to begin anew. */
  restarts = 0;

  constructor(
    scene: Scene,
    properties: readonly Property[],
    options: { readonly situation: Situation; readonly places: ReadonlySet<PortIndex>; readonly book: FindingBook },
  ) {
    this.#scene = scene;
    this.#properties = properties;
    this.#situation = options.situation;
    this.#places = options.places;
    this.#book = options.book;
    this.#judge = new Judge(scene.header, properties);
    this.#judge.onViolation = (violation) => this.#violated(violation);
    for (const { id } of properties) this.#tallies.set(id, { exercised: 0, violated: 0, reason: undefined });
  }

  /** A frame was captured, and up to {@link EVENTS_PER_FRAME} events follow that it tells of. */
  begin(time: number): void {
    if (this.#frames.length > EVENTS_MAX - EVENTS_PER_FRAME) this.#restart();
    this.#settle(time);
  }

  /**
   * Packets that nothing can be said against, and that were not judged by themselves, exercise the properties that hold
   * for them. `id` is one of those; others than the judged ones are none.
   */
  credit(id: string, times: number): void {
    const tally = this.#tallies.get(id);
    if (tally !== undefined) tally.exercised += times;
  }

  /** A frame of earlier, of which it turns out that it matters. */
  earlier(port: PortIndex, frame: Frame, number: number, time: number): void {
    const id = this.#frames.push(number) - 1;
    this.#judge.event({ kind: 'sent', id, time, port, frame, injected: false });
  }

  /** The frame of {@link begin} left or reached a port. Time does not run backwards: what is late counts as just now. */
  frame(kind: 'sent' | 'received', port: PortIndex, frame: Frame, number: number): void {
    const event: FrameEvent = { kind, id: this.#frames.length, time: this.#last, port, frame, injected: false };
    this.#frames.push(number);
    this.#judge.event(event);
  }

  #settle(time: number): void {
    const gap = time - this.#last;
    if (gap >= QUIET && this.#frames.length > 0) this.#settled(this.#last + QUIET);
    if (gap > 0) this.#last = time;
  }

  #settled(time: number): void {
    const id = this.#frames.push(this.#frames.at(-1) ?? 0) - 1;
    this.#judge.event({ kind: 'settled', id, time });
  }

  #restart(): void {
    this.#count();
    this.#scene.forgetStrangers();
    this.#judge.restart(this.#scene.header);
    this.#frames = [];
    this.#begun = this.#last;
    this.restarts += 1;
  }

  /** The port of a station that is not in the topology; when there are too many, all are met anew. */
  strangerPort(mac: Parameters<Scene['strangerPort']>[0]): PortIndex {
    const port = this.#scene.strangerPort(mac);
    if (port !== undefined) return port;
    this.#restart();
    return this.#scene.strangerPort(mac)!;
  }

  #count(): void {
    for (const { property, exercised, reason } of this.#judge.end()) {
      const tally = this.#tallies.get(property.id)!;
      tally.exercised += exercised;
      tally.reason ??= reason;
    }
  }

  #violated(violation: Violation): void {
    const { property: id, level, source, mechanism, circumstances, time, events } = violation;
    const isStart = time - this.#begun < WARM_UP && (this.restarts > 0 || !this.#situation.isFromBeginning);
    const isAtHost = this.#isAtPlace(violation.at, true);
    // Of machines elsewhere it is only known what they sent, not what they heard before.
    if (looksBack(id) && (isStart || !isAtHost)) return;
    this.#tallies.get(id)!.violated += 1;
    const frames = events.map((event) => this.#frames[event]!);
    this.#book.add({
      id,
      level,
      source,
      mechanism: [mechanism, ...circumstances].join('+'),
      subject: this.#scene.named(violation.at),
      ...confidenceOf(this.#situation, this.#isAtPlace(violation.at, false)),
      frame: frames[0]!,
      causes: frames.slice(1).filter((frame) => frame !== frames[0]),
      time,
      expected: this.#scene.named(violation.expected),
      received: this.#scene.named(violation.received),
    });
  }

  /** Captured at a port of this machine; with `isStack` at one where its stack sends and receives, so that it is all. */
  #isAtPlace(name: string, isStack: boolean): boolean {
    const { nodes } = this.#scene.header;
    for (const place of this.#places) {
      const { node, kind } = this.#scene.port(place);
      if (nodes[node]!.name === name && !(isStack && kind === 'member')) return true;
    }
    return false;
  }

  /** Ends the capture; `isSettled`: nothing came after its end. */
  end(isSettled: boolean): readonly PropertyVerdict[] {
    if (isSettled && this.#frames.length > 0) this.#settled(this.#last + QUIET);
    this.#count();
    return this.#properties.map((property) => {
      const { exercised, violated, reason } = this.#tallies.get(property.id)!;
      const verdict =
        violated > 0 ? 'violated' : reason !== undefined ? 'inconclusive' : exercised > 0 ? 'held' : 'vacuous';
      return { property, verdict, exercised, violated, reason };
    });
  }
}
