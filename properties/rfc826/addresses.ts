import type { HostView } from '../../src/monitor/index.ts';
import type { PortIndex } from '../../src/trace/index.ts';
import {
  IPV4_ANY,
  IPV4_BROADCAST,
  type Ipv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  samePrefix,
} from '../../src/wire/index.ts';

/**
 * The directed broadcast address of one of the host's prefixes (RFC 1122 section 3.2.1.3 (d)); /31 and /32 have none.
 */
export function isSubnetBroadcast(host: HostView, address: Ipv4): boolean {
  for (const own of host.addresses) {
    if (own.prefix >= 31 || !samePrefix(own.address, address, own.prefix)) continue;
    if ((~address & (0xffff_ffff >>> own.prefix)) === 0) return true;
  }
  return false;
}

/** An address that no single station may have: "this host", broadcast, a group, loopback (RFC 1122 section 3.2.1.3). */
export function isNobodys(host: HostView, address: Ipv4): boolean {
  return (
    address === IPV4_ANY ||
    address === IPV4_BROADCAST ||
    isMulticastIpv4(address) ||
    isLoopbackIpv4(address) ||
    isSubnetBroadcast(host, address)
  );
}

/** The host has this address on this interface. */
export function ownsOn(host: HostView, port: PortIndex, address: Ipv4): boolean {
  for (const own of host.addresses) if (own.address === address && own.port === port) return true;
  return false;
}

/**
 * In a prefix of the interface, so that the next hop to it is the address itself. Routes are not part of a trace: an
 * address behind a /32 link route is not known to be on the link, and one inside a prefix is taken to be.
 */
export function isOnLink(host: HostView, port: PortIndex, address: Ipv4): boolean {
  for (const own of host.addresses) {
    if (own.port === port && own.prefix < 32 && samePrefix(own.address, address, own.prefix)) return true;
  }
  return false;
}

/** The oldest form of a broadcast address (RFC 1122 section 3.3.6), which careful stacks still take for one. */
export function isNetworkAddress(host: HostView, port: PortIndex, address: Ipv4): boolean {
  return host.addresses.some((own) => own.port === port && (address & (0xffff_ffff >>> own.prefix)) === 0);
}
