import type { Mac } from '../wire/index.ts';

const NONE: readonly Mac[] = [];
/** Link addresses that are remembered for one address; only a flood of claims has more. */
const MACS_MAX = 32;

/**
 * What a stack may hold for one neighbour address, as far as frames tell: a set of states, not one.
 *
 * It may always have forgotten the address, unless it was told just now ({@link isSure}); it may be waiting for an
 * answer; or it holds one of the link addresses that it was told. Each packet that it may believe widens the set or
 * replaces it, and what the stack then does narrows it. Nothing is allocated for what is no news.
 */
export class Belief {
  /** The newest claim that may be in force; undefined if none can be. */
  mac: Mac | undefined = undefined;
  /** Older claims that may still be in force, as the stack was free not to believe the newer ones. */
  others: readonly Mac[] = NONE;
  /** Claims that are superseded. */
  former: readonly Mac[] = NONE;
  /** More claims than are remembered: anything may be in force. */
  isCrowded = false;
  /** The newest claim is in force even if the stack had forgotten the address before: nothing has to be asked. */
  isSure = false;
  /** It may have an entry, if only one that waits: then it takes claims that are not meant for it. */
  mayHaveEntry = false;
  /** A packet of its own has shown what it holds since it was last told anything. */
  isNarrowed = false;

  /** One of the link addresses that it may hold. */
  mayBe(mac: Mac): boolean {
    return mac === this.mac || this.isCrowded || this.others.includes(mac);
  }

  /** It may hold it, or may have held it before. */
  wasEver(mac: Mac): boolean {
    return this.mayBe(mac) || this.former.includes(mac);
  }

  /**
   * It was told a link address. Firm: it has to believe it, if it holds anything; otherwise it may. Sure: it has to hold
   * it from now on.
   */
  told(mac: Mac, isFirm: boolean, isSure: boolean): void {
    const older = this.mac;
    this.isNarrowed = false;
    this.isSure = isFirm && isSure;
    this.mayHaveEntry = true;
    this.mac = mac;
    if (older === mac && this.others.length === 0) return;
    if (isFirm) this.#supersede(older);
    else if (older !== undefined && older !== mac) this.others = adding(this.others, older);
    if (this.others.length > MACS_MAX || this.former.length > MACS_MAX) this.#crowd();
  }

  /** It sent a packet to that link address, so that is what it holds; what it cannot hold tells nothing. */
  sentTo(mac: Mac): void {
    this.mayHaveEntry = true;
    if (this.isCrowded || (mac !== this.mac && !this.others.includes(mac))) return;
    if (this.others.length > 0) {
      const newest = this.mac;
      this.mac = mac;
      this.#supersede(newest);
    }
    this.isNarrowed = true;
  }

  /**
   * It asked everyone for the address. Mostly it has nothing then; but some stacks ask before an entry in use expires,
   * and use it until they have an answer (lwIP, BSD), so the claims stay.
   */
  asked(): void {
    this.isSure = false;
    this.mayHaveEntry = true;
  }

  /** It is known to have forgotten the address: what it holds next has to be claimed anew. */
  forgot(): void {
    this.mac = undefined;
    this.others = NONE;
    this.former = NONE;
    this.isCrowded = false;
    this.isSure = false;
    this.isNarrowed = false;
  }

  /** All but the present claim are history. */
  #supersede(older: Mac | undefined): void {
    if (older !== undefined && older !== this.mac) this.former = adding(this.former, older);
    for (const other of this.others) if (other !== this.mac) this.former = adding(this.former, other);
    this.others = NONE;
  }

  #crowd(): void {
    this.isCrowded = true;
    this.others = NONE;
    this.former = NONE;
  }
}

function adding(macs: readonly Mac[], mac: Mac): readonly Mac[] {
  return macs.includes(mac) ? macs : [...macs, mac];
}
