import type { PacketInPlace } from './packet-in-place.ts';

const BILLION = 1_000_000_000;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;
const WORD = 0x1_0000_0000;

/**
 * What the timestamps of an interface mean: `if_tsresol` and `if_tsoffset` (draft-ietf-opsawg-pcapng, section 4.2).
 * @internal
 */
export class TimestampScale {
  readonly #unitsPerSecond: bigint;
  readonly #offsetSeconds: bigint;
  /** Units per second where numbers of 32 bits hold them and a double holds the offset; 0 takes the long way. */
  readonly #smallUnits: number;
  readonly #smallOffset: number;

  /**
   * `resolution` is the octet of `if_tsresol`: a negative power of 10, or of 2 if the most significant bit is set.
   * `offsetSeconds` is added to every stamp.
   */
  constructor(resolution: number, offsetSeconds: bigint) {
    const exponent = BigInt(resolution & 0x7f);
    this.#unitsPerSecond = (resolution & 0x80) === 0 ? 10n ** exponent : 2n ** exponent;
    this.#offsetSeconds = offsetSeconds;
    const isSmall = this.#unitsPerSecond <= NANOSECONDS_PER_SECOND && (resolution & 0x80) === 0;
    this.#smallOffset = Number(offsetSeconds);
    this.#smallUnits = isSmall && Number.isSafeInteger(this.#smallOffset) ? Number(this.#unitsPerSecond) : 0;
  }

  /** Writes the time of a stamp of two 32-bit halves, rounded down to nanoseconds. */
  read(high: number, low: number, into: PacketInPlace): void {
    const units = this.#smallUnits;
    if (units === 0 || high >= 0x4000_0000) {
      this.#readLong(high, low, into);
      return;
    }
    // The stamp need not fit in a double: its quotient does, off by one at most, and the remainder in 32 bits.
    let seconds = Math.floor((high / units) * WORD + low / units);
    let rest = (low - Math.imul(seconds, units)) >>> 0;
    if (rest >= units) {
      const isTooMany = rest > WORD - units;
      seconds += isTooMany ? -1 : 1;
      rest = (rest + (isTooMany ? units : -units)) >>> 0;
    }
    into.seconds = seconds + this.#smallOffset;
    into.nanoseconds = rest * (BILLION / units);
  }

  #readLong(high: number, low: number, into: PacketInPlace): void {
    const units = (BigInt(high) << 32n) | BigInt(low);
    const perSecond = this.#unitsPerSecond;
    into.seconds = Number(units / perSecond + this.#offsetSeconds);
    into.nanoseconds = Number(((units % perSecond) * NANOSECONDS_PER_SECOND) / perSecond);
  }
}

/** 10^-6 seconds: what holds if an interface says nothing. */
export const DEFAULT_RESOLUTION = 6;
