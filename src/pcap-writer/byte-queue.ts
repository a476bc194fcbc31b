/**
 * Bytes that have arrived but are not understood yet.
 *
 * Chunks are copied in, so their owner may reuse them at once. Room grows with what has arrived, never with what a
 * length field announces.
 * @internal
 */
export class ByteQueue {
  bytes = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  /** Where the first waiting octet is in `bytes`. */
  start = 0;
  /** Octets consumed so far: the offset in the capture of the first waiting octet. */
  offset = 0;
  #end = 0;

  /** Octets waiting. */
  get length(): number {
    return this.#end - this.start;
  }

  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.bytes.length) this.#makeRoom(chunk.length);
    this.bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  consume(length: number): void {
    this.start += length;
    this.offset += length;
  }

  /** A copy of `length` waiting octets, `at` octets behind the first one. */
  copy(at: number, length: number): Uint8Array {
    return this.bytes.slice(this.start + at, this.start + at + length);
  }

  /** Moving to the front is done only if it frees half of the room, so that many small chunks cost linear time. */
  #makeRoom(length: number): void {
    const waiting = this.length;
    const needed = waiting + length;
    const target = needed * 2 <= this.bytes.length ? this.bytes : new Uint8Array(needed * 2);
    target.set(this.bytes.subarray(this.start, this.#end));
    if (target !== this.bytes) this.view = new DataView(target.buffer);
    this.bytes = target;
    this.start = 0;
    this.#end = waiting;
  }
}
