/**
 * Lets a long synchronous computation breathe: signal handlers and progress lines only run between turns of the event
 * loop. Asking is cheap; the loop is yielded to at most every few milliseconds.
 */
export class Breath {
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** True if the user wants to stop. Resolves at once most of the time. */
  interrupted(): boolean | Promise<boolean> {
    const now = performance.now();
    if (now - this.#last < TURN_MILLISECONDS) return this.#signal?.aborted === true;
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#last = performance.now();
        resolve(this.#signal?.aborted === true);
      });
    });
  }
}

/** Half of the 20 ms after which an interrupt feels slow; the other half is for the case that is running. */
const TURN_MILLISECONDS = 10;
