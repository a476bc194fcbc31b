/**
 * Where RFCs leave a choice, or practice differs from them, a profile takes a side. Each field is one question; the
 * numbers (C01 …) are those of the register of contradictions in the requirements catalogue.
 */
export interface Profile {
  readonly name: string;
  readonly summary: string;
  /** C01: a packet addressed to somebody else updates an existing binding (RFC 826 merges before it asks for the target). */
  readonly mergesFromOthers: boolean;
  /** C02: the operation is looked at last, so packets with an unknown one still merge (RFC 826). */
  readonly operationLast: boolean;
  /** C03: an unsolicited reply to the host creates a binding (RFC 826). */
  readonly learnsFromReply: boolean;
  /** C05: the newest claim wins; or, within `locktime`, the first one (Linux). */
  readonly override: 'newest' | 'locktime';
  /** C06: a request that claims the host's own address is answered (RFC 826) or not. */
  readonly answersOwnClaim: boolean;
  /** C15: hardware type 6 is taken for Ethernet. */
  readonly acceptsIeee802: boolean;
  /** How old bindings are got rid of (RFC 1122 section 2.3.2.1): a fixed timeout, or unicast polling. */
  readonly revalidation: 'timeout' | 'polling';
  /** The `net.ipv4` settings of Linux apply. */
  readonly sysctls: boolean;
}

/** RFC 826 to the letter, with the duties that RFC 1122 section 2.3.2 adds. */
export const RFC826_STRICT: Profile = {
  name: 'rfc826-strict',
  summary: 'RFC 826 to the letter, with RFC 1122 section 2.3.2: merge first, operation last, newest claim wins.',
  mergesFromOthers: true,
  operationLast: true,
  learnsFromReply: true,
  override: 'newest',
  answersOwnClaim: true,
  acceptsIeee802: false,
  revalidation: 'timeout',
  sysctls: false,
};

/** The Linux kernel's defaults (net/ipv4/arp.c and net/core/neighbour.c, 6.x), steered by sysctls. */
export const LINUX: Profile = {
  name: 'linux',
  summary: 'The Linux kernel, 6.x: request or reply only, locktime, neighbour states with polling, sysctls.',
  mergesFromOthers: true,
  operationLast: false,
  learnsFromReply: false,
  override: 'locktime',
  answersOwnClaim: false,
  acceptsIeee802: true,
  revalidation: 'polling',
  sysctls: true,
};

/** By name. */
export const PROFILES: ReadonlyMap<string, Profile> = new Map([RFC826_STRICT, LINUX].map((each) => [each.name, each]));
