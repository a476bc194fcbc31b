/** Lines of a stack trace that are kept for reports. */
const LINES_MAX = 10;

/** What was thrown, and where: `TypeError: x is not a function (at receive (file:///tmp/stack.js:7:9))`. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = placeOf(error);
  return place === undefined ? `${error.name}: ${error.message}` : `${error.name}: ${error.message} (${place})`;
}

/** The lines of its stack trace, the innermost call first. */
export function stackLines(error: unknown): readonly string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => line !== '').slice(0, LINES_MAX);
}

/** The innermost call; for a file that is no JavaScript, Node writes the line of the file in front of everything. */
function placeOf(error: Error): string | undefined {
  const lines = stackLines(error);
  if (error.name === 'SyntaxError' && lines[0]?.startsWith('file:') === true) return lines[0];
  return lines.find((line) => /^\s+at /.test(line))?.trim();
}
