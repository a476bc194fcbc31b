import type { Confidence, FindingLevel } from './finding-kind.ts';

/** Findings that are kept; more are counted. Far beyond what anybody reads, far below what fills memory. */
export const FINDINGS_MAX = 1000;
/** Times that one finding was seen whose frames are kept; more are counted. */
export const OCCURRENCES_MAX = 8;

/** One time that something was seen: the frame that decides, and those before it that it takes to see why. */
export interface Occurrence {
  readonly frame: number;
  readonly causes: readonly number[];
  /** Nanoseconds since the first packet. */
  readonly time: number;
  readonly expected: string;
  readonly received: string;
}

/** What is said of one occurrence. */
export interface Sighting extends Occurrence {
  /** Id of a finding kind, or of a property. */
  readonly id: string;
  readonly level: FindingLevel;
  readonly source: string;
  /** How it came about. */
  readonly mechanism: string;
  /** Whom it is about: an address, a station. Occurrences of one subject are one finding. */
  readonly subject: string;
  readonly confidence: Confidence;
  readonly reason: string;
}

/** Something that was seen, once or many times. */
export interface Finding {
  readonly id: string;
  readonly level: FindingLevel;
  readonly source: string;
  readonly mechanism: string;
  readonly subject: string;
  /** The best that any occurrence gave, with its reason. */
  readonly confidence: Confidence;
  readonly reason: string;
  readonly count: number;
  readonly lastTime: number;
  /** The first ones. */
  readonly occurrences: readonly Occurrence[];
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
interface KeptFinding extends Writable<Omit<Finding, 'occurrences'>> {
  readonly occurrences: Occurrence[];
}

const RANK: Readonly<Record<Confidence, number>> = { possible: 0, likely: 1, certain: 2 };

/** Collects findings: one entry for each kind, mechanism and subject, however often it is seen. */
export class FindingBook {
  /** Told of each finding when it is seen for the first time. */
  onNew: (finding: Finding) => void = () => {};
  readonly #findings = new Map<string, KeptFinding>();
  /** Occurrences of findings that were not kept. */
  dropped = 0;

  /** How often it has been seen; for those who would otherwise put together a text that nobody keeps. */
  isFull(id: string, mechanism: string, subject: string): boolean {
    const known = this.#findings.get(keyOf(id, mechanism, subject));
    if (known === undefined) return false;
    return known.occurrences.length >= OCCURRENCES_MAX;
  }

  /** Counts one more occurrence of a finding whose texts are not wanted any more. */
  countOne(id: string, mechanism: string, subject: string, time: number): void {
    const known = this.#findings.get(keyOf(id, mechanism, subject));
    if (known === undefined) return;
    known.count += 1;
    known.lastTime = time;
  }

  add(sighting: Sighting): void {
    const { id, level, source, mechanism, subject, confidence, reason } = sighting;
    const { frame, causes, time, expected, received } = sighting;
    const occurrence = { frame, causes, time, expected, received };
    const key = keyOf(id, mechanism, subject);
    const known = this.#findings.get(key);
    if (known === undefined) {
      if (this.#findings.size >= FINDINGS_MAX) {
        this.dropped += 1;
        return;
      }
      const what = { id, level, source, mechanism, subject, confidence, reason };
      const finding: KeptFinding = { ...what, count: 1, lastTime: time, occurrences: [occurrence] };
      this.#findings.set(key, finding);
      this.onNew(finding);
      return;
    }
    known.count += 1;
    known.lastTime = time;
    if (known.occurrences.length < OCCURRENCES_MAX) known.occurrences.push(occurrence);
    if (RANK[confidence] > RANK[known.confidence]) {
      known.confidence = confidence;
      known.reason = reason;
    }
  }

  get findings(): readonly Finding[] {
    return [...this.#findings.values()];
  }
}

function keyOf(id: string, mechanism: string, subject: string): string {
  return `${id}\n${mechanism}\n${subject}`;
}
