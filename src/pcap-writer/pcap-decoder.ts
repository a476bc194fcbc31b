import type { ByteQueue } from './byte-queue.ts';
import { type CapturedPacket, CaptureError, type CaptureInterface, type CaptureSection } from './capture.ts';
import type { CaptureDecoder } from './capture-decoder.ts';
import {
  MAX_PACKET_LENGTH,
  PCAP_HEADER_LENGTH,
  PCAP_MAJOR_VERSION,
  PCAP_MINOR_VERSION,
  PCAP_RECORD_HEADER_LENGTH,
} from './format.ts';

/** R and Reserved3 of the link type field; "a reader SHOULD treat a non-zero value as an error" (section 4). */
const LINK_TYPE_RESERVED = 0x0bff_0000;

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

  /** The magic number, still at the head of the queue, has told the byte order and the unit of time. */
  constructor(queue: ByteQueue, littleEndian: boolean, nanosecondsPerUnit: 1 | 1000) {
    this.#queue = queue;
    this.#littleEndian = littleEndian;
    this.#nanosecondsPerUnit = nanosecondsPerUnit;
  }

  next(): CapturedPacket | undefined {
    if (this.error !== undefined) return undefined;
    const queue = this.#queue;
    if (this.interfaces.length === 0) this.#readHeader();
    if (this.interfaces.length === 0 || queue.length < PCAP_RECORD_HEADER_LENGTH) return undefined;
    const { start, view } = queue;
    const littleEndian = this.#littleEndian;
    const captured = view.getUint32(start + 8, littleEndian);
    if (captured > MAX_PACKET_LENGTH) {
      const problem = `captured length ${captured} of a packet; expected at most ${MAX_PACKET_LENGTH}`;
      this.error = new CaptureError(queue.offset + 8, problem);
      return undefined;
    }
    if (queue.length < PCAP_RECORD_HEADER_LENGTH + captured) return undefined;

    const seconds = view.getUint32(start, littleEndian);
    const fraction = view.getUint32(start + 4, littleEndian) * this.#nanosecondsPerUnit;
    const original = view.getUint32(start + 12, littleEndian);
    const data = queue.copy(PCAP_RECORD_HEADER_LENGTH, captured);
    queue.consume(PCAP_RECORD_HEADER_LENGTH + captured);
    return {
      interfaceId: 0,
      timestampNs: BigInt(seconds) * 1_000_000_000n + BigInt(fraction),
      data,
      originalLength: Math.max(original, captured),
      comments: [],
      direction: undefined,
    };
  }

  finish(): CaptureError | undefined {
    const { length, offset, start, view } = this.#queue;
    if (this.interfaces.length === 0) return endsInside('file header', offset, PCAP_HEADER_LENGTH, length);
    if (length === 0) return undefined;
    if (length < PCAP_RECORD_HEADER_LENGTH) {
      return endsInside('record header', offset, PCAP_RECORD_HEADER_LENGTH, length);
    }
    const captured = view.getUint32(start + 8, this.#littleEndian);
    return endsInside('packet record', offset, PCAP_RECORD_HEADER_LENGTH + captured, length);
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
      this.error = new CaptureError(offset + 4, `pcap version ${major}.${minor}; expected ${expected}`);
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
      snapLength: view.getUint32(start + 16, littleEndian),
      comments: [],
    });
    queue.consume(PCAP_HEADER_LENGTH);
  }
}

function endsInside(what: string, offset: number, expected: number, there: number): CaptureError {
  return new CaptureError(offset, `the ${what} is cut off: expected ${expected} octets, got ${there}`);
}
