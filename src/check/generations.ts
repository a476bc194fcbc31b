/**
 * A table that forgets: what has not been used since so many others came is gone. Two generations, so that neither a
 * list of uses has to be kept nor a clock; a flood of invented addresses costs what they push out and no memory.
 */
export class Generations<Key, Value> {
  readonly #half: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  /** Entries that were forgotten, though they might have mattered. */
  forgotten = 0;

  /** Holds at least half of `most` entries, those used last, and never more than `most`. */
  constructor(most: number) {
    this.#half = Math.max(1, most >> 1);
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#young.size >= this.#half) {
      this.forgotten += this.#old.size;
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
