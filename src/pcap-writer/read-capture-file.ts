import { closeSync, openSync, readSync } from 'node:fs';
import { type Capture, readCapture } from './read-capture.ts';

const READ_LENGTH = 262_144;

/**
 * Reads a pcap or pcapng file, synchronously and in parts of 256 KiB.
 *
 * The file is opened when the iteration begins and closed when it ends or is left. Errors of the file system are
 * thrown from the iteration; errors in the bytes are not (see {@link Capture}).
 */
export function readCaptureFile(path: string): Capture {
  return readCapture(chunksOf(path));
}

function* chunksOf(path: string): Generator<Uint8Array, void, undefined> {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(READ_LENGTH);
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
