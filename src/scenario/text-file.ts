import { closeSync, openSync, readSync } from 'node:fs';
import { match } from 'ts-pattern';
import { FILE_BYTES_MAX } from './limits.ts';
import type { Problem } from './problem.ts';

export type TextFile =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a text file that is not too large; pipes and devices included. */
export function readTextFile(path: string): TextFile {
  try {
    const bytes = readAtMost(path, FILE_BYTES_MAX + 1);
    if (bytes.length > FILE_BYTES_MAX) {
      return failure(path, `larger than ${FILE_BYTES_MAX / 1024 / 1024} MiB`, 'is it the right file?');
    }
    const text = decode(bytes);
    return text === undefined ? failure(path, 'not UTF-8 text', 'is it the right file?') : { ok: true, text };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return match(code)
      .with('ENOENT', () => failure(path, 'there is no such file'))
      .with('EISDIR', () => failure(path, 'this is a directory, not a file'))
      .with('EACCES', 'EPERM', () => failure(path, 'no permission to read it'))
      .otherwise(() => failure(path, message));
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    // A character that is cut off at the end is for the parser to report: the file is truncated, not broken.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function readAtMost(path: string, most: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    let bytes = new Uint8Array(64 * 1024);
    let length = 0;
    while (length < most) {
      if (length === bytes.length) {
        const larger = new Uint8Array(Math.min(most, bytes.length * 4));
        larger.set(bytes);
        bytes = larger;
      }
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function failure(file: string, message: string, hint?: string): TextFile {
  return { ok: false, problems: [{ file, line: 0, column: 0, message, ...(hint === undefined ? {} : { hint }) }] };
}
