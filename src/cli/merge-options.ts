/** The options of `arpcheck merge`, as commander hands them over. */
export interface MergeOptions {
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly github?: boolean;
}
