import { existsSync } from 'node:fs';
import path from 'node:path';
import { resultViolations } from '../report/html/result-violations.ts';
import { type Merged, mergeResults } from '../report/merge-results.ts';
import { readResults } from '../report/read-results.ts';
import type { ResultViolation } from '../report/result-schema.ts';
import { type Shards, shardsOf, shardText } from '../report/shard-results.ts';
import { plural } from '../report/text/numbers.ts';
import { APPLICATION } from '../report/version.ts';
import { UsageError } from '../runner/usage-error.ts';
import type { Column } from './column.ts';
import { exitCodeOf } from './conclude.ts';
import type { ExitCode } from './exit-code.ts';
import type { MergeOptions } from './merge-options.ts';
import { checkReportFiles, reportColumns } from './report-columns.ts';
import type { CommandContext } from './run-command.ts';

/** `arpcheck merge` */
export function runMerge(files: readonly string[], options: MergeOptions, context: CommandContext): ExitCode {
  checkReportFiles(options);
  const read = files.map((file) => ({ file, results: readResults(file) }));
  const [first] = read;
  for (const each of read) {
    if (each.results.length === first!.results.length) continue;
    const [those, these] = [each, first!].map(({ results }) => plural(results.length, 'stack'));
    throw new UsageError(`${each.file}: it is of ${those}, and ${first!.file} of ${these}`);
  }
  const columns = first!.results.map((_result, position) =>
    columnOf(shardsOf(read.map(({ file, results }) => ({ file, result: results[position]! })))),
  );
  const { seed } = columns[0]!.result;
  context.terminal.print(`${APPLICATION}   ${plural(files.length, 'shard')} of seed ${seed}\n`);
  return reportColumns('merge', columns, options, seed, context);
}

function columnOf(shards: Shards): Column {
  const merged = mergeResults(shards);
  const { outcome, note, rows, result } = merged;
  const exitCode = exitCodeOf(outcome);
  const texts = byProperty(merged, (violation, property) => failureText(violation, property, shards));
  const { stack: label, stackVersion: version = APPLICATION, profile, seconds } = result;
  return {
    ...{ label, version, profile, rows, seconds, exitCode, note },
    totals: totalsText(merged, shards),
    swept: result.sweeps ?? [],
    cutShort: cutShort(merged, shards),
    result: { ...result, exitCode },
    failures: new Map([...texts].map(([id, each]) => [id, each.join('\n\n')])),
    cases: byProperty(merged, (violation) => casePath(violation, shards)),
    violations: resultViolations(
      result,
      rows.map(({ property }) => property),
      (violation) => casePath(violation, shards),
    ),
  };
}

/** What was done, in one line. */
function totalsText({ result: { cases, frames, seconds } }: Merged, { results }: Shards): string {
  const shards = plural(results.length, 'shard');
  return `${shards}: ${plural(cases, 'case')}, ${plural(frames, 'frame')}, ${seconds.toFixed(2)} s altogether`;
}

/** Why the whole did not come to its end: the first shard of which that is so says it, or one that is not there. */
function cutShort({ result }: Merged, { results, missing }: Shards): string | undefined {
  const ended = results.find((each) => each.result.ended === 'failed' || each.result.ended === 'interrupted');
  if (ended !== undefined) {
    return `shard ${shardText(ended)}: ${result.ended === 'failed' ? 'the stack failed' : 'interrupted'}`;
  }
  return missing.length === 0 ? undefined : `there is no result of shard ${missing.join(', ')}`;
}

/** Something of every violation, by the id of its property. */
function byProperty(
  { result }: Merged,
  of: (violation: ResultViolation, property: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const violated = result.properties.filter(({ violations }) => violations.length > 0);
  return new Map(violated.map(({ id, violations }) => [id, violations.map((each) => of(each, id))]));
}

function failureText(violation: ResultViolation, property: string, shards: Shards): string {
  const { mechanism, message, shard } = violation;
  const lines = [
    `✗ ${property}`,
    `  ${message.replace('; received: ', '\n  received: ')}`,
    `  mechanism: ${mechanism}`,
  ];
  return [...lines, `  case: ${casePath(violation, shards)} (shard ${shard})`].join('\n');
}

/** Paths lead from a shard's output folder, which mostly lies beside its result, or is the folder of its result. */
function casePath({ case: file, shard }: ResultViolation, { results }: Shards): string {
  const from = results.find((each) => shardText(each) === shard)?.file ?? '';
  const near = ['arpcheck-out', '.'].map((folder) => path.join(path.dirname(from), folder, file));
  return near.find((each) => existsSync(each)) ?? file;
}
