import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import type { ByteSink } from './chunk-buffer.ts';

/**
 * Writes a file such that `path` either has all of it or is as it was before.
 *
 * The bytes go to a temporary file in the same folder, which is then renamed; if `contents` or the file system fails,
 * it is removed and the error thrown on. What is no regular file (`/dev/stdout`, a named pipe) cannot be replaced and
 * is written to directly.
 *
 * @param contents the bytes, or a function that gives them to a sink before it returns:
 *
 * ```ts
 * writeCaptureFile('bug.pcapng', (sink) => {
 *   const writer = new PcapngWriter(sink);
 *   …
 *   writer.flush();
 * });
 * ```
 */
export function writeCaptureFile(path: string, contents: Uint8Array | ((sink: ByteSink) => void)): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) {
    writeAll(openSync(path, 'w'), contents);
    return;
  }
  // Through a symbolic link, so that the link stays one.
  const target = existing === undefined ? path : realpathSync(path);
  const temporary = openTemporary(target);
  try {
    writeAll(temporary.file, contents);
    renameSync(temporary.path, target);
  } catch (error) {
    rmSync(temporary.path, { force: true });
    throw error;
  }
}

/** Writes and closes. */
function writeAll(file: number, contents: Uint8Array | ((sink: ByteSink) => void)): void {
  let open = true;
  const sink = (chunk: Uint8Array): void => {
    // Its number may belong to another file by now.
    if (!open) throw new Error('the capture file is closed already; write before the function returns');
    // One call may write less than it was given, to a pipe or a disk that fills up.
    for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
  };
  try {
    if (typeof contents === 'function') contents(sink);
    else sink(contents);
  } finally {
    open = false;
    closeSync(file);
  }
}

/** Numbers tell apart the files that one process writes at the same time, its id those of several processes. */
function openTemporary(target: string): { readonly path: string; readonly file: number } {
  for (let number = 0; ; number++) {
    const path = `${target}.${process.pid}-${number}.partial`;
    try {
      return { path, file: openSync(path, 'wx') };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
