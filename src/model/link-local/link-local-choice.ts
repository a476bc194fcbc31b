import type { Ipv4, Mac } from '../../wire/index.ts';

/** RFC 3927 section 2.1: 169.254.1.0; the first 256 addresses of the prefix are reserved. */
export const LINK_LOCAL_FIRST = 0xa9fe_0100 as Ipv4;
/** 169.254.254.255; the last 256 addresses are reserved, too. */
export const LINK_LOCAL_LAST = 0xa9fe_feff as Ipv4;
/** Addresses that a host may choose: 254 times 256. */
export const LINK_LOCAL_COUNT = LINK_LOCAL_LAST - LINK_LOCAL_FIRST + 1;

/** Two to the power of 32, divided by the golden ratio: consecutive multiples of it are far apart. */
const GOLDEN = 0x9e37_79b9;

/**
 * The candidates of an interface in the order in which it tries them, from number 0 on.
 *
 * RFC 3927 section 2.1 wants a pseudo-random sequence, uniform over the range and seeded from something that differs from
 * host to host, such as the hardware address: so a host without persistent storage tries the same address after every
 * restart, and no two hosts try the same addresses in the same order.
 */
export function linkLocalCandidate(mac: Mac, number: number): Ipv4 {
  // A MAC address has 48 bits, more than bitwise operators take.
  const high = Math.floor(mac / 0x1_0000_0000);
  const seed = mixed((mac | 0) ^ mixed(high + GOLDEN));
  const random = mixed(seed + Math.imul(number + 1, GOLDEN)) >>> 0;
  return (LINK_LOCAL_FIRST + (random % LINK_LOCAL_COUNT)) as Ipv4;
}

/** Spreads every bit over all 32: the finalizer of MurmurHash3 (Appleby, public domain). */
function mixed(bits: number): number {
  let hash = bits | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
