/** A deadline that was noticed so many milliseconds late was noticed by a process that did not run meanwhile. */
const LATE_MILLISECONDS = 50;
/** Whoever is late that often is on a machine that does not run at all. */
const EXTENSIONS_MAX = 5;

interface Wait {
  readonly isOver: () => boolean;
  readonly resolve: (isOver: boolean) => void;
  readonly deadline: number;
  started: number;
  timer: NodeJS.Timeout;
}

/**
 * Waits for something that a stream brings, one thing at a time.
 *
 * A deadline is about the other side: what has come is read before it counts, and a process that was itself stopped
 * for a while waits anew.
 */
export class Awaited {
  #wait: Wait | undefined;

  /** True once `isOver` is; false if it is not within the deadline, in milliseconds, or if it is given up. */
  until(isOver: () => boolean, deadline: number): Promise<boolean> {
    if (isOver()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#expired(wait, 0), deadline);
      const wait: Wait = { isOver, resolve, deadline, started: performance.now(), timer };
      this.#wait = wait;
    });
  }

  /** Something has come. */
  look(): void {
    if (this.#wait?.isOver() === true) this.#finish(true);
  }

  /** It will not come any more. */
  giveUp(): void {
    if (this.#wait !== undefined) this.#finish(false);
  }

  #finish(isOver: boolean): void {
    const wait = this.#wait!;
    this.#wait = undefined;
    clearTimeout(wait.timer);
    wait.resolve(isOver);
  }

  #expired(wait: Wait, extensions: number): void {
    const late = performance.now() - wait.started - wait.deadline;
    // The event loop looks at timers before it looks at streams.
    setImmediate(() => {
      if (this.#wait !== wait) return;
      if (late < LATE_MILLISECONDS || extensions === EXTENSIONS_MAX) {
        this.#finish(false);
        return;
      }
      wait.started = performance.now();
      wait.timer = setTimeout(() => this.#expired(wait, extensions + 1), wait.deadline);
    });
  }
}
