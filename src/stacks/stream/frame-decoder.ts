/** Octets of the length in front of every frame: 32 bits, big-endian, as QEMU's `-netdev stream`, passt and libkrun do. */
export const LENGTH_OCTETS = 4;
/** Longer than any frame that a link of today carries, jumbo frames included; what claims more is no frame. */
export const FRAME_MAX = 65_535;

/** Takes a byte stream apart into frames. Bytes may come in any pieces. */
export class FrameDecoder {
  #pending: Uint8Array = new Uint8Array(0);
  /** What is wrong with the stream; nothing is taken from it any more. */
  defect: string | undefined = undefined;

  /** Frames that are complete with this chunk; each is a copy of its own. */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    if (this.defect !== undefined) return frames;
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let offset = 0;
    while (bytes.length - offset >= LENGTH_OCTETS) {
      const length = view.getUint32(offset);
      if (length > FRAME_MAX) {
        this.defect = `it announced a frame of ${length} octets (0x${length.toString(16).padStart(8, '0')}); at most ${FRAME_MAX} are possible`;
        return frames;
      }
      const end = offset + LENGTH_OCTETS + length;
      if (end > bytes.length) break;
      frames.push(Uint8Array.from(bytes.subarray(offset + LENGTH_OCTETS, end)));
      offset = end;
    }
    this.#pending = offset === bytes.length ? new Uint8Array(0) : Uint8Array.from(bytes.subarray(offset));
    return frames;
  }

  /** Octets of a frame that has begun and not ended. */
  get unfinished(): number {
    return this.#pending.length;
  }
}

/** A frame with its length in front. */
export function framed(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_OCTETS + frame.length);
  new DataView(bytes.buffer).setUint32(0, frame.length);
  bytes.set(frame, LENGTH_OCTETS);
  return bytes;
}
