import { PROFILES, type Profile } from '../../src/model/index.ts';
import type { HostView, World } from '../../src/monitor/index.ts';
import type { DroppedEvent, FrameEvent, PortIndex } from '../../src/trace/index.ts';
import {
  type ArpView,
  HARDWARE_IEEE802,
  IPV4_ANY,
  IPV4_BROADCAST,
  isGroupMac,
  isLoopbackIpv4,
  isMulticastIpv4,
  PROTOCOL_IPV4,
  samePrefix,
} from '../../src/wire/index.ts';
import { isOnLink, ownsOn } from './addresses.ts';

/** The profile of a host's stack; undefined for one that is not known. */
export function profileOf(host: HostView): Profile | undefined {
  // Asked for every packet, and nearly always of the same profile.
  if (host.profile !== lastName) {
    lastName = host.profile;
    last = PROFILES.get(lastName);
  }
  return last;
}

let lastName: string | undefined;
let last: Profile | undefined;

/** A sysctl in force at a port; 0 where the profile has none. */
export function setting(world: World, port: PortIndex, name: string): number {
  return world.setting(port, name);
}

/** The stack answers in the name of others (`proxy_arp`), and learns from those whom it answers. */
export function isProxy(world: World, port: PortIndex): boolean {
  return setting(world, port, 'proxy_arp') !== 0 || setting(world, port, 'proxy_arp_pvlan') !== 0;
}

/** Not well-formed by RFC 826, but its profile takes hardware type 6 (IEEE 802) for Ethernet (RFC 1042; C15). */
export function isTakenForEthernet(world: World, host: HostView, event: FrameEvent): boolean {
  const { frame } = event;
  const arp = frame.arp;
  if (arp === undefined || arp.hardwareType !== HARDWARE_IEEE802 || !profileOf(host)?.acceptsIeee802) return false;
  if (!arp.complete || arp.hardwareLength !== 6 || arp.protocolType !== PROTOCOL_IPV4 || arp.protocolLength !== 4) {
    return false;
  }
  return frame.vlan <= 0 && (frame.destination === world.portOf(event.port).mac || isGroupMac(frame.destination));
}

/** Whether the host's settings, or its profile, let it leave a request for one of its addresses unanswered. */
export function maySuppress(world: World, host: HostView, port: PortIndex, arp: ArpView): boolean {
  // The weak host model answers for every address of the host, the strong one for those of the interface (C16).
  if (!ownsOn(host, port, arp.targetIp)) return true;
  const profile = profileOf(host);
  // RFC 5227 section 2.4 calls it a conflict; RFC 826 answers (C06).
  if (host.owns(arp.senderIp)) {
    if (profile?.ownClaim !== 'reply' || world.isUnderDetection(port, arp.senderIp)) return true;
  }
  // C18
  if (profile?.acceptsOffLink === false && arp.senderIp !== IPV4_ANY && !isOnLink(host, port, arp.senderIp))
    return true;
  if (profile?.sysctls !== true) return false;
  const sender = arp.senderIp;
  if (isMulticastIpv4(sender) || sender === IPV4_BROADCAST) return true;
  if (isLoopbackIpv4(sender) && setting(world, port, 'route_localnet') !== 1) return true;
  if (arp.isGratuitous && setting(world, port, 'drop_gratuitous_arp') === 1) return true;
  // Where the route back leads is not part of a trace.
  if (setting(world, port, 'arp_filter') === 1) return true;
  return isIgnored(world, host, port, arp);
}

/** `arp_ignore`, for an address of the receiving interface. */
function isIgnored(world: World, host: HostView, port: PortIndex, arp: ArpView): boolean {
  const sender = arp.senderIp;
  const target = arp.targetIp;
  switch (setting(world, port, 'arp_ignore')) {
    case 2:
      return !host.addresses.some(
        (own) =>
          own.port === port &&
          own.address === target &&
          (sender === IPV4_ANY || samePrefix(own.address, sender, own.prefix)),
      );
    case 3:
      return !host.addresses.some((own) => own.address === target && own.scope !== 'host');
    case 8:
      return true;
    default:
      return false;
  }
}

/**
 * A rule for outgoing packets took it before it was sent (`arptables filter OUTPUT rule 1`). Nothing of it is on the
 * wire, but the stack has done its part.
 */
export function wasTakenFromStack(event: DroppedEvent): boolean {
  return event.where.includes(' OUTPUT ');
}
