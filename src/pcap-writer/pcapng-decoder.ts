import { Block } from './block.ts';
import type { ByteQueue } from './byte-queue.ts';
import { CaptureError, type CaptureInterface, type CaptureSection } from './capture.ts';
import type { CaptureDecoder, DecoderOptions } from './capture-decoder.ts';
import { type DescribedInterface, readInterface, readSection } from './description-block.ts';
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_JOURNAL_EXPORT,
  BLOCK_PACKET,
  BLOCK_SECTION_HEADER,
  BLOCK_SIMPLE_PACKET,
  BYTE_ORDER_MAGIC,
  MAX_BLOCK_LENGTH,
  MAX_DESCRIPTIONS_LENGTH,
  PCAPNG_MAJOR_VERSION,
} from './format.ts';
import { readPacketBlock, readSimplePacketBlock } from './packet-block.ts';
import type { PacketInPlace } from './packet-in-place.ts';

/** Fewest octets, frame included, of the blocks that are read; others need only the frame. */
const LEAST_LENGTHS = new Map([
  [BLOCK_SECTION_HEADER, 28],
  [BLOCK_INTERFACE_DESCRIPTION, 20],
  [BLOCK_PACKET, 32],
  [BLOCK_SIMPLE_PACKET, 16],
  [BLOCK_ENHANCED_PACKET, 32],
]);
const FRAME_LENGTH = 12;

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng) of any number of sections, each in either byte order. Blocks that do not
 * describe interfaces or hold packets (names, statistics, secrets, custom and unknown ones) are skipped.
 * @internal
 */
export class PcapngDecoder implements CaptureDecoder {
  readonly format = 'pcapng';
  readonly sections: CaptureSection[] = [];
  readonly interfaces: CaptureInterface[] = [];
  error: CaptureError | undefined;
  readonly #queue: ByteQueue;
  #littleEndian = true;
  /** The interfaces of the section being read. */
  #described: DescribedInterface[] = [];
  #descriptionsLength = 0;
  /** Set while in a section of an unknown version, and kept from the first of those. */
  #skipping = false;
  #skipped: CaptureError | undefined;
  readonly #options: DecoderOptions;
  #count = 0;

  constructor(queue: ByteQueue, options: DecoderOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  advance(packet: PacketInPlace): boolean {
    const queue = this.#queue;
    while (this.error === undefined) {
      const length = this.#blockLength();
      if (length === undefined || queue.length < length) return false;
      const isPacket = this.#readBlock(length, packet);
      if (this.error === undefined) queue.consume(length);
      if (isPacket) return true;
    }
    return false;
  }

  finish(): CaptureError | undefined {
    const { length, offset } = this.#queue;
    if (length === 0) return this.#skipped;
    const expected = length < FRAME_LENGTH ? undefined : this.#blockLength();
    const needed = expected === undefined ? `at least ${FRAME_LENGTH}` : `${expected}`;
    return new CaptureError(offset, `the block is cut off: expected ${needed} octets, got ${length}`);
  }

  /** Length of the block at the head of the queue, checked; undefined if not there yet or wrong. */
  #blockLength(): number | undefined {
    const { length: waiting, start, view } = this.#queue;
    if (waiting < FRAME_LENGTH) return undefined;
    // The type of a section header reads the same in both byte orders; the length needs the magic behind it.
    if (view.getUint32(start, true) === BLOCK_SECTION_HEADER) {
      const magic = view.getUint32(start + 8, true);
      this.#littleEndian = magic === BYTE_ORDER_MAGIC;
      if (!this.#littleEndian && view.getUint32(start + 8, false) !== BYTE_ORDER_MAGIC) {
        this.#fail(8, `byte-order magic ${hex(view.getUint32(start + 8))}; expected ${hex(BYTE_ORDER_MAGIC)}`);
        return undefined;
      }
    }
    const type = view.getUint32(start, this.#littleEndian);
    const length = view.getUint32(start + 4, this.#littleEndian);
    const least = LEAST_LENGTHS.get(type) ?? FRAME_LENGTH;
    if (length < least || length > MAX_BLOCK_LENGTH || length % 4 !== 0) {
      const range = `a multiple of 4 from ${least} to ${MAX_BLOCK_LENGTH}`;
      this.#fail(4, `length ${length} of a block of type ${hex(type)}; expected ${range}`);
      return undefined;
    }
    return length;
  }

  /** True if it is a packet, which is then filled in. */
  #readBlock(length: number, packet: PacketInPlace): boolean {
    const { bytes, view, start, offset } = this.#queue;
    const littleEndian = this.#littleEndian;
    const trailer = view.getUint32(start + length - 4, littleEndian);
    if (trailer !== length) {
      this.#fail(length - 4, `block length ${trailer} at the end of a block; expected ${length}, as at its start`);
      return false;
    }
    const block = new Block(bytes, view, { start, offset, length }, littleEndian);
    const type = block.uint32(0);
    if (type === BLOCK_SECTION_HEADER) this.#startSection(block);
    else if (!this.#skipping) {
      switch (type) {
        case BLOCK_ENHANCED_PACKET:
        case BLOCK_PACKET:
        case BLOCK_SIMPLE_PACKET:
          return this.#readPacket(block, type, packet);
        case BLOCK_INTERFACE_DESCRIPTION:
          this.#describeInterface(block);
          break;
        case BLOCK_JOURNAL_EXPORT:
          this.#count += 1;
          break;
        default:
          break;
      }
    }
    if (this.error === undefined) this.#options.otherBlock?.(bytes.subarray(start, start + length));
    return false;
  }

  #readPacket(block: Block, type: number, packet: PacketInPlace): boolean {
    const described = this.#described;
    const interfaces = { first: this.interfaces.length - described.length, described };
    this.error =
      type === BLOCK_SIMPLE_PACKET
        ? readSimplePacketBlock(block, interfaces, packet)
        : readPacketBlock(block, type, interfaces, packet, this.#options.comments);
    if (this.error !== undefined) return false;
    packet.bytes = this.#queue.bytes;
    packet.littleEndian = block.littleEndian;
    packet.recordStart = block.start;
    packet.recordLength = block.length;
    packet.recordType = type;
    packet.number = ++this.#count;
    return true;
  }

  #startSection(block: Block): void {
    if (!this.#keep(block)) return;
    const major = block.uint16(12);
    const minor = block.uint16(14);
    this.#described = [];
    // "Readers of pcapng files MUST treat a Minor Version of 2 as equivalent to a Minor Version of 0" (section 4.1).
    this.#skipping = major !== PCAPNG_MAJOR_VERSION || (minor !== 0 && minor !== 2);
    if (this.#skipping) {
      // Section 3.4: such a section must be skipped. That its packets are missing must not pass for success, though.
      this.#skipped ??= block.error(12, `a section of version ${major}.${minor} was skipped; expected 1.0 or 1.2`);
      return;
    }
    const result = readSection(block);
    if ('section' in result) this.sections.push(result.section);
    else this.error = result.error;
  }

  #describeInterface(block: Block): void {
    if (!this.#keep(block)) return;
    const result = readInterface(block, this.sections.length - 1);
    if ('error' in result) {
      this.error = result.error;
      return;
    }
    this.#described.push(result);
    this.interfaces.push(result.description);
  }

  /** Accounts for a block that stays in memory; false, with the error set, if there are too many of them. */
  #keep(block: Block): boolean {
    this.#descriptionsLength += block.length;
    if (this.#descriptionsLength <= MAX_DESCRIPTIONS_LENGTH) return true;
    this.#fail(
      0,
      `section and interface descriptions so far; expected at most ${MAX_DESCRIPTIONS_LENGTH} octets of them`,
    );
    return false;
  }

  #fail(at: number, problem: string): void {
    this.error = new CaptureError(this.#queue.offset + at, problem);
  }
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}
