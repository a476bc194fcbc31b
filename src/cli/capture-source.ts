import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../runner/usage-error.ts';

/** Octets that are read at a time: a few milliseconds of work, so that Ctrl-C is heard soon. */
const READ_LENGTH = 512 * 1024;
const GZIP_MAGIC = [0x1f, 0x8b];

/** The capture could not be decompressed to its end. */
export class CompressionError extends Error {
  override readonly name = 'CompressionError';
}

/** A capture: a file, or standard input; compressed with gzip or not. */
export interface CaptureSource {
  /** As on the command line; `standard input` for `-`. */
  readonly name: string;
  /** It can be read more than once, and will not come slowly. */
  readonly isFile: boolean;
  /** A chunk may be overwritten when the next one is asked for. Stops without an error when the signal says so. */
  chunks(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** `path` is a file, a pipe with a name, or `-`. */
export function captureSource(path: string): CaptureSource {
  if (path === '-') {
    if (process.stdin.isTTY) {
      throw new UsageError('-: nothing is piped in; try `tcpdump -U -w - arp | npx arpcheck check -`');
    }
    const chunks = (signal: AbortSignal): AsyncIterable<Uint8Array> => plain(stream(process.stdin, signal), signal);
    return { name: 'standard input', isFile: false, chunks };
  }
  const isFile = isRegular(path);
  const open = (signal: AbortSignal): AsyncIterable<Uint8Array> =>
    isFile ? fileChunks(path) : stream(createReadStream(path, { highWaterMark: READ_LENGTH }), signal);
  return { name: path, isFile, chunks: (signal) => plain(open(signal), signal) };
}

function isRegular(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const stat = fstatSync(file);
      if (stat.isDirectory()) throw new UsageError(`${path}: this is a directory; name a capture in it`);
      return stat.isFile();
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'no permission to read it' : message;
    throw new UsageError(`${path}: ${reason}`);
  }
}

/** A file by system calls, which is much faster than a stream. */
async function* fileChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
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

/** What comes from a pipe, until the signal says stop: that must not wait for the next packet. */
async function* stream(source: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const stop = (): void => {
    source.destroy();
  };
  if (signal.aborted) return;
  signal.addEventListener('abort', stop);
  try {
    for await (const chunk of source) yield chunk as Uint8Array;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Decompressed, if the first octets say gzip. */
async function* plain(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const head: number[] = [];
  let first: Uint8Array[] = [];
  while (head.length < GZIP_MAGIC.length) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    // Kept beyond the next read, so it has to be a copy.
    first.push(value.slice());
    head.push(...value.subarray(0, GZIP_MAGIC.length));
  }
  const whole = (async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    yield* first;
    first = [];
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  const isGzip = GZIP_MAGIC.every((octet, index) => head[index] === octet);
  yield* isGzip ? gunzipped(whole, signal) : whole;
}

async function* gunzipped(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  // What is kept waiting inside of streams has to be a copy, as the source overwrites its chunks.
  const copies = async function* (): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of source) yield Buffer.from(chunk);
  };
  const compressed = Readable.from(copies(), { objectMode: false });
  const gunzip = createGunzip({ chunkSize: READ_LENGTH });
  compressed.on('error', (error) => gunzip.destroy(error));
  const stop = (): void => {
    compressed.destroy();
    gunzip.destroy();
  };
  signal.addEventListener('abort', stop);
  try {
    for await (const chunk of compressed.pipe(gunzip)) yield chunk as Uint8Array;
  } catch (error) {
    if (signal.aborted) return;
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') === true ? new CompressionError(message) : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
