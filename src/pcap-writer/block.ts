import { CaptureError } from './capture.ts';

/**
 * One pcapng block (draft-ietf-opsawg-pcapng, section 3.1) that has arrived whole, in the buffer where it lies.
 * Offsets are octets from its block type.
 * @internal
 */
export class Block {
  readonly length: number;
  /** Where it begins in the buffer. */
  readonly start: number;
  readonly littleEndian: boolean;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #offset: number;

  /** `start` is where the block begins in `bytes`, `offset` where it begins in the capture. */
  constructor(
    bytes: Uint8Array,
    view: DataView,
    place: { readonly start: number; readonly offset: number; readonly length: number },
    littleEndian: boolean,
  ) {
    this.#bytes = bytes;
    this.#view = view;
    this.start = place.start;
    this.#offset = place.offset;
    this.length = place.length;
    this.littleEndian = littleEndian;
  }

  /** Where the body ends: at the second copy of the block length. */
  get end(): number {
    return this.length - 4;
  }

  uint8(at: number): number {
    return this.#bytes[this.start + at]!;
  }

  uint16(at: number): number {
    return this.#view.getUint16(this.start + at, this.littleEndian);
  }

  uint32(at: number): number {
    return this.#view.getUint32(this.start + at, this.littleEndian);
  }

  int64(at: number): bigint {
    return this.#view.getBigInt64(this.start + at, this.littleEndian);
  }

  /** Octets in place; valid only until the block is left behind. */
  slice(at: number, length: number): Uint8Array {
    return this.#bytes.subarray(this.start + at, this.start + at + length);
  }

  error(at: number, problem: string): CaptureError {
    return new CaptureError(this.#offset + at, problem);
  }
}
