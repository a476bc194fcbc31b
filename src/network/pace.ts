import type { LiveClock } from './live-clock.ts';

/**
 * How time passes where real kernels are watched: in slices. Frames that a timer sends within a slice are on their way
 * at its end, since nobody looks at the kernels before; a simulated network that has to do the same waits as long.
 */
export interface Pace {
  /** Virtual nanoseconds of a slice; waits are rounded to whole slices. */
  readonly slice: number;
  /** Milliseconds that a slice really takes on a kernel. */
  readonly milliseconds: number;
  /** A slice passes after every step. */
  readonly everyStep: boolean;
  /**
   * By how many milliseconds the harness may be behind its time. Where every timer has to end in the slice that it would
   * have ended in, that is as much as timers are set apart from the ends of slices.
   */
  readonly tolerance: number;
}

/** Where no time passes at all, kernels must be done before the first of their timers means anything. */
const UNPACED_MAX = 700;

/** Keeps the slices of a network with real kernels in step with real time, and notices when the harness was late. */
export class PaceKeeper {
  readonly #clock: LiveClock;
  readonly #milliseconds: number;
  readonly #tolerance: number;
  readonly #start: number;
  #slices = 0;
  #lateness = 0;

  constructor(clock: LiveClock, { milliseconds, tolerance }: Pace) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
    this.#tolerance = tolerance;
    this.#start = clock.now();
  }

  /** Sleeps until the end of the current slice. */
  async next(): Promise<void> {
    this.#note();
    this.#slices += 1;
    const left = this.#slices * this.#milliseconds - this.#elapsed();
    if (left > 0) await this.#clock.sleep(left);
    this.#note();
  }

  #elapsed(): number {
    return (this.#clock.now() - this.#start) / 1e6;
  }

  #note(): void {
    this.#lateness = Math.max(this.#lateness, this.#elapsed() - this.#slices * this.#milliseconds);
  }

  /** Milliseconds by which it was behind where that matters; 0 if what the kernels did counts. */
  get lateness(): number {
    this.#note();
    return this.#lateness > (this.#slices === 0 ? UNPACED_MAX : this.#tolerance) ? this.#lateness : 0;
  }
}
