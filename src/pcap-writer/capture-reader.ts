import type { CapturedPacket, CaptureFormat, CaptureInterface, CaptureOutcome, CaptureSection } from './capture.ts';
import { CaptureScanner } from './capture-scanner.ts';

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
  readonly #scanner = new CaptureScanner({ comments: true });

  /** Adds bytes, which are copied. Ignored once reading has failed; an Error after {@link CaptureReader.end}. */
  push(chunk: Uint8Array): void {
    this.#scanner.push(chunk);
  }

  /** Says that no more bytes will come. The outcome is known when `next` has returned undefined after that. */
  end(): void {
    this.#scanner.end();
  }

  /** The next packet; undefined if that takes more bytes, or if reading is over (see {@link CaptureReader.outcome}). */
  next(): CapturedPacket | undefined {
    if (!this.#scanner.advance()) return undefined;
    const { packet } = this.#scanner;
    return {
      interfaceId: packet.interfaceId,
      timestampNs: BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanoseconds),
      data: packet.data.slice(),
      originalLength: packet.originalLength,
      comments: packet.comments,
      direction: packet.direction,
    };
  }

  /** How reading ended; undefined while it goes on. */
  get outcome(): CaptureOutcome | undefined {
    return this.#scanner.outcome;
  }

  /** Undefined until the first four octets have been seen. */
  get format(): CaptureFormat | undefined {
    return this.#scanner.format;
  }

  /** The sections met so far. */
  get sections(): readonly CaptureSection[] {
    return this.#scanner.sections;
  }

  /** The interfaces met so far; {@link CapturedPacket.interfaceId} is an index into them. */
  get interfaces(): readonly CaptureInterface[] {
    return this.#scanner.interfaces;
  }
}
