/** Recent packets that are remembered; a power of two. */
const SLOTS = 4096;
/** One packet crosses a network, and the queues of whoever captures, in less; nobody sends the same again so soon. */
const CROSSING = 100_000_000;
/** A mirror port or a bridge shows a packet twice at one interface within this time. */
const TWICE = 100_000;

/** `elsewhere`: the same packet was captured at another interface just before; `again`: at this one. */
export type Echo = 'elsewhere' | 'again' | undefined;

/**
 * Recognises one packet that was captured several times on its way, so that it is not taken for several.
 *
 * Remembers the latest packets in slots by a number made of their octets; a slot that is needed for another packet is
 * overwritten, and that packet then counts twice.
 */
export class EchoFilter {
  readonly #sums = new Int32Array(SLOTS);
  readonly #places = new Float64Array(SLOTS).fill(-1);
  readonly #times = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY);

  /** `place` tells interfaces apart; `time` is in nanoseconds. */
  meet(bytes: Uint8Array, from: number, to: number, place: number, time: number): Echo {
    let sum = to - from;
    let at = from;
    for (; at + 4 <= to; at += 4) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      sum = Math.imul(sum ^ word, 0x9e37_79b1);
      sum ^= sum >>> 15;
    }
    for (; at < to; at++) sum = Math.imul(sum ^ bytes[at]!, 0x0100_0193);
    sum ^= sum >>> 13;
    const slot = sum & (SLOTS - 1);
    if (this.#sums[slot] === sum) {
      const since = Math.abs(time - this.#times[slot]!);
      if (this.#places[slot] !== place) {
        if (since <= CROSSING) return 'elsewhere';
      } else if (since <= TWICE) {
        this.#times[slot] = time;
        return 'again';
      }
    }
    this.#sums[slot] = sum;
    this.#places[slot] = place;
    this.#times[slot] = time;
    return undefined;
  }
}
