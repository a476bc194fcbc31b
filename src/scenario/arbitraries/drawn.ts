import { Arbitrary, type Random, Stream, Value } from 'fast-check';

/**
 * The words in which generators are written here, over a small generator of their own that one number of fast-check's
 * seeds: drawing every field from fast-check would cost more than running the case.
 *
 * The generator is mulberry32 (Ettinger, public domain): 32 bits of state, enough for the hundreds of draws of a case.
 */
export class Draw {
  #state: number;

  constructor(random: Random) {
    this.#state = random.nextInt();
  }

  /** A whole number from `min` to `max`, both included; at most 2^16 apart, so that scaling 32 bits is uniform enough. */
  int(min: number, max: number): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return min + Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * (max - min + 1));
  }

  /** True once in `outOf` times. */
  oneIn(outOf: number): boolean {
    return this.int(1, outOf) === 1;
  }

  /** True in so many percent of the draws. */
  percent(share: number): boolean {
    return this.int(1, 100) <= share;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(0, from.length - 1)]!;
  }

  /** Each element with the given chance in percent. */
  subset<T>(from: readonly T[], share: number): T[] {
    return from.filter(() => this.percent(share));
  }
}

interface DrawnParts<T> {
  /** Draws a value; all randomness comes from `draw`. */
  readonly draw: (draw: Draw) => T;
  /** Simpler values, the boldest simplification first; each must be a value that `is` accepts. */
  readonly shrink: (value: T) => Iterable<T>;
  /** Recognises values from elsewhere (stored cases), so that they can be shrunk too. */
  readonly is: (value: unknown) => value is T;
}

/**
 * An arbitrary whose values are drawn by one function and shrunk by another, on the value itself.
 *
 * fast-check's combinators generate and shrink field by field, at about a microsecond a field, and forget how a value
 * came about once it is stored. Cases here are whole networks that live in files: drawing them directly is several
 * times faster, and a stored case shrinks like a fresh one.
 */
class DrawnArbitrary<T> extends Arbitrary<T> {
  readonly #parts: DrawnParts<T>;

  constructor(parts: DrawnParts<T>) {
    super();
    this.#parts = parts;
  }

  override generate(random: Random): Value<T> {
    return new Value(this.#parts.draw(new Draw(random)), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#parts.is(value);
  }

  override shrink(value: T): Stream<Value<T>> {
    const candidates = this.#parts.shrink(value);
    return new Stream(
      (function* () {
        for (const candidate of candidates) yield new Value(candidate, undefined);
      })(),
    );
  }
}

/** Makes an arbitrary of a drawing and a shrinking function. */
export function drawn<T>(parts: DrawnParts<T>): Arbitrary<T> {
  return new DrawnArbitrary(parts);
}
