import { ByteQueue } from './byte-queue.ts';
import {
  CaptureError,
  type CaptureFormat,
  type CaptureInterface,
  type CaptureOutcome,
  type CaptureSection,
} from './capture.ts';
import type { CaptureDecoder, DecoderOptions } from './capture-decoder.ts';
import {
  BLOCK_SECTION_HEADER,
  PCAP_MAGIC_MICROSECONDS,
  PCAP_MAGIC_MODIFIED,
  PCAP_MAGIC_NANOSECONDS,
  PCAP_MODIFIED_RECORD_HEADER_LENGTH,
  PCAP_RECORD_HEADER_LENGTH,
} from './format.ts';
import { PacketInPlace } from './packet-in-place.ts';
import { PcapDecoder } from './pcap-decoder.ts';
import { PcapngDecoder } from './pcapng-decoder.ts';

export interface CaptureScannerOptions {
  /** Read packet comments; false if absent. */
  readonly comments?: boolean;
  /**
   * Told of every pcapng block that holds no packet (sections, interfaces, names, statistics, unknown ones), in the
   * order of the file; the octets are valid during the call only.
   */
  readonly otherBlock?: (block: Uint8Array) => void;
}

/**
 * Goes through a pcap or pcapng capture packet by packet, in place: for those who look at millions of packets and keep
 * few. {@link CaptureReader} is the same with packets that can be kept.
 *
 * ```ts
 * scanner.push(chunk);
 * while (scanner.advance()) use(scanner.packet);
 * ```
 *
 * No bytes make it throw: what cannot be read ends up in {@link CaptureScanner.outcome}. Memory is bounded by the
 * longest block (16 MiB) and the chunks pushed before `advance` has returned false.
 */
export class CaptureScanner {
  /** The packet that `advance` has come to. */
  readonly packet = new PacketInPlace();
  readonly #queue = new ByteQueue();
  readonly #options: DecoderOptions;
  #decoder: CaptureDecoder | undefined;
  #ended = false;
  #outcome: CaptureOutcome | undefined;

  constructor(options: CaptureScannerOptions = {}) {
    this.#options = { comments: options.comments ?? false, otherBlock: options.otherBlock };
  }

  /** Adds bytes, which are copied. Ignored once reading has failed; an Error after {@link CaptureScanner.end}. */
  push(chunk: Uint8Array): void {
    if (this.#ended) throw new Error('push() after end()');
    if (this.#outcome === undefined) this.#queue.push(chunk);
  }

  /** Says that no more bytes will come. The outcome is known when `advance` has returned false after that. */
  end(): void {
    this.#ended = true;
  }

  /** Goes to the next packet; false if that takes more bytes, or if reading is over (see `outcome`). */
  advance(): boolean {
    if (this.#outcome !== undefined) return false;
    this.#decoder ??= this.#detect();
    if (this.#decoder?.advance(this.packet) === true) return true;
    if (this.#outcome !== undefined) return false;
    let error = this.#decoder?.error;
    if (error === undefined && this.#ended) {
      error = this.#decoder === undefined ? tooShort(this.#queue.length) : this.#decoder.finish();
      if (error === undefined) this.#outcome = { ok: true };
    }
    if (error !== undefined) this.#outcome = { ok: false, error };
    return false;
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

  /** The interfaces met so far. */
  get interfaces(): readonly CaptureInterface[] {
    return this.#decoder?.interfaces ?? [];
  }

  #detect(): CaptureDecoder | undefined {
    const queue = this.#queue;
    if (queue.length < 4) return undefined;
    const big = queue.view.getUint32(queue.start, false);
    const little = queue.view.getUint32(queue.start, true);
    if (big === BLOCK_SECTION_HEADER) return new PcapngDecoder(queue, this.#options);
    for (const [magic, littleEndian] of [
      [big, false],
      [little, true],
    ] as const) {
      const kind = PCAP_KINDS.get(magic);
      if (kind !== undefined) return new PcapDecoder(queue, { ...kind, littleEndian });
    }
    this.#outcome = { ok: false, error: new CaptureError(0, problemOfMagic(big)) };
    return undefined;
  }
}

/** What the magic number of a pcap file says besides its byte order. */
const PCAP_KINDS = new Map<number, { readonly nanosecondsPerUnit: 1 | 1000; readonly recordHeaderLength: number }>([
  [PCAP_MAGIC_MICROSECONDS, { nanosecondsPerUnit: 1000, recordHeaderLength: PCAP_RECORD_HEADER_LENGTH }],
  [PCAP_MAGIC_NANOSECONDS, { nanosecondsPerUnit: 1, recordHeaderLength: PCAP_RECORD_HEADER_LENGTH }],
  [PCAP_MAGIC_MODIFIED, { nanosecondsPerUnit: 1000, recordHeaderLength: PCAP_MODIFIED_RECORD_HEADER_LENGTH }],
]);

const EXPECTED = 'expected the magic number of pcap (a1b2c3d4 or a1b23c4d, in either byte order) or pcapng (0a0d0d0a)';

function problemOfMagic(magic: number): string {
  if (magic >>> 16 === 0x1f8b) return `the capture is compressed with gzip, decompress it first; ${EXPECTED}`;
  if (magic === 0x28b52ffd) return `the capture is compressed with zstd, decompress it first; ${EXPECTED}`;
  if (magic >>> 8 === 0x425a68) return `the capture is compressed with bzip2, decompress it first; ${EXPECTED}`;
  if (magic === 0xfd377a58) return `the capture is compressed with xz, decompress it first; ${EXPECTED}`;
  return `${magic.toString(16).padStart(8, '0')} begins no capture; ${EXPECTED}`;
}

function tooShort(length: number): CaptureError {
  return new CaptureError(0, `${length === 0 ? 'no octets at all' : `only ${length} octets`}; ${EXPECTED}`);
}
