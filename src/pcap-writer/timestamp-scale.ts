const NANOSECONDS_PER_SECOND = 1_000_000_000n;
const WORD = 0x1_0000_0000;

/**
 * What the timestamps of an interface mean: `if_tsresol` and `if_tsoffset` (draft-ietf-opsawg-pcapng, section 4.2).
 * @internal
 */
export class TimestampScale {
  readonly #unitsPerSecond: bigint;
  readonly #offsetNs: bigint;
  readonly #plainNanoseconds: boolean;

  /**
   * `resolution` is the octet of `if_tsresol`: a negative power of 10, or of 2 if the most significant bit is set.
   * `offsetSeconds` is added to every stamp.
   */
  constructor(resolution: number, offsetSeconds: bigint) {
    const exponent = BigInt(resolution & 0x7f);
    this.#unitsPerSecond = (resolution & 0x80) === 0 ? 10n ** exponent : 2n ** exponent;
    this.#offsetNs = offsetSeconds * NANOSECONDS_PER_SECOND;
    this.#plainNanoseconds = this.#unitsPerSecond === NANOSECONDS_PER_SECOND && offsetSeconds === 0n;
  }

  /** Nanoseconds, rounded down, of a stamp of two 32-bit halves. */
  nanoseconds(high: number, low: number): bigint {
    // A single conversion, where a double holds the stamp; others take three.
    const units = high < 0x20_0000 ? BigInt(high * WORD + low) : (BigInt(high) << 32n) | BigInt(low);
    if (this.#plainNanoseconds) return units;
    return (units * NANOSECONDS_PER_SECOND) / this.#unitsPerSecond + this.#offsetNs;
  }
}

/** 10^-6 seconds: what holds if an interface says nothing. */
export const DEFAULT_RESOLUTION = 6;
