import type { ConformVerdict } from '../../runner/expected.ts';
import type { CacheLane } from '../sequence/cache-lanes.ts';
import type { Sequence } from '../sequence/sequence.ts';
import type { Story } from '../text/bubble-story.ts';

/**
 * All that a report page shows, as plain data: whoever has something to report fills it, and `pageHtml` prints it. Texts
 * are as they came; the printer escapes them.
 */
export interface ReportPage {
  /** `arpcheck conform: kernel` */
  readonly title: string;
  /** Who wrote it: `arpcheck 0.1.0`. */
  readonly application: string;
  readonly verdict: PageVerdict;
  /** What was done, in names and values: seed, stack, profile. */
  readonly facts: readonly PageFact[];
  /** Properties by stacks; no table if there is no row. */
  readonly matrix: PageMatrix;
  /** Things that were judged one by one, such as replayed cases; none if absent. */
  readonly items?: readonly PageItem[];
  readonly violations: readonly PageViolation[];
}

/** What it all comes to. */
export interface PageVerdict {
  readonly outcome: 'ok' | 'violated' | 'inconclusive' | 'stack-failed' | 'interrupted';
  /** One sentence. */
  readonly headline: string;
  /** What else has to be known, each a sentence. */
  readonly notes: readonly string[];
}

export interface PageFact {
  readonly name: string;
  readonly value: string;
}

export interface PageMatrix {
  /** Stacks, or whatever was judged, as they were named. */
  readonly columns: readonly string[];
  readonly rows: readonly PageMatrixRow[];
}

export interface PageMatrixRow {
  readonly property: PageProperty;
  /** One for each column; undefined where the property was not judged. */
  readonly cells: readonly (PageCell | undefined)[];
}

export interface PageCell {
  readonly verdict: ConformVerdict;
  /** How often what the property speaks of happened. */
  readonly exercised: number;
  /** Why the verdict is what it is; empty if it held. */
  readonly reasons: readonly string[];
}

/** A requirement in words. */
export interface PageProperty {
  readonly id: string;
  readonly level: string;
  /** Document and section. */
  readonly source: string;
  readonly statement: string;
  readonly rationale: string;
}

export interface PageItem {
  readonly name: string;
  readonly verdict: ConformVerdict;
  readonly words: string;
}

/** One violation. Without evidence it is a row of a table. */
export interface PageViolation {
  /** As it was named. */
  readonly stack: string;
  readonly property: PageProperty;
  /** Rows of the requirements catalogue. */
  readonly requirements: readonly PageRequirement[];
  /** It is a known deviation of the stack. */
  readonly isKnown: boolean;
  readonly expected: string;
  readonly received: string;
  readonly mechanism: string;
  /** What one should know before one believes it; nothing if undefined. */
  readonly remark: string | undefined;
  readonly commands: readonly PageFact[];
  readonly evidence: PageEvidence | undefined;
}

export interface PageRequirement {
  readonly id: string;
  readonly source: string;
  readonly level: string;
  readonly requirement: string;
}

/** How a violation came about. */
export interface PageEvidence {
  /** The steps of the case, in words. */
  readonly steps: readonly string[];
  /** The same told for somebody who has never heard of it; undefined where nobody has written it. */
  readonly story: Story | undefined;
  /** What was tried against it, and what came of it. */
  readonly remedies: readonly PageFact[];
  readonly sequence: Sequence;
  readonly caches: readonly CacheLane[];
  readonly frames: readonly PageFrame[];
  /** Frames of the capture that are not shown. */
  readonly framesLeftOut: number;
  readonly captures: readonly PageCapture[];
}

export interface PageFrame {
  /** As Wireshark numbers the packets of the capture. */
  readonly number: number;
  /** Virtual time in nanoseconds. */
  readonly time: number;
  /** `BM-1 → *` */
  readonly way: string;
  readonly words: string;
  readonly bytes: Uint8Array;
  readonly role: 'violation' | 'cause' | undefined;
}

/** A file to be downloaded from the page. */
export interface PageCapture {
  /** Name of the file, without a folder. */
  readonly name: string;
  /** In octets. */
  readonly size: number;
  /** Undefined if it is too large for a page. */
  readonly bytes: Uint8Array | undefined;
}
