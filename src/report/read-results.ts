import { UsageError } from '../runner/usage-error.ts';
import { fileProblems } from '../scenario/file-problems.ts';
import { laterVersion } from '../scenario/file-version.ts';
import { JsonSource } from '../scenario/json-source.ts';
import { formatProblem } from '../scenario/problem.ts';
import { schemaDefects } from '../scenario/schema-defects.ts';
import { valueBelow } from '../scenario/schema-walk.ts';
import { readTextFile } from '../scenario/text-file.ts';
import { sideBySideSchema } from './conform-schema.ts';
import { RESULT_VERSION, type Result, resultSchema } from './result-schema.ts';

/**
 * The results in a file that `--json` wrote: one of a stack, or those of several. Throws a {@link UsageError} with file
 * and line if it is none.
 */
export function readResults(file: string): readonly Result[] {
  const read = readTextFile(file);
  if (!read.ok) throw new UsageError(read.problems.map(formatProblem).join('\n'));
  const source = new JsonSource(read.text);
  const { value } = source;
  const stacks = valueBelow(value, 'stacks');
  const problems = fileProblems(file, source, source.defects.length > 0 ? [] : defects());
  if (problems.length > 0) throw new UsageError(problems.map(formatProblem).join('\n'));
  return stacks === undefined ? [value as Result] : (stacks as readonly Result[]);

  function defects(): Parameters<typeof fileProblems>[2] {
    if (stacks === undefined && valueBelow(value, 'properties') === undefined) {
      return [{ path: [], message: 'this is not a result', hint: 'arpcheck conform and fuzz write them with --json' }];
    }
    const later = laterVersion(value, [], 'result', RESULT_VERSION);
    if (later !== undefined) return [later];
    return schemaDefects(stacks === undefined ? resultSchema : sideBySideSchema, value).defects;
  }
}
