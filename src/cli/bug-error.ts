/** Something failed that should not be able to; knows what was going on, so that it can be reported and repeated. */
export class BugError extends Error {
  override readonly name = 'BugError';
  /** A command that leads to it again, if one is known. */
  readonly rerun: string;

  constructor(cause: unknown, rerun: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.rerun = rerun;
  }
}
