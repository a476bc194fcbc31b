import type { Wake } from '../model/index.ts';
import type { Frame } from '../wire/index.ts';
import type { Port } from './port.ts';

/** Every hop of a cable takes this long: enough to tell frames apart in a capture, too short to matter to any timer. */
export const HOP_NANOSECONDS = 1000;

/** Told when its time has come. */
export interface Sleeper {
  wake(token: object): void;
}

/** A time at which a sleeper wants to be woken. */
class Timer implements Wake {
  readonly at: number;
  /** Timers of the same instant fire in the order in which they were set. */
  readonly order: number;
  readonly sleeper: Sleeper;
  readonly token: object;
  readonly #scheduler: Scheduler;
  cancelled = false;

  constructor(scheduler: Scheduler, at: number, order: number, sleeper: Sleeper, token: object) {
    this.#scheduler = scheduler;
    this.at = at;
    this.order = order;
    this.sleeper = sleeper;
    this.token = token;
  }

  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.#scheduler.noteCancelled();
  }
}

/** Void timers are swept out when they are more than half of the heap, but not from small heaps. */
const SWEEP_MINIMUM = 64;

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
  #cancelled = 0;
  readonly #hop: number;

  /** Frames take so many nanoseconds for a hop. */
  constructor(hop = HOP_NANOSECONDS) {
    this.#hop = hop;
  }

  /** The frame arrives at the port one hop from now. */
  deliver(port: Port, frame: Frame): void {
    if (this.#size === this.#ports.length) this.#grow();
    const tail = (this.#head + this.#size) & (this.#ports.length - 1);
    this.#ports[tail] = port;
    this.#frames[tail] = frame;
    this.#times[tail] = this.now + this.#hop;
    this.#size += 1;
  }

  /** Wakes the sleeper at `time`, unless it is cancelled before. */
  at(time: number, sleeper: Sleeper, token: object): Wake {
    const timer = new Timer(this, time, this.#order++, sleeper, token);
    this.#push(timer);
    return timer;
  }

  #push(timer: Timer): void {
    const timers = this.#timers;
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

  /** @internal A timer was cancelled; entries that live for a minute are replaced every second in busy networks. */
  noteCancelled(): void {
    this.#cancelled += 1;
    if (this.#cancelled < SWEEP_MINIMUM || this.#cancelled * 2 < this.#timers.length) return;
    const alive = this.#timers.filter((timer) => !timer.cancelled);
    this.#cancelled = 0;
    this.#timers = [];
    for (const timer of alive) this.#push(timer);
  }

  /** Runs until no frame is under way; timers fire only if they are due before the last frame has arrived. */
  settle(): void {
    while (this.#size > 0) this.#next();
  }

  /** Delivers one frame, if any is under way. */
  deliverNext(): boolean {
    if (this.#size === 0) return false;
    this.#next();
    return true;
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
      if (timer.cancelled) {
        this.#cancelled -= 1;
        return;
      }
      // Once fired it cannot be cancelled any more.
      timer.cancelled = true;
      if (timer.at > this.now) this.now = timer.at;
      timer.sleeper.wake(timer.token);
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
