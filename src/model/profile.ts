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
  /** C04: replies in the name of a link-local address are broadcast (RFC 3927 section 2.5). */
  readonly broadcastsLinkLocal: boolean;
  /**
   * C05: the newest claim wins; or, within `locktime`, the first one (Linux); or a binding is kept for as long as it
   * lives, and only its owner confirms it.
   */
  readonly override: 'newest' | 'locktime' | 'confirmed';
  /**
   * C06: a request that claims the host's own address is answered (RFC 826), or nothing is done, or the address is
   * defended by an announcement (RFC 5227 section 2.4).
   */
  readonly ownClaim: 'reply' | 'silent' | 'defend';
  /**
   * C23: what goes to a link-local address, or comes from one, is sent directly and never handed to a router, nor
   * forwarded by one (RFC 3927 sections 2.6.2 and 2.7); or the routes alone decide (RFC 1122 section 3.3.1).
   */
  readonly keepsLinkLocal: boolean;
  /**
   * C08: a multicast or broadcast address is believed to be somebody's hardware address; so are zero and the interface's
   * own one, which are no other station's either.
   */
  readonly believesGroupMacs: boolean;
  /** C11: a gratuitous packet of an unknown host creates a binding. */
  readonly learnsFromGratuitous: boolean;
  /**
   * C13: a proxy answers wherever a route leads out of another interface; by RFC 1027 neither the default route nor an
   * address of another network is a reason to.
   */
  readonly proxiesAnywhere: boolean;
  /** C15: hardware type 6 is taken for Ethernet. */
  readonly acceptsIeee802: boolean;
  /** C16: requests for an address of another interface are answered, or not (RFC 1122 section 3.3.4.2). */
  readonly hostModel: 'weak' | 'strong';
  /** C18: senders outside the interface's prefixes are answered and believed. */
  readonly acceptsOffLink: boolean;
  /** C21: an address that is configured with conflict detection is tested first (RFC 5227 section 2.1), and defended. */
  readonly testsAddresses: boolean;
  /** How old bindings are got rid of (RFC 1122 section 2.3.2.1): a fixed timeout, or unicast polling. */
  readonly revalidation: 'timeout' | 'polling';
  /** The `net.ipv4` settings of Linux apply. */
  readonly sysctls: boolean;
  /** Where a stack that is judged by the profile may as well take the other side; the reference stack never does. */
  readonly lenient: readonly LenientChoice[];
}

export type LenientChoice = 'C02' | 'C03' | 'C08';

/** RFC 826 to the letter, with the duties that RFC 1122 section 2.3.2 adds. */
export const RFC826_STRICT: Profile = {
  name: 'rfc826-strict',
  summary: 'RFC 826 to the letter, with RFC 1122 section 2.3.2: merge first, operation last, newest claim wins.',
  mergesFromOthers: true,
  operationLast: true,
  learnsFromReply: true,
  broadcastsLinkLocal: false,
  keepsLinkLocal: false,
  override: 'newest',
  ownClaim: 'reply',
  believesGroupMacs: true,
  learnsFromGratuitous: false,
  proxiesAnywhere: false,
  acceptsIeee802: false,
  hostModel: 'weak',
  acceptsOffLink: true,
  testsAddresses: true,
  revalidation: 'timeout',
  sysctls: false,
  lenient: [],
};

/** A host of the present standards track: RFC 826, 1122, 3927 and 5227. */
export const HOST_5227: Profile = {
  ...RFC826_STRICT,
  name: 'host-5227',
  summary: 'A host by RFC 5227 and RFC 3927: requests and replies only, defends its address, no group addresses.',
  operationLast: false,
  learnsFromReply: false,
  broadcastsLinkLocal: true,
  keepsLinkLocal: true,
  ownClaim: 'defend',
  believesGroupMacs: false,
  lenient: ['C02', 'C03'],
};

/** The Linux kernel's defaults (net/ipv4/arp.c and net/core/neighbour.c, 6.x), steered by sysctls. */
export const LINUX: Profile = {
  ...RFC826_STRICT,
  name: 'linux',
  summary: 'The Linux kernel, 6.x: request or reply only, locktime, neighbour states with polling, sysctls.',
  operationLast: false,
  learnsFromReply: false,
  override: 'locktime',
  ownClaim: 'silent',
  proxiesAnywhere: true,
  acceptsIeee802: true,
  testsAddresses: false,
  revalidation: 'polling',
  sysctls: true,
};

/** What embedded and security-minded stacks do: nothing is believed that was not meant for the host. */
export const HARDENED: Profile = {
  ...HOST_5227,
  name: 'hardened',
  summary: 'Careful: no merging from others, bindings are kept while they live, no strangers from other prefixes.',
  mergesFromOthers: false,
  override: 'confirmed',
  hostModel: 'strong',
  acceptsOffLink: false,
  lenient: [],
};

/** RFC 1812 section 3.3.2 on top of RFC 826. */
export const ROUTER_1812: Profile = {
  ...HOST_5227,
  name: 'router-1812',
  summary: 'A router by RFC 1812: as host-5227, without link-local addresses of its own.',
  broadcastsLinkLocal: false,
};

/** The cases on ARP that are active in version 3 of the OPEN Alliance's TC8 specification for automotive ECUs. */
export const TC8: Profile = {
  ...HOST_5227,
  name: 'tc8',
  summary: 'Automotive stacks as TC8 tests them: learns from unsolicited replies and from gratuitous packets.',
  learnsFromReply: true,
  believesGroupMacs: true,
  learnsFromGratuitous: true,
  lenient: ['C08'],
};

const ALL: readonly Profile[] = [RFC826_STRICT, HOST_5227, LINUX, HARDENED, ROUTER_1812, TC8];

/** By name. */
export const PROFILES: ReadonlyMap<string, Profile> = new Map(ALL.map((each) => [each.name, each]));

/** Names of the profiles of which something is true, as properties list those under which they are demanded. */
export function profilesWhere(condition: (profile: Profile) => boolean): readonly string[] {
  return ALL.filter(condition).map((each) => each.name);
}
