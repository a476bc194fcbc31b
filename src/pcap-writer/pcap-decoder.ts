import type { ByteQueue } from './byte-queue.ts';
import { CaptureError, type CaptureInterface, type CaptureSection } from './capture.ts';
import type { CaptureDecoder } from './capture-decoder.ts';
import { MAX_PACKET_LENGTH, PCAP_HEADER_LENGTH, PCAP_MAJOR_VERSION, PCAP_MINOR_VERSION } from './format.ts';
import type { PacketInPlace } from './packet-in-place.ts';

/** R and Reserved3 of the link type field; "a reader SHOULD treat a non-zero value as an error" (section 4). */
const LINK_TYPE_RESERVED = 0x0bff_0000;
/** The F bit: the four bits above it are the length of the frame check sequence, in 16-bit words. */
const LINK_TYPE_HAS_FCS = 0x0400_0000;
const BILLION = 1_000_000_000;

/**
 * What the magic number has told.
 * @internal
 */
export interface PcapKind {
  readonly littleEndian: boolean;
  readonly nanosecondsPerUnit: 1 | 1000;
  /** 16; 24 in the modified format, which has the interface, the protocol and the direction behind the lengths. */
  readonly recordHeaderLength: number;
}

/**
 * Reads pcap version 2.4 (draft-ietf-opsawg-pcap, sections 4 and 5) in either byte order.
 * @internal
 */
export class PcapDecoder implements CaptureDecoder {
  readonly format = 'pcap';
  readonly sections: CaptureSection[] = [];
  readonly interfaces: CaptureInterface[] = [];
  error: CaptureError | undefined;
  readonly #queue: ByteQueue;
  readonly #littleEndian: boolean;
  readonly #nanosecondsPerUnit: 1 | 1000;
  readonly #recordHeaderLength: number;
  #count = 0;

  /** The magic number is still at the head of the queue. */
  constructor(queue: ByteQueue, kind: PcapKind) {
    this.#queue = queue;
    this.#littleEndian = kind.littleEndian;
    this.#nanosecondsPerUnit = kind.nanosecondsPerUnit;
    this.#recordHeaderLength = kind.recordHeaderLength;
  }

  advance(packet: PacketInPlace): boolean {
    if (this.error !== undefined) return false;
    const queue = this.#queue;
    if (this.interfaces.length === 0) this.#readHeader();
    const headerLength = this.#recordHeaderLength;
    if (this.interfaces.length === 0 || queue.length < headerLength) return false;
    const { start, view } = queue;
    const littleEndian = this.#littleEndian;
    const captured = view.getUint32(start + 8, littleEndian);
    if (captured > MAX_PACKET_LENGTH) {
      const problem = `captured length ${captured} of a packet; expected at most ${MAX_PACKET_LENGTH}`;
      this.error = new CaptureError(queue.offset + 8, problem);
      return false;
    }
    const recordLength = headerLength + captured;
    if (queue.length < recordLength) return false;

    const original = view.getUint32(start + 12, littleEndian);
    const nanoseconds = view.getUint32(start + 4, littleEndian) * this.#nanosecondsPerUnit;
    const whole = nanoseconds < BILLION ? 0 : Math.floor(nanoseconds / BILLION);
    packet.seconds = view.getUint32(start, littleEndian) + whole;
    packet.nanoseconds = nanoseconds - whole * BILLION;
    packet.bytes = queue.bytes;
    packet.start = start + headerLength;
    packet.length = captured;
    packet.originalLength = Math.max(original, captured);
    packet.littleEndian = littleEndian;
    packet.recordStart = start;
    packet.recordLength = recordLength;
    packet.number = ++this.#count;
    queue.consume(recordLength);
    return true;
  }

  finish(): CaptureError | undefined {
    const { length, offset, start, view } = this.#queue;
    const headerLength = this.#recordHeaderLength;
    if (this.interfaces.length === 0) return endsInside('file header', offset, PCAP_HEADER_LENGTH, length);
    if (length === 0) return undefined;
    if (length < headerLength) return endsInside('record header', offset, headerLength, length);
    const captured = view.getUint32(start + 8, this.#littleEndian);
    return endsInside('packet record', offset, headerLength + captured, length);
  }

  #readHeader(): void {
    const queue = this.#queue;
    if (queue.length < PCAP_HEADER_LENGTH) return;
    const { start, view, offset } = queue;
    const littleEndian = this.#littleEndian;
    const major = view.getUint16(start + 4, littleEndian);
    const minor = view.getUint16(start + 6, littleEndian);
    // Older minor versions swap the two lengths of a record, in some files; none has been written for decades.
    if (major !== PCAP_MAJOR_VERSION || minor !== PCAP_MINOR_VERSION) {
      const expected = `${PCAP_MAJOR_VERSION}.${PCAP_MINOR_VERSION}`;
      this.error = new CaptureError(
        offset + 4,
        `pcap version ${major}.${minor}; expected ${expected}, convert it with \`editcap -F pcapng\``,
      );
      return;
    }
    const link = view.getUint32(start + 20, littleEndian);
    if ((link & LINK_TYPE_RESERVED) !== 0) {
      const problem = `link type field 0x${link.toString(16).padStart(8, '0')} has reserved bits set; expected zeros`;
      this.error = new CaptureError(offset + 20, problem);
      return;
    }
    this.sections.push({ comments: [], hardware: undefined, os: undefined, userApplication: undefined });
    this.interfaces.push({
      section: 0,
      name: undefined,
      description: undefined,
      linkType: link & 0xffff,
      fcsLength: (link & LINK_TYPE_HAS_FCS) === 0 ? undefined : (link >>> 28) * 2,
      timestampResolution: this.#nanosecondsPerUnit === 1 ? 9 : 6,
      snapLength: view.getUint32(start + 16, littleEndian),
      comments: [],
    });
    queue.consume(PCAP_HEADER_LENGTH);
  }
}

function endsInside(what: string, offset: number, expected: number, there: number): CaptureError {
  return new CaptureError(offset, `the ${what} is cut off: expected ${expected} octets, got ${there}`);
}
