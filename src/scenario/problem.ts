/** What is wrong with a file, where, and the way out. */
export interface Problem {
  readonly file: string;
  /** From 1; 0 if it is about the file as a whole. */
  readonly line: number;
  /** From 1, in UTF-16 code units, as editors count; 0 if it is about the file as a whole. */
  readonly column: number;
  /** One clear sentence, without a full stop. */
  readonly message: string;
  /** What to do about it, if that can be said. */
  readonly hint?: string;
}

/** `rack.yaml:12:7: unknown key "adresses" in an interface; did you mean "addresses"?` */
export function formatProblem(problem: Problem): string {
  const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  const hint = problem.hint === undefined ? '' : `; ${problem.hint}`;
  return `${place}: ${problem.message}${hint}`;
}
