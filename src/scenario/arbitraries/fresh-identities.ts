import type { Draw } from './drawn.ts';
import { COLD, HOT, type Stations } from './identities.ts';

/** 10.B.B.N: the middle of an address; block 0 is where the stack itself lives, and the last ends at a broadcast. */
const BLOCKS = 0xfffe;
/** As many steps as a chain of claims and questions about the same few stations is long, on average. */
const STEPS_OF_A_CHAIN = 12;

/**
 * Stations for long cases against a stack that is slow to be emptied: every case has a block of addresses of its own,
 * and within a case the few hot stations are others after a while. So a long case is a chain of short ones, each with
 * neighbours that the stack has not heard of, and nothing is asked twice.
 */
export class FreshStations implements Stations {
  readonly areFresh = true;
  readonly #first: number;
  readonly #texts: (string | undefined)[] = new Array(COLD + 1).fill(undefined);
  #stem = '';
  #hot = 0;

  constructor(first: number) {
    this.#first = first;
  }

  /** Another block: for the next case. */
  begin(draw: Draw): void {
    const block = draw.int(1, BLOCKS);
    this.#stem = `10.${block >> 8}.${block & 0xff}.`;
    this.#texts.fill(undefined);
    this.#hot = draw.int(this.#first, COLD - HOT + 1);
  }

  /** Once a step: whether it goes on with other stations. */
  move(draw: Draw): void {
    if (!draw.oneIn(STEPS_OF_A_CHAIN)) return;
    this.#hot += HOT;
    if (this.#hot > COLD - HOT + 1) this.#hot = this.#first;
  }

  draw(draw: Draw): number {
    return draw.oneIn(10) ? draw.int(this.#first, COLD) : draw.int(this.#hot, this.#hot + HOT - 1);
  }

  address(station: number): string {
    const known = this.#texts[station];
    if (known !== undefined) return known;
    const text = this.#stem + station;
    this.#texts[station] = text;
    return text;
  }
}
