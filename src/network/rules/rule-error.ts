/** Why a line is not understood, where, and the way out. */
export interface RuleError {
  readonly message: string;
  /** Column of the offending token in the line, from 1. */
  readonly column: number;
  readonly hint: string;
}
