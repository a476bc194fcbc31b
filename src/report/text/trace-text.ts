import type { Trace } from '../../trace/index.ts';
import { NameBook } from '../name-book.ts';
import { momentsOf } from './moment.ts';
import { momentLine } from './step-lines.ts';

/** A whole trace as lines: every frame once, and what happened within the hosts. For the examples of properties. */
export function traceLines(trace: Trace): readonly string[] {
  const moments = momentsOf(trace, new NameBook(trace.header));
  const columns = Math.max(0, ...moments.map((moment) => moment.way?.length ?? 0));
  return moments.map((moment) => momentLine(moment, columns));
}
