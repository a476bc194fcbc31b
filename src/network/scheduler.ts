import type { Frame } from '../wire/index.ts';
import type { Port } from './port.ts';

/** Every hop of a cable takes this long: enough to tell frames apart in a capture, too short to matter to any timer. */
export const HOP_NANOSECONDS = 1000;

interface Timer {
  readonly at: number;
  /** Timers of the same instant fire in the order in which they were set. */
  readonly order: number;
  readonly fire: () => void;
}

/**
 * Virtual time: what happens next.
 *
 * Nearly everything is a frame one hop away. As every hop takes the same time those are a queue, not a heap: a ring of
 * ports and frames. Only timers and delayed frames pay for ordering.
 */
export class Scheduler {
  now = 0;
  /** A power of two long; plain arrays, as a typed array costs more to make than a small case takes. */
  #ports: (Port | undefined)[] = new Array(16).fill(undefined);
  #frames: (Frame | undefined)[] = new Array(16).fill(undefined);
  #times: number[] = new Array(16).fill(0.5);
  #head = 0;
  #size = 0;
  #timers: Timer[] = [];
  #order = 0;

  /** The frame arrives at the port one hop from now. */
  deliver(port: Port, frame: Frame): void {
    if (this.#size === this.#ports.length) this.#grow();
    const tail = (this.#head + this.#size) & (this.#ports.length - 1);
    this.#ports[tail] = port;
    this.#frames[tail] = frame;
    this.#times[tail] = this.now + HOP_NANOSECONDS;
    this.#size += 1;
  }

  at(time: number, fire: () => void): void {
    const timers = this.#timers;
    const timer = { at: time, order: this.#order++, fire };
    let child = timers.length;
    timers.push(timer);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(timer, timers[parent]!)) break;
      timers[child] = timers[parent]!;
      child = parent;
    }
    timers[child] = timer;
  }

  /** Runs until no frame is under way; timers fire only if they are due before the last frame has arrived. */
  settle(): void {
    while (this.#size > 0) this.#next();
  }

  /** Runs everything that happens up to and including `time`. */
  runUntil(time: number): void {
    for (;;) {
      const next = Math.min(
        this.#size > 0 ? this.#times[this.#head]! : Number.POSITIVE_INFINITY,
        this.#timers.length > 0 ? this.#timers[0]!.at : Number.POSITIVE_INFINITY,
      );
      if (next > time) break;
      this.#next();
    }
    this.now = time;
  }

  /** Forgets the frames under way: the last resort against a storm. Returns how many. */
  clearFrames(): number {
    const lost = this.#size;
    this.#size = 0;
    this.#ports.fill(undefined);
    this.#frames.fill(undefined);
    return lost;
  }

  #next(): void {
    const timer = this.#timers[0];
    if (this.#size === 0 || (timer !== undefined && timer.at <= this.#times[this.#head]!)) {
      if (timer === undefined) return;
      this.#popTimer();
      if (timer.at > this.now) this.now = timer.at;
      timer.fire();
      return;
    }
    const head = this.#head;
    const port = this.#ports[head]!;
    const frame = this.#frames[head]!;
    this.now = this.#times[head]!;
    this.#head = (head + 1) & (this.#ports.length - 1);
    this.#size -= 1;
    port.owner.arrive(port, frame);
  }

  #popTimer(): void {
    const timers = this.#timers;
    const last = timers.pop()!;
    const length = timers.length;
    if (length === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= length) break;
      if (child + 1 < length && before(timers[child + 1]!, timers[child]!)) child += 1;
      if (!before(timers[child]!, last)) break;
      timers[parent] = timers[child]!;
      parent = child;
    }
    timers[parent] = last;
  }

  #grow(): void {
    const length = this.#ports.length;
    const ports = new Array<Port | undefined>(length * 2).fill(undefined);
    const frames = new Array<Frame | undefined>(length * 2).fill(undefined);
    const times = new Array<number>(length * 2).fill(0.5);
    for (let index = 0; index < this.#size; index++) {
      const from = (this.#head + index) & (length - 1);
      ports[index] = this.#ports[from];
      frames[index] = this.#frames[from];
      times[index] = this.#times[from]!;
    }
    this.#ports = ports;
    this.#frames = frames;
    this.#times = times;
    this.#head = 0;
  }
}

function before(left: Timer, right: Timer): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}
