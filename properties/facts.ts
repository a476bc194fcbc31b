/** Something that stacks do differently and that no document settles: recorded of a stack, never judged. */
export interface Fact {
  /** Stable slug. */
  readonly id: string;
  /** Rows of the requirements catalogue that it answers. */
  readonly rows: readonly string[];
}

export const facts: readonly Fact[] = [];
