import type { Level } from '../monitor/index.ts';

/** As of properties, and `NOTE`: nothing is wrong with it by itself, but whoever looks for a fault wants to know. */
export type FindingLevel = Level | 'NOTE';

/**
 * How sure a finding is: `certain` if the frames allow no other reading, `likely` if another one takes an unusual set-up
 * or a gap in the capture, `possible` if an ordinary set-up looks the same.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Something that is looked for in captures without knowing who is who: a heuristic, and not a property. */
export interface FindingKind {
  /** Stable slug, `capture.what-is-seen`; never renumbered. */
  readonly id: string;
  readonly level: FindingLevel;
  /** Document and section. */
  readonly source: string;
  /** One sentence: what is seen. */
  readonly statement: string;
  /** What it does to a network. */
  readonly meaning: string;
  /** What else looks like it, and decides the confidence. */
  readonly otherwise: string;
  /** What to look at next. */
  readonly next: string;
}
