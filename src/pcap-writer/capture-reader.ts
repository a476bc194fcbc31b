import { ByteQueue } from './byte-queue.ts';
import {
  type CapturedPacket,
  CaptureError,
  type CaptureFormat,
  type CaptureInterface,
  type CaptureOutcome,
  type CaptureSection,
} from './capture.ts';
import type { CaptureDecoder } from './capture-decoder.ts';
import {
  BLOCK_SECTION_HEADER,
  PCAP_MAGIC_MICROSECONDS,
  PCAP_MAGIC_MODIFIED,
  PCAP_MAGIC_NANOSECONDS,
} from './format.ts';
import { PcapDecoder } from './pcap-decoder.ts';
import { PcapngDecoder } from './pcapng-decoder.ts';

/**
 * Reads a pcap or pcapng capture from chunks as they come, whichever of the two it is.
 *
 * ```ts
 * reader.push(chunk);
 * for (let packet = reader.next(); packet !== undefined; packet = reader.next()) use(packet);
 * ```
 *
 * No bytes make it throw: what cannot be read ends up in {@link CaptureReader.outcome}. Memory is bounded by the
 * longest block (16 MiB) and the chunks pushed before `next` has returned undefined.
 */
export class CaptureReader {
  readonly #queue = new ByteQueue();
  #decoder: CaptureDecoder | undefined;
  #ended = false;
  #outcome: CaptureOutcome | undefined;

  /** Adds bytes, which are copied. Ignored once reading has failed; an Error after {@link CaptureReader.end}. */
  push(chunk: Uint8Array): void {
    if (this.#ended) throw new Error('push() after end()');
    if (this.#outcome === undefined) this.#queue.push(chunk);
  }

  /** Says that no more bytes will come. The outcome is known when `next` has returned undefined after that. */
  end(): void {
    this.#ended = true;
  }

  /** The next packet; undefined if that takes more bytes, or if reading is over (see {@link CaptureReader.outcome}). */
  next(): CapturedPacket | undefined {
    if (this.#outcome !== undefined) return undefined;
    this.#decoder ??= this.#detect();
    const packet = this.#decoder?.next();
    if (packet !== undefined || this.#outcome !== undefined) return packet;
    let error = this.#decoder?.error;
    if (error === undefined && this.#ended) {
      error = this.#decoder === undefined ? tooShort(this.#queue.length) : this.#decoder.finish();
      if (error === undefined) this.#outcome = { ok: true };
    }
    if (error !== undefined) this.#outcome = { ok: false, error };
    return undefined;
  }

  /** How reading ended; undefined while it goes on. */
  get outcome(): CaptureOutcome | undefined {
    return this.#outcome;
  }

  /** Undefined until the first four octets have been seen. */
  get format(): CaptureFormat | undefined {
    return this.#decoder?.format;
  }

  /** The sections met so far. */
  get sections(): readonly CaptureSection[] {
    return this.#decoder?.sections ?? [];
  }

  /** The interfaces met so far; {@link CapturedPacket.interfaceId} is an index into them. */
  get interfaces(): readonly CaptureInterface[] {
    return this.#decoder?.interfaces ?? [];
  }

  #detect(): CaptureDecoder | undefined {
    const queue = this.#queue;
    if (queue.length < 4) return undefined;
    const big = queue.view.getUint32(queue.start, false);
    const little = queue.view.getUint32(queue.start, true);
    if (big === BLOCK_SECTION_HEADER) return new PcapngDecoder(queue);
    for (const [magic, littleEndian] of [
      [big, false],
      [little, true],
    ] as const) {
      if (magic === PCAP_MAGIC_NANOSECONDS) return new PcapDecoder(queue, littleEndian, 1);
      if (magic === PCAP_MAGIC_MICROSECONDS) return new PcapDecoder(queue, littleEndian, 1000);
    }
    const modified = big === PCAP_MAGIC_MODIFIED || little === PCAP_MAGIC_MODIFIED;
    this.#outcome = { ok: false, error: new CaptureError(0, problemOfMagic(big, modified)) };
    return undefined;
  }
}

const EXPECTED = 'expected the magic number of pcap (a1b2c3d4 or a1b23c4d, in either byte order) or pcapng (0a0d0d0a)';

function problemOfMagic(magic: number, modified: boolean): string {
  if (modified) return 'modified pcap (magic a1b2cd34) is not supported; convert it with `editcap -F pcapng`';
  if (magic >>> 16 === 0x1f8b) return `the capture is compressed with gzip, decompress it first; ${EXPECTED}`;
  if (magic === 0x28b52ffd) return `the capture is compressed with zstd, decompress it first; ${EXPECTED}`;
  return `${magic.toString(16).padStart(8, '0')} begins no capture; ${EXPECTED}`;
}

function tooShort(length: number): CaptureError {
  return new CaptureError(0, `${length === 0 ? 'no octets at all' : `only ${length} octets`}; ${EXPECTED}`);
}
