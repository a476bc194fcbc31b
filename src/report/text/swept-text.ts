import type { Swept } from '../../runner/conformance.ts';
import { thousands } from './numbers.ts';
import { wrapped } from './wrapped.ts';

/** `65,536 of 65,536` */
export function extentText({ judged, size }: Swept): string {
  return `${thousands(judged)} of ${thousands(size)}`;
}

/** What was counted instead of drawn, and how far: `swept: operations 65,536 of 65,536, …`; nothing if nothing was. */
export function sweptLines(swept: readonly Swept[]): readonly string[] {
  if (swept.length === 0) return [];
  const parts = swept.map((each) => `${each.sweep.replaceAll('-', ' ')} ${extentText(each)}`);
  return wrapped(`swept: ${parts.join(', ')}`, '  ');
}
