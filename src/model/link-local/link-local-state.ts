import type { Ipv4, Mac } from '../../wire/index.ts';
import { linkLocalCandidate } from './link-local-choice.ts';

/** Which link-local address an interface has chosen, or tries. Values: every transition makes a new one. */
export interface LinkLocalState {
  /** Seeds the sequence. */
  readonly mac: Mac;
  /** Candidates of the sequence that have been drawn. */
  readonly drawn: number;
  /** What is tested or in use; undefined while a routable address makes it needless. */
  readonly address: Ipv4 | undefined;
  /** The address that was in use last, which a restart does not forget (section 2.1: persistent storage). */
  readonly used: Ipv4 | undefined;
}

/**
 * Which address a host chooses for itself, RFC 3927 section 2.1, as pure functions of state and input. Testing and
 * defending it is conflict detection's business, with the same constants (RFC 3927 section 9, RFC 5227 section 1.1).
 * Every decision is a method of its own, so that a mutant changes one thing and nothing else.
 */
export class LinkLocalChoice {
  /** Nothing is chosen yet. */
  idle(mac: Mac): LinkLocalState {
    return { mac, drawn: 0, address: undefined, used: undefined };
  }

  /** An address is wanted: the one that was used last, else the first one of the sequence. */
  choose(state: LinkLocalState): LinkLocalState {
    return state.used === undefined ? this.next(state) : { ...state, address: state.used };
  }

  /** Section 2.2.1: somebody else has it, so the host "MUST select a new pseudo-random address". */
  afterConflict(state: LinkLocalState): LinkLocalState {
    return this.next(state);
  }

  /** From the first announcement on. */
  inUse(state: LinkLocalState): LinkLocalState {
    return { ...state, used: state.address };
  }

  /** A routable address is there (section 1.9). */
  needless(state: LinkLocalState): LinkLocalState {
    return { ...state, address: undefined };
  }

  /** The sequence begins again, and what was used is known. */
  restarted(state: LinkLocalState): LinkLocalState {
    return this.choose({ ...state, drawn: 0, address: undefined });
  }

  /** The next one of the sequence; what has just failed is not tried again at once. */
  protected next(state: LinkLocalState): LinkLocalState {
    let { drawn } = state;
    let address: Ipv4;
    do address = this.candidate(state.mac, drawn++);
    while (address === state.address);
    return { ...state, drawn, address };
  }

  protected candidate(mac: Mac, number: number): Ipv4 {
    return linkLocalCandidate(mac, number);
  }
}
