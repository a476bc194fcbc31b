/** Real time, for networks with a stack that lives in it. The engine itself reads no clock. */
export interface LiveClock {
  /** Nanoseconds since some moment; never goes back. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const MILLISECOND = 1_000_000;
/** How often a stack in real time is looked at during a wait: its frames get their time from that. */
const LOOK_MILLISECONDS = 4;
/** Virtual time may lag behind real time by so much before it follows: below every timer of every stack. */
const LAG_MAX = 5 * MILLISECOND;
/**
 * How late the harness may look at a stack in real time. Properties about intervals have a slack of a tenth of a
 * second; what was seen later than this says nothing about them.
 */
const LATENESS_MAX = 50 * MILLISECOND;

/** Keeps the virtual time of a network in step with real time, and notices when the harness itself was late. */
export class RealTime {
  readonly #clock: LiveClock;
  readonly #start: number;
  #lastLook: number;
  /** The longest time, in nanoseconds, for which nobody looked while a stack may have sent something. */
  lateness = 0;

  constructor(clock: LiveClock) {
    this.#clock = clock;
    this.#start = clock.now();
    this.#lastLook = this.#start;
  }

  /** The lateness in milliseconds if it matters; 0 if not. */
  get tooLate(): number {
    return this.lateness > LATENESS_MAX ? this.lateness / MILLISECOND : 0;
  }

  /** Nanoseconds since the network was made. */
  get elapsed(): number {
    return this.#clock.now() - this.#start;
  }

  /** Real time has left virtual time behind. Waiting for the stack's own answer is not the harness being late. */
  hasLeft(now: number, isWaiting: boolean): boolean {
    const look = this.#clock.now();
    const gap = look - this.#lastLook;
    if (!isWaiting && gap > this.lateness) this.lateness = gap;
    this.#lastLook = look;
    return look - this.#start - now > LAG_MAX;
  }

  /** Sleeps until the next look, or until `time` if that is sooner; the time that it then is, `time` at most. */
  async look(time: number): Promise<number> {
    const before = this.elapsed;
    if (before < time) await this.#clock.sleep(Math.min(LOOK_MILLISECONDS, (time - before) / MILLISECOND));
    const look = this.#clock.now();
    const gap = look - this.#lastLook;
    if (gap > this.lateness) this.lateness = gap;
    this.#lastLook = look;
    return Math.min(look - this.#start, time);
  }
}
