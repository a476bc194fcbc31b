import { type Ipv4, samePrefix } from '../wire/index.ts';
import type { StackInterface } from './interface.ts';
import type { InterfaceAddress } from './interface-config.ts';

/**
 * The address that speaks for the host on an interface towards a target: the first one whose prefix contains the
 * target, else the first one at all. Host-scope addresses never speak for the host to others.
 *
 * Linux `inet_select_addr()` in `net/ipv4/devinet.c` with `RT_SCOPE_LINK`; RFC 1122 section 3.3.4.3.
 */
export function selectAddress(
  interfaces: readonly StackInterface[],
  outgoing: StackInterface,
  target: Ipv4,
): Ipv4 | undefined {
  let first: Ipv4 | undefined;
  for (const own of outgoing.addresses) {
    if (own.scope === 'host') continue;
    if (samePrefix(own.address, target, own.prefix)) return own.address;
    first ??= own.address;
  }
  if (first !== undefined) return first;
  // An unnumbered interface borrows from the others, but only what is meant for the whole network.
  for (const other of interfaces) {
    for (const own of other.addresses) if (own.scope === 'global') return own.address;
  }
  return undefined;
}

/** `source` and `target` lie in one prefix of the interface (`inet_addr_onlink()`, for arp_announce=1). */
export function onSameLink(outgoing: StackInterface, target: Ipv4, source: Ipv4): boolean {
  return outgoing.addresses.some(
    (own) => samePrefix(own.address, target, own.prefix) && samePrefix(own.address, source, own.prefix),
  );
}

/** Widest scope last. */
const SCOPE_ORDER = { host: 0, link: 1, global: 2 } as const satisfies Record<InterfaceAddress['scope'], number>;

/**
 * The addresses of an interface as the kernel keeps them (`inet_insert_ifa()`), from those in the order in which they
 * were added: by scope, and behind all others those whose prefix is there already (secondary addresses).
 */
export function inKernelOrder(addresses: readonly InterfaceAddress[]): InterfaceAddress[] {
  const isSecondary = (own: InterfaceAddress, index: number): boolean =>
    addresses
      .slice(0, index)
      .some((before) => before.prefix === own.prefix && samePrefix(before.address, own.address, own.prefix));
  const primary = addresses.filter((own, index) => !isSecondary(own, index));
  const secondary = addresses.filter(isSecondary);
  return [...primary.sort((left, right) => SCOPE_ORDER[left.scope] - SCOPE_ORDER[right.scope]), ...secondary];
}
