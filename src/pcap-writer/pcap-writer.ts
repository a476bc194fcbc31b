import { type ByteSink, ChunkBuffer } from './chunk-buffer.ts';
import {
  LINKTYPE_ETHERNET,
  PCAP_HEADER_LENGTH,
  PCAP_MAGIC_MICROSECONDS,
  PCAP_MAGIC_NANOSECONDS,
  PCAP_MAJOR_VERSION,
  PCAP_MINOR_VERSION,
} from './format.ts';
import { badLengths, badTimestamp, checkedLinkType, checkedSnapLength, type PacketToWrite } from './packet-to-write.ts';

export interface PcapWriterOptions {
  /** Nanosecond stamps (magic 0xa1b23c4d), the default; if false, stamps are cut to whole microseconds. */
  readonly nanoseconds?: boolean | undefined;
  /** A number of the link-layer header type registry; 1, Ethernet, by default. */
  readonly linkType?: number | undefined;
  /** The longest packet that will be written, in octets, 1 to 262,144 (the default). */
  readonly snapLength?: number | undefined;
  /** Little-endian by default, on every machine, so that the same packets make the same bytes. */
  readonly byteOrder?: 'little-endian' | 'big-endian' | undefined;
  /** Octets of every chunk except those that {@link PcapWriter.flush} ends; 65,536 by default. */
  readonly chunkLength?: number | undefined;
}

const RECORD_HEADER_LENGTH = 16;
const NANOSECONDS_PER_SECOND = 1_000_000_000;
const PCAP_TIMESTAMP_LIMIT = 0x1_0000_0000n * BigInt(NANOSECONDS_PER_SECOND);

/**
 * Writes a pcap capture (draft-ietf-opsawg-pcap, version 2.4) to a sink, synchronously.
 *
 * Call {@link PcapWriter.flush} when done: until then, the last chunk (the file header included) is kept back.
 * Every argument that the format cannot hold is a RangeError, and nothing of that packet is written.
 */
export class PcapWriter {
  readonly #out: ChunkBuffer;
  readonly #littleEndian: boolean;
  readonly #nanosecondsPerUnit: 1 | 1000;
  readonly #snapLength: number;

  constructor(sink: ByteSink, options: PcapWriterOptions = {}) {
    const nanoseconds = options.nanoseconds ?? true;
    const linkType = checkedLinkType(options.linkType ?? LINKTYPE_ETHERNET);
    const littleEndian = options.byteOrder !== 'big-endian';
    this.#nanosecondsPerUnit = nanoseconds ? 1 : 1000;
    this.#snapLength = checkedSnapLength(options.snapLength, 1);
    this.#littleEndian = littleEndian;
    this.#out = new ChunkBuffer(sink, options.chunkLength);

    const at = this.#out.reserve(PCAP_HEADER_LENGTH);
    const view = this.#out.view;
    view.setUint32(at, nanoseconds ? PCAP_MAGIC_NANOSECONDS : PCAP_MAGIC_MICROSECONDS, littleEndian);
    view.setUint16(at + 4, PCAP_MAJOR_VERSION, littleEndian);
    view.setUint16(at + 6, PCAP_MINOR_VERSION, littleEndian);
    // Octets 8 to 15 are reserved and zero, as is the fresh buffer.
    view.setUint32(at + 16, this.#snapLength, littleEndian);
    view.setUint32(at + 20, linkType, littleEndian);
  }

  packet(packet: PacketToWrite): void {
    const { timestampNs, data } = packet;
    const captured = data.length;
    const original = packet.originalLength ?? captured;
    // `>>> 0` keeps integers of 32 bits as they are, and nothing else.
    if (captured > this.#snapLength || original < captured || original >>> 0 !== original) {
      throw badLengths(captured, original, this.#snapLength);
    }
    let seconds: number;
    let fraction: number;
    if (typeof timestampNs === 'number') {
      if (!Number.isSafeInteger(timestampNs) || timestampNs < 0) throw badTimestamp(timestampNs, '2^32 seconds');
      seconds = Math.floor(timestampNs / NANOSECONDS_PER_SECOND);
      fraction = timestampNs - seconds * NANOSECONDS_PER_SECOND;
    } else {
      if (timestampNs < 0n || timestampNs >= PCAP_TIMESTAMP_LIMIT) throw badTimestamp(timestampNs, '2^32 seconds');
      seconds = Number(timestampNs / BigInt(NANOSECONDS_PER_SECOND));
      fraction = Number(timestampNs % BigInt(NANOSECONDS_PER_SECOND));
    }
    if (this.#nanosecondsPerUnit !== 1) fraction = Math.floor(fraction / this.#nanosecondsPerUnit);

    const out = this.#out;
    const littleEndian = this.#littleEndian;
    const at = out.reserve(RECORD_HEADER_LENGTH + captured);
    const view = out.view;
    view.setUint32(at, seconds, littleEndian);
    view.setUint32(at + 4, fraction, littleEndian);
    view.setUint32(at + 8, captured, littleEndian);
    view.setUint32(at + 12, original, littleEndian);
    out.put(data, at + RECORD_HEADER_LENGTH);
  }

  /** Hands everything written so far to the sink. Writing may go on afterwards. */
  flush(): void {
    this.#out.flush();
  }
}
