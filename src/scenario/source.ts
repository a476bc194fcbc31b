import type { Defect } from './defect.ts';
import type { Place } from './line-table.ts';

/** What is wrong with a text as a text, at an offset in it. */
export interface SyntaxDefect {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** A text, the value that it stands for, and where everything in it stands. */
export interface Source {
  /** Undefined if there are defects. */
  readonly value: unknown;
  readonly defects: readonly SyntaxDefect[];
  placeAt(offset: number): Place;
  placeOf(defect: Defect): Place;
}
