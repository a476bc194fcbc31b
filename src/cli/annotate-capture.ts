import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../check/finding-book.ts';
import { CaptureAnnotator } from '../pcap-writer/index.ts';
import { findingComments } from '../report/finding-comments.ts';
import { UsageError } from '../runner/usage-error.ts';
import { type CaptureSource, CompressionError, captureSource } from './capture-source.ts';

/** The capture once more, with comments: `--write`. */
export interface Annotation {
  /** Bytes of a capture that cannot be read twice. */
  keep(chunk: Uint8Array): void;
  /** Writes it, and says so in a line. */
  write(findings: readonly Finding[]): Promise<string>;
  /** Removes what is not needed any more. */
  close(): void;
}

/**
 * A finding may be about frames long before it, so the capture is read twice; what comes from a pipe is kept beside the
 * file that is to be written.
 */
export function openAnnotation(source: CaptureSource, file: string): Annotation {
  const folder = path.dirname(file);
  const spool = `${file}.${process.pid}.spool`;
  const part = `${file}.${process.pid}.part`;
  let kept = source.isFile ? undefined : opened(folder, spool);
  const finishSpool = (): void => {
    if (kept !== undefined) closeSync(kept);
    kept = undefined;
  };
  return {
    keep(chunk) {
      if (kept !== undefined) writeSync(kept, chunk);
    },
    async write(findings) {
      finishSpool();
      const comments = findingComments(findings);
      const output = opened(folder, part);
      try {
        await annotate(source.isFile ? source : captureSource(spool), output, comments);
      } finally {
        closeSync(output);
      }
      renameSync(part, file);
      return `written    ${file}   (comments on ${comments.size} packets)`;
    },
    close() {
      finishSpool();
      for (const each of [spool, part]) rmSync(each, { force: true });
    },
  };
}

async function annotate(
  source: CaptureSource,
  output: number,
  comments: ReadonlyMap<number, readonly string[]>,
): Promise<void> {
  const none: readonly string[] = [];
  const annotator = new CaptureAnnotator(
    (chunk) => {
      for (let at = 0; at < chunk.length; ) at += writeSync(output, chunk, at);
    },
    (frame) => comments.get(frame) ?? none,
  );
  try {
    for await (const chunk of source.chunks(new AbortController().signal)) annotator.push(chunk);
  } catch (error) {
    // What could be decompressed was judged, and is written.
    if (!(error instanceof CompressionError)) throw error;
  }
  annotator.end();
}

function opened(folder: string, file: string): number {
  try {
    mkdirSync(folder, { recursive: true });
    return openSync(file, 'w');
  } catch (error) {
    throw new UsageError(`${file}: cannot be written (${(error as Error).message})`);
  }
}
