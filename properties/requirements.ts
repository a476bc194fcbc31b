import rows from './requirements.json' with { type: 'json' };

/** How binding a requirement is (RFC 2119); `INFO`: a choice that stacks make differently, and that nobody may fail on. */
export type RequirementLevel = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY' | 'INFO';

/** The part of a stack that a requirement is about. */
export type RequirementRole =
  | 'responder'
  | 'resolver'
  | 'cache'
  | 'acd'
  | 'link-local'
  | 'proxy'
  | 'addr-select'
  | 'malformed'
  | 'security';

/**
 * What a test needs besides frames: an answer to echo requests (`E`), an upper tester that sends (`S`), changes addresses
 * or the link (`A`), flushes (`F`), configures (`C`) or reads the cache (`R`), a long time (`T`), a second port (`2`).
 */
export type RequirementNeed = 'E' | 'S' | 'A' | 'F' | 'C' | 'R' | 'T' | '2';

/** A requirement on ARP for IPv4 over Ethernet, for a black box; docs/coverage.md explains the notation of its texts. */
export interface Requirement {
  /** Stable; properties name it in their rows: `R826-42`. */
  readonly id: string;
  /** Document and section. `(derived)`: it follows from the text; `(recalled)`: its words were not read again. */
  readonly source: string;
  readonly level: RequirementLevel;
  readonly role: RequirementRole;
  readonly requirement: string;
  readonly stimulus: string;
  /** What is to be seen on the wire. */
  readonly expected: string;
  /** Nothing but frames if empty. */
  readonly needs: readonly RequirementNeed[];
  /** Published test cases on the same thing, stacks that differ, contradictions (`C01` to `C22`). */
  readonly notes?: string;
}

/** Every requirement, in the order of the catalogue: by source, then by number. */
export const requirements = rows as readonly Requirement[];
