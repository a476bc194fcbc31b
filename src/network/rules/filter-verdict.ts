import type { Mac } from '../../wire/index.ts';

interface AcceptVerdict {
  readonly kind: 'accept';
}

export interface DropVerdict {
  readonly kind: 'drop';
  /** `ebtables filter FORWARD rule 1`, `ebtables nat PREROUTING policy` */
  readonly where: string;
}

/** The chain answers the request itself, out of the port that it came in by (see `arpReplyFor`). */
export interface ArpReplyVerdict {
  readonly kind: 'arpreply';
  readonly mac: Mac;
  /** What becomes of the request. */
  readonly then: 'accept' | 'drop';
  /** The rule that answers. */
  readonly where: string;
  /** MACs of further replies, from later rules; empty unless a rule says `--arpreply-target CONTINUE`. */
  readonly further: readonly Mac[];
}

/** What a chain decides about a frame. */
export type FilterVerdict = AcceptVerdict | DropVerdict | ArpReplyVerdict;

/** The one accepting verdict, shared so that a frame that passes costs no allocation. */
export const ACCEPTED: AcceptVerdict = { kind: 'accept' };

/** Every {@link ArpReplyVerdict} is made here. */
export function answered(
  mac: Mac,
  fate: 'accept' | 'drop',
  where: string,
  further: readonly Mac[] = [],
): ArpReplyVerdict {
  // biome-ignore lint/suspicious/noThenProperty: a word, not a function, so that no await takes it for a promise
  return { kind: 'arpreply', mac, then: fate, where, further };
}
