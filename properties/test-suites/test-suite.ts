/** A case of a published test suite, and the requirements that it tests. */
export interface SuiteCase {
  /** As the suite numbers it: `ARP_07`. */
  readonly id: string;
  /** What it tests, in our words. */
  readonly purpose: string;
  /** Rows of the requirements catalogue; at least one. */
  readonly rows: readonly string[];
  /** What the case does that no property does, or demands that no property demands: then it is checked in part. */
  readonly gap?: string;
  readonly note?: string;
}

/** A published suite of ARP tests. */
export interface TestSuite {
  /** Short name, as in `TC8 ARP_07`. */
  readonly name: string;
  readonly title: string;
  /** Where its cases were read. */
  readonly source: string;
  readonly cases: readonly SuiteCase[];
}
