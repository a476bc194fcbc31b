/** Keys and indices that lead from a value to something within it. */
export type Path = readonly (string | number)[];

/** A problem before its place in the text is looked up: what is wrong with a value, and where in it. */
export interface Defect {
  readonly path: Path;
  /** It is the key at the end of the path that is pointed at, not what stands behind it. */
  readonly at?: 'key';
  /** Where in the text at the end of the path, from 1. */
  readonly column?: number;
  readonly message: string;
  readonly hint?: string;
}

/** Both, without what is said in other words about a text that is refused already. */
export function allDefects(first: readonly Defect[], second: readonly Defect[]): Defect[] {
  const refused = new Set(first.map((each) => JSON.stringify(each.path)));
  return [...first, ...second.filter((each) => !refused.has(JSON.stringify(each.path)))];
}
