import type { PageViolation } from '../report/html/report-page.ts';
import type { Result } from '../report/result-schema.ts';
import type { Swept } from '../runner/conformance.ts';
import type { ConformRow } from '../runner/expected.ts';
import type { FactRecord } from '../runner/record-facts.ts';
import type { ExitCode } from './exit-code.ts';

/** What became of one stack, as reports show it. */
export interface Column {
  /** The stack, as it was typed. */
  readonly label: string;
  readonly version: string;
  readonly profile: string;
  readonly rows: readonly ConformRow[];
  /** What was recorded besides. */
  readonly facts?: readonly FactRecord[];
  readonly seconds: number;
  /** What was done, in one line. */
  readonly totals: string;
  /** What was counted instead of drawn, if anything was. */
  readonly swept?: readonly Swept[];
  /** Why the run did not come to its end, if it did not. */
  readonly cutShort: string | undefined;
  readonly result: Result;
  readonly exitCode: ExitCode;
  /** Why the exit code is what it is, if the verdicts alone do not say. */
  readonly note: string | undefined;
  /** By id of a property: the reports on its violations. */
  readonly failures: ReadonlyMap<string, string>;
  /** By id of a property: the files of the cases that violate it. */
  readonly cases: ReadonlyMap<string, readonly string[]>;
  /** The violations as a page shows them. */
  readonly violations: readonly PageViolation[];
}
