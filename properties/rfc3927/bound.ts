import type { HostView, MonitorContext } from '../../src/monitor/index.ts';
import { type Ipv4, isLinkLocalIpv4 } from '../../src/wire/index.ts';
import { isNobodys } from '../rfc826/addresses.ts';
import { profileOf } from '../rfc826/settings.ts';

const LINK_LOCAL_BROADCAST = 0xa9fe_ffff;

/** The host keeps to RFC 3927: its profile does (C23), or it has chosen a link-local address by itself. */
export function isBound({ world }: MonitorContext, host: HostView): boolean {
  if (profileOf(host)?.keepsLinkLocal === true) return true;
  return host.addresses.some(({ port, address }) => world.isChosen(port, address));
}

/** It speaks from a link-local address because it has no other one; those of host scope do not count. */
export function hasOnlyLinkLocal(host: HostView): boolean {
  const speaking = host.addresses.filter(({ scope }) => scope !== 'host');
  return speaking.length > 0 && speaking.every(({ address }) => isLinkLocalIpv4(address));
}

/** A single host's, and none of its own. */
export function isSomebodys(host: HostView, address: Ipv4): boolean {
  return !isNobodys(host, address) && address !== LINK_LOCAL_BROADCAST && !host.owns(address);
}
