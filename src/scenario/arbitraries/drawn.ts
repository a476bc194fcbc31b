import { Arbitrary, type Random, Stream, Value } from 'fast-check';

/** Convenience over fast-check's random source: the words in which generators are written here. */
export class Draw {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min === max ? min : this.#random.nextInt(min, max);
  }

  /** True once in `outOf` times. */
  oneIn(outOf: number): boolean {
    return this.#random.nextInt(1, outOf) === 1;
  }

  /** True in so many percent of the draws. */
  percent(share: number): boolean {
    return this.#random.nextInt(1, 100) <= share;
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
