import type { Frame, Ipv4 } from '../wire/index.ts';

/** Addresses of a generation; of two generations the stations of the last thousands of cases are remembered. */
const GENERATION = 100_000;

/**
 * Whom a stack that cannot be reset was told of, and in which case.
 *
 * It goes on polling and asking for stations of cases that are over. What it sends to them is no part of a case that
 * never mentioned them, and nobody could say what it should be.
 */
export class EarlierCases {
  #case = 0;
  #named = new Map<number, number>();
  #before = new Map<number, number>();

  /** A case begins. */
  begin(): void {
    this.#case += 1;
  }

  /** The stack is told of this address in this case. */
  name(address: Ipv4): void {
    if (this.#named.size >= GENERATION) {
      this.#before = this.#named;
      this.#named = new Map();
    }
    this.#named.set(address | 0, this.#case);
  }

  /** A frame of the stack is about a station of an earlier case, and not of this one. */
  isAbout(frame: Frame): boolean {
    const { arp } = frame;
    // What it says of itself is for everyone, whenever it says it.
    if (arp?.isGratuitous === true) return false;
    const subject = arp?.targetIp ?? frame.ip?.destination;
    if (subject === undefined) return false;
    const named = this.#named.get(subject | 0) ?? this.#before.get(subject | 0);
    return named !== undefined && named !== this.#case;
  }
}
