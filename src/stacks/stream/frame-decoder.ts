/** Octets of the length in front of every frame: 32 bits, big-endian, as QEMU's `-netdev stream`, passt and libkrun do. */
export const LENGTH_OCTETS = 4;
/** Longer than any frame that a link of today carries, jumbo frames included; what claims more is no frame. */
export const FRAME_MAX = 65_535;

/** Room for the beginning of a frame; grows to what the longest one needs. */
const ROOM_AT_FIRST = 2048;

/**
 * Takes a byte stream apart into frames. Bytes may come in any pieces.
 *
 * A length of zero is a frame without octets: no stack means anything by it, and it loses no framing.
 */
export class FrameDecoder {
  /** The beginning of a frame, or of its length; the first {@link #filled} octets of it. */
  #room = new Uint8Array(ROOM_AT_FIRST);
  #filled = 0;
  /** What is wrong with the stream; nothing is taken from it any more. */
  defect: string | undefined = undefined;

  /** Frames that are complete with this chunk; each is a copy of its own. */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let offset = 0;
    while (offset < chunk.length && this.defect === undefined) {
      offset = this.#filled === 0 ? this.#whole(chunk, offset, frames) : this.#continued(chunk, offset, frames);
    }
    return frames;
  }

  /** Where a stream that ends now breaks off; undefined between two frames. */
  get unfinished(): string | undefined {
    if (this.#filled === 0) return undefined;
    if (this.#filled < LENGTH_OCTETS) return `after ${this.#filled} octets of the length of a frame`;
    return `after ${this.#filled - LENGTH_OCTETS} octets of a frame of ${lengthAt(this.#room, 0)}`;
  }

  /** Takes a frame that is in the chunk as a whole, or keeps what there is of it; the offset behind that. */
  #whole(chunk: Uint8Array, offset: number, frames: Uint8Array[]): number {
    if (chunk.length - offset >= LENGTH_OCTETS) {
      const length = lengthAt(chunk, offset);
      if (!this.#isPossible(length)) return chunk.length;
      const start = offset + LENGTH_OCTETS;
      if (chunk.length - start >= length) {
        frames.push(new Uint8Array(chunk.subarray(start, start + length)));
        return start + length;
      }
    }
    return this.#keep(chunk, offset, chunk.length - offset);
  }

  /** Adds to the frame that has begun in an earlier chunk. */
  #continued(chunk: Uint8Array, from: number, frames: Uint8Array[]): number {
    let offset = from;
    if (this.#filled < LENGTH_OCTETS) {
      offset = this.#keep(chunk, offset, Math.min(LENGTH_OCTETS - this.#filled, chunk.length - offset));
      if (this.#filled < LENGTH_OCTETS) return offset;
    }
    const length = lengthAt(this.#room, 0);
    if (!this.#isPossible(length)) return chunk.length;
    const end = LENGTH_OCTETS + length;
    offset = this.#keep(chunk, offset, Math.min(end - this.#filled, chunk.length - offset));
    if (this.#filled === end) {
      frames.push(this.#room.slice(LENGTH_OCTETS, end));
      this.#filled = 0;
    }
    return offset;
  }

  #keep(chunk: Uint8Array, offset: number, count: number): number {
    const needed = this.#filled + count;
    if (needed > this.#room.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#room.length));
      larger.set(this.#room.subarray(0, this.#filled));
      this.#room = larger;
    }
    this.#room.set(chunk.subarray(offset, offset + count), this.#filled);
    this.#filled = needed;
    return offset + count;
  }

  #isPossible(length: number): boolean {
    if (length <= FRAME_MAX) return true;
    const header = `0x${length.toString(16).padStart(8, '0')}`;
    this.defect = `it announced a frame of ${length} octets (${header}); at most ${FRAME_MAX} are possible, so this is no length`;
    return false;
  }
}

/** A frame with its length in front. */
export function framed(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_OCTETS + frame.length);
  new DataView(bytes.buffer).setUint32(0, frame.length);
  bytes.set(frame, LENGTH_OCTETS);
  return bytes;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}
