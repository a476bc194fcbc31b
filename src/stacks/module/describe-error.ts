import { spawnSync } from 'node:child_process';

/** Lines of a stack trace that are kept for reports. */
const LINES_MAX = 10;
/** It only reads a file. */
const CHECK_MILLISECONDS_MAX = 5000;

/** What was thrown, and where: `TypeError: x is not a function (at receive (file:///tmp/stack.js:7:9))`. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = stackLines(error).find(isCall);
  const what = `${error.name}: ${error.message}`;
  return place === undefined ? what : `${what} (${place.trim()})`;
}

/** The lines of its stack trace, the innermost call first, without what goes on inside Node. */
export function stackLines(error: unknown): readonly string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => line !== '' && !(isCall(line) && line.includes('node:internal'))).slice(0, LINES_MAX);
}

function isCall(line: string): boolean {
  return /^\s+at /.test(line);
}

/**
 * What Node shows of a file that is no JavaScript: place, line, and what is wrong in it. A SyntaxError does not tell the
 * place to those who catch it. Empty if Node finds nothing wrong.
 */
export function syntaxLines(file: string): readonly string[] {
  const { stderr } = spawnSync(process.execPath, ['--check', file], {
    encoding: 'utf8',
    timeout: CHECK_MILLISECONDS_MAX,
  });
  const lines = (stderr ?? '').split('\n');
  const end = lines.findIndex(isCall);
  return lines.slice(0, Math.max(end, 0)).filter((line) => line !== '');
}
