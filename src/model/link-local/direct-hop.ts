import {
  IPV4_ANY,
  IPV4_BROADCAST,
  type Ipv4,
  isLinkLocalIpv4,
  isLoopbackIpv4,
  isMulticastIpv4,
} from '../../wire/index.ts';
import type { StackInterface } from '../interface.ts';
import type { NextHop } from '../routing-table.ts';

/** 169.254.255.255, the broadcast address of the prefix (RFC 3927 section 2.6.2). */
const LINK_LOCAL_BROADCAST = 0xa9fe_ffff as Ipv4;
const PREFIX = 16;

/**
 * The destination itself as the next hop, RFC 3927 section 2.6.2: the sender "MUST ARP for the destination address and
 * then send its packet directly to the destination on the same physical link", and "MUST NOT send the packet to any
 * router". Undefined for destinations that are nobody's, and without an interface.
 */
export function directHop(on: StackInterface | undefined, destination: Ipv4): NextHop | undefined {
  if (on?.up !== true || isMulticastIpv4(destination) || isLoopbackIpv4(destination)) return undefined;
  if (destination === IPV4_BROADCAST || destination === IPV4_ANY || destination === LINK_LOCAL_BROADCAST) {
    return undefined;
  }
  return on.isSubnetBroadcast(destination) ? undefined : { on, address: destination, prefix: PREFIX };
}

/** Where a host looks for a link-local destination: on a link of its own such address, else where its routes lead. */
export function linkOf(interfaces: readonly StackInterface[], usual: NextHop | undefined): StackInterface | undefined {
  const up = interfaces.filter((each) => each.up);
  return up.find(hasLinkLocal) ?? usual?.on ?? up.find((each) => each.addresses.some(({ scope }) => scope !== 'host'));
}

/** It has a link-local address that speaks for the host; one of host scope does not. */
export function hasLinkLocal(on: StackInterface): boolean {
  return on.addresses.some(({ address, scope }) => scope !== 'host' && isLinkLocalIpv4(address));
}

/** The interface that has this link-local address, which is no other's; undefined if there is none. */
export function linkLocalOwner(interfaces: readonly StackInterface[], address: Ipv4): StackInterface | undefined {
  if (!isLinkLocalIpv4(address)) return undefined;
  return interfaces.find((on) => on.addresses.some((own) => own.address === address && own.scope !== 'host'));
}
