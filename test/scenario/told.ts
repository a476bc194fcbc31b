import { formatProblem, type Problem } from '../../src/scenario/problem.ts';
import { parseTopology } from '../../src/scenario/topology-file.ts';

/** What is told about a topology: the problems as they are printed, or "ok". */
export function told(text: string): string {
  const parsed = parseTopology(dedented(text), 'rack.yaml');
  return parsed.ok ? 'ok' : formatted(parsed.problems);
}

export function formatted(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

/** Takes away the indentation of the first line, and the line break before it. */
export function dedented(text: string): string {
  const lines = text.replace(/^\n/, '').split('\n');
  const indent = /^ */.exec(lines[0]!)![0].length;
  return lines.map((line) => line.slice(indent)).join('\n');
}

/** A topology of one host with the given lines in it, which begin at line 4. */
export function withHost(lines: string): string {
  const body = dedented(lines)
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
  return ['version: 1', 'hosts:', '  - name: BM-1', ...body, ''].join('\n');
}
