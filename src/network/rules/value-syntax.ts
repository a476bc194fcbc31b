import type { MatchPattern } from './rule.ts';

/** How the value of an option is written. */
export interface ValueSyntax<Pattern extends MatchPattern = MatchPattern> {
  /** Undefined if the text is no such value. */
  read(text: string): Pattern | undefined;
  /** The normal form; {@link ValueSyntax.read} gives the same pattern for it. */
  write(pattern: Pattern): string;
  /** What it takes, for hints: a noun with an example. */
  readonly expects: string;
}
