/** A stack that was shipped with the bug that a mutant re-creates. */
export interface Origin {
  readonly project: string;
  /** The number of the thread, or the version or commit whose source was read. */
  readonly version: string;
  /** The thread where it was reported, or the source. */
  readonly link: string;
  /** What that stack did, in one sentence. */
  readonly bug: string;
  /** How it shows best, by the name of the mechanism, if it shows in several ways. */
  readonly mechanism?: string;
}
