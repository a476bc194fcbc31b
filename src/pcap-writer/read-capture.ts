import type { CapturedPacket, CaptureFormat, CaptureInterface, CaptureOutcome, CaptureSection } from './capture.ts';
import { CaptureReader } from './capture-reader.ts';

/** What is known of a capture so far, while its packets are being iterated, and afterwards. */
class CaptureState {
  readonly #reader: CaptureReader;

  constructor(reader: CaptureReader) {
    this.#reader = reader;
  }

  /** Undefined before the first packet. */
  get format(): CaptureFormat | undefined {
    return this.#reader.format;
  }

  get sections(): readonly CaptureSection[] {
    return this.#reader.sections;
  }

  /** {@link CapturedPacket.interfaceId} is an index into them. */
  get interfaces(): readonly CaptureInterface[] {
    return this.#reader.interfaces;
  }

  /** Undefined until the iteration has come to its end. */
  get outcome(): CaptureOutcome | undefined {
    return this.#reader.outcome;
  }
}

/** The packets of a capture, to be iterated once. No bytes make that throw: look at `outcome` afterwards. */
export class Capture extends CaptureState implements Iterable<CapturedPacket> {
  readonly #packets: Generator<CapturedPacket, void, undefined>;

  /** @internal Use {@link readCapture}. */
  constructor(chunks: Iterable<Uint8Array>) {
    const reader = new CaptureReader();
    super(reader);
    this.#packets = packetsOf(reader, chunks);
  }

  [Symbol.iterator](): Iterator<CapturedPacket, void, undefined> {
    return this.#packets;
  }
}

/** The same, to be iterated with `for await`. */
export class AsyncCapture extends CaptureState implements AsyncIterable<CapturedPacket> {
  readonly #packets: AsyncGenerator<CapturedPacket, void, undefined>;

  /** @internal Use {@link readCaptureStream}. */
  constructor(chunks: AsyncIterable<Uint8Array>) {
    const reader = new CaptureReader();
    super(reader);
    this.#packets = asyncPacketsOf(reader, chunks);
  }

  [Symbol.asyncIterator](): AsyncIterator<CapturedPacket, void, undefined> {
    return this.#packets;
  }
}

/** Long arrays are fed in parts, so that the reader's copy of the bytes stays small. */
const PART_LENGTH = 262_144;

/**
 * Reads a pcap or pcapng capture from memory, or from chunks that are pulled as needed; a chunk may be reused when the
 * next one is pulled.
 *
 * ```ts
 * const capture = readCapture(bytes);
 * for (const packet of capture) use(packet, capture.interfaces[packet.interfaceId]);
 * if (capture.outcome?.ok === false) report(capture.outcome.error.message);
 * ```
 *
 * Exceptions of the iterable itself pass through.
 */
export function readCapture(source: Uint8Array | Iterable<Uint8Array>): Capture {
  return new Capture(source instanceof Uint8Array ? partsOf(source) : source);
}

/** The same for a stream: a Node.js `Readable`, a web `ReadableStream`, any asynchronous iterable of bytes. */
export function readCaptureStream(source: AsyncIterable<Uint8Array>): AsyncCapture {
  return new AsyncCapture(source);
}

function* packetsOf(reader: CaptureReader, chunks: Iterable<Uint8Array>): Generator<CapturedPacket, void, undefined> {
  for (const chunk of chunks) {
    reader.push(chunk);
    yield* waitingPackets(reader);
    if (reader.outcome !== undefined) return;
  }
  reader.end();
  yield* waitingPackets(reader);
}

async function* asyncPacketsOf(
  reader: CaptureReader,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<CapturedPacket, void, undefined> {
  for await (const chunk of chunks) {
    reader.push(chunk);
    yield* waitingPackets(reader);
    if (reader.outcome !== undefined) return;
  }
  reader.end();
  yield* waitingPackets(reader);
}

function* waitingPackets(reader: CaptureReader): Generator<CapturedPacket, void, undefined> {
  for (let packet = reader.next(); packet !== undefined; packet = reader.next()) yield packet;
}

function* partsOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += PART_LENGTH) yield bytes.subarray(at, at + PART_LENGTH);
}
