import type { Defect } from './defect.ts';
import { PROBLEMS_MAX } from './limits.ts';
import type { Problem } from './problem.ts';
import type { Source } from './source.ts';

/** The problems of a text, first one first. */
export function fileProblems(file: string, source: Source, defects: readonly Defect[]): Problem[] {
  const problems = [
    ...source.defects.map(({ offset, message, hint }) => problem(file, source.placeAt(offset), message, hint)),
    ...defects.map((each) => problem(file, source.placeOf(each), each.message, each.hint)),
  ].sort((left, right) => left.line - right.line || left.column - right.column);
  const rest = problems[PROBLEMS_MAX];
  if (rest === undefined) return problems;
  return [...problems.slice(0, PROBLEMS_MAX), problem(file, rest, 'there are more problems from here on')];
}

function problem(
  file: string,
  { line, column }: Pick<Problem, 'line' | 'column'>,
  message: string,
  hint?: string,
): Problem {
  return { file, line, column, message, ...(hint === undefined ? {} : { hint }) };
}
