import { wrapped } from './wrapped.ts';

const INDENT = '             ';

/** A text behind a label, its lines under each other. */
export function labelled(label: string, text: string): readonly string[] {
  const [first = '', ...rest] = wrapped(text, INDENT);
  return [`  ${label.padEnd(11)}${first.trimStart()}`, ...rest];
}
