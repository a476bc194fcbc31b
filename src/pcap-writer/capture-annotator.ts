import type { CaptureOutcome } from './capture.ts';
import { CaptureScanner } from './capture-scanner.ts';
import { type ByteSink, ChunkBuffer } from './chunk-buffer.ts';
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_SECTION_HEADER,
  BLOCK_SIMPLE_PACKET,
  BYTE_ORDER_MAGIC,
  MAX_BLOCK_LENGTH,
  OPTION_COMMENT,
  OPTION_END,
  OPTION_INTERFACE_FCS_LENGTH,
  OPTION_INTERFACE_TIMESTAMP_RESOLUTION,
  PCAPNG_MAJOR_VERSION,
  padded,
} from './format.ts';
import { OptionList } from './option-list.ts';
import type { PacketInPlace } from './packet-in-place.ts';

/** Where the packet is in an enhanced packet block, and in a simple one. */
const PACKET_OFFSET = 28;
const SIMPLE_PACKET_OFFSET = 12;
const FRAME_LENGTH = 12;

/**
 * Writes a capture again, as pcapng, with comments on some of its packets; everything else stays as it was.
 *
 * Of pcapng every block is copied as it is, in its byte order, whatever it is; a commented block grows by its comments.
 * The length of a section, where it is given, is replaced by "unknown". A simple packet block cannot have a comment and
 * becomes an enhanced one without a time. pcap becomes a section with one interface: the link type, the limit, the unit of
 * time and the length of check sequences are kept.
 */
export class CaptureAnnotator {
  readonly #out: ChunkBuffer;
  readonly #scanner: CaptureScanner;
  readonly #commentsOf: (frame: number) => readonly string[];
  #hasHeader = false;

  /** `commentsOf` is asked for every packet by its number (from 1, as Wireshark counts); see {@link fitsInOption}. */
  constructor(sink: ByteSink, commentsOf: (frame: number) => readonly string[]) {
    this.#out = new ChunkBuffer(sink);
    this.#commentsOf = commentsOf;
    this.#scanner = new CaptureScanner({ otherBlock: (block) => this.#copyBlock(block) });
  }

  /** Takes the next bytes of the capture, which are copied. */
  push(chunk: Uint8Array): void {
    this.#scanner.push(chunk);
    this.#drain();
  }

  /** Ends the capture; what was read before an error has been written. */
  end(): CaptureOutcome {
    this.#scanner.end();
    this.#drain();
    if (this.#scanner.interfaces.length > 0) this.#writeHeader();
    this.#out.flush();
    return this.#scanner.outcome!;
  }

  #drain(): void {
    const { packet } = this.#scanner;
    while (this.#scanner.advance()) {
      const comments = this.#commentsOf(packet.number);
      if (this.#scanner.format === 'pcap') this.#fromPcap(packet, comments);
      else if (comments.length === 0) this.#copy(packet.bytes, packet.recordStart, packet.recordLength);
      else this.#comment(packet, comments);
    }
  }

  #copy(bytes: Uint8Array, start: number, length: number): void {
    const at = this.#out.reserve(length);
    this.#out.put(bytes.subarray(start, start + length), at);
  }

  #copyBlock(block: Uint8Array): void {
    const at = this.#out.reserve(block.length);
    this.#out.put(block, at);
    // The type reads the same in both byte orders, and so does a length of -1.
    if (this.#out.view.getUint32(at) === BLOCK_SECTION_HEADER) this.#out.view.setBigInt64(at + 16, -1n);
  }

  /** A packet block once more, with the comments behind the options that it has. */
  #comment(packet: PacketInPlace, comments: readonly string[]): void {
    const { bytes, recordStart, recordLength, recordType, littleEndian } = packet;
    const isSimple = recordType === BLOCK_SIMPLE_PACKET;
    const from = isSimple ? recordStart + SIMPLE_PACKET_OFFSET : recordStart + PACKET_OFFSET;
    const optionsAt = from + padded(packet.length);
    const end = isSimple ? optionsAt : endOfOptions(packet, optionsAt, recordStart + recordLength - 4);
    const kept = end - from;
    const options = commentOptions(comments);
    const length = PACKET_OFFSET + kept + options.length + 4;
    // A block that is full cannot take a comment.
    if (length > MAX_BLOCK_LENGTH) {
      this.#copy(bytes, recordStart, recordLength);
      return;
    }
    const at = this.#out.reserve(length);
    const { view } = this.#out;
    if (isSimple) {
      view.setUint32(at, BLOCK_ENHANCED_PACKET, littleEndian);
      for (const [index, word] of [0, 0, 0, packet.length, packet.originalLength].entries()) {
        view.setUint32(at + 8 + 4 * index, word, littleEndian);
      }
    } else {
      this.#out.put(bytes.subarray(recordStart, from), at);
    }
    this.#out.put(bytes.subarray(from, end), at + PACKET_OFFSET);
    options.write(this.#out.bytes, view, at + PACKET_OFFSET + kept, littleEndian);
    view.setUint32(at + 4, length, littleEndian);
    view.setUint32(at + length - 4, length, littleEndian);
  }

  #fromPcap(packet: PacketInPlace, comments: readonly string[]): void {
    this.#writeHeader();
    const { seconds, nanoseconds, length: captured } = packet;
    const unit = this.#scanner.interfaces[0]!.timestampResolution === 9 ? 1n : 1000n;
    const stamp = (BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)) / unit;
    const options = commentOptions(comments);
    const length = PACKET_OFFSET + padded(captured) + options.length + 4;
    const at = this.#out.reserve(length);
    const { view, bytes } = this.#out;
    const words = [
      BLOCK_ENHANCED_PACKET,
      length,
      0,
      Number(stamp >> 32n),
      Number(stamp & 0xffff_ffffn),
      captured,
      packet.originalLength,
    ];
    for (const [index, word] of words.entries()) view.setUint32(at + 4 * index, word, true);
    this.#out.put(packet.data, at + PACKET_OFFSET);
    bytes.fill(0, at + PACKET_OFFSET + captured, at + PACKET_OFFSET + padded(captured));
    options.write(bytes, view, at + PACKET_OFFSET + padded(captured), true);
    view.setUint32(at + length - 4, length, true);
  }

  /** The section and the interface that a pcap file becomes. */
  #writeHeader(): void {
    if (this.#hasHeader || this.#scanner.format !== 'pcap') return;
    this.#hasHeader = true;
    const { linkType, snapLength, timestampResolution, fcsLength } = this.#scanner.interfaces[0]!;
    const section = this.#block(BLOCK_SECTION_HEADER, 16, new OptionList());
    const { view } = this.#out;
    view.setUint32(section, BYTE_ORDER_MAGIC, true);
    view.setUint16(section + 4, PCAPNG_MAJOR_VERSION, true);
    view.setUint16(section + 6, 0, true);
    view.setBigInt64(section + 8, -1n, true);
    const list = new OptionList();
    list.add(OPTION_INTERFACE_TIMESTAMP_RESOLUTION, Uint8Array.of(timestampResolution));
    if (fcsLength !== undefined) list.add(OPTION_INTERFACE_FCS_LENGTH, Uint8Array.of(fcsLength));
    const description = this.#block(BLOCK_INTERFACE_DESCRIPTION, 8, list);
    const { view: later } = this.#out;
    later.setUint16(description, linkType, true);
    later.setUint16(description + 2, 0, true);
    later.setUint32(description + 4, snapLength, true);
  }

  /** The frame and the options of a block; returns the offset of its body, which the caller fills. */
  #block(type: number, bodyLength: number, options: OptionList): number {
    const length = FRAME_LENGTH + bodyLength + options.length;
    const at = this.#out.reserve(length);
    const { view, bytes } = this.#out;
    view.setUint32(at, type, true);
    view.setUint32(at + 4, length, true);
    options.write(bytes, view, at + 8 + bodyLength, true);
    view.setUint32(at + length - 4, length, true);
    return at + 8;
  }
}

/** Where the options of a block end, before their end marker if there is one; the reader has checked them. */
function endOfOptions({ bytes, littleEndian }: PacketInPlace, from: number, end: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = from;
  while (at < end && view.getUint16(at, littleEndian) !== OPTION_END) {
    at += 4 + padded(view.getUint16(at + 2, littleEndian));
  }
  return at;
}

function commentOptions(comments: readonly string[]): OptionList {
  const list = new OptionList();
  list.addTexts(OPTION_COMMENT, comments, 'a packet comment');
  return list;
}
