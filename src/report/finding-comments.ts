import type { Finding } from '../check/finding-book.ts';

/** Comments that one packet may have; a packet that is the cause of many findings says so often enough by then. */
const COMMENTS_MAX = 16;

/**
 * Comments for the packets of findings, by frame number: `VIOLATION <id>` on the one that decides, `NOTE <id>` if
 * nothing is wrong with it by itself, `CAUSE of <id>` on those before it.
 */
export function findingComments(findings: readonly Finding[]): ReadonlyMap<number, readonly string[]> {
  const comments = new Map<number, string[]>();
  const add = (frame: number, text: string): void => {
    const known = comments.get(frame);
    if (known === undefined) comments.set(frame, [text]);
    else if (known.length < COMMENTS_MAX && !known.includes(text)) known.push(text);
  };
  for (const { id, level, subject, confidence, reason, occurrences } of findings) {
    const word = level === 'NOTE' ? 'NOTE' : 'VIOLATION';
    for (const { frame, causes, expected, received } of occurrences) {
      add(frame, `${word} ${id}: ${subject}: expected: ${expected}; received: ${received} (${confidence}: ${reason})`);
      for (const cause of causes) if (cause > 0) add(cause, `CAUSE of ${id} in frame ${frame}`);
    }
  }
  return comments;
}
