import type { Profile } from '../../src/model/index.ts';
import type { HostView, World } from '../../src/monitor/index.ts';
import type { FrameEvent, NeighbourBinding } from '../../src/trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  isLoopbackIpv4,
  isMulticastIpv4,
  isNobodysMac,
  MAC_BROADCAST,
} from '../../src/wire/index.ts';
import { type Claims, LATENESS } from './address-claims.ts';
import { isNobodys, isOnLink, ownsOn } from './addresses.ts';
import type { ClaimKind } from './claim-kind.ts';
import { isProxy, maySuppress, profileOf, setting } from './settings.ts';

/** `firm`: the profile has to believe it and nothing older. `soft`: it may. `not`: it must not, or does not care. */
export type Belief = 'firm' | 'soft' | 'not';

/** A well-formed packet, and what the stack knew of its sender when it came. */
export interface Circumstances {
  readonly world: World;
  readonly host: HostView;
  readonly event: FrameEvent;
  readonly arp: ArpView;
  readonly isForHost: boolean;
  /** The entry for the sender; undefined if there is none, or if the cache is not visible. */
  readonly before: NeighbourBinding | undefined;
  readonly known: Claims | undefined;
}

/** `locktime` is given in hundredths of a second. */
const CENTISECOND = 10_000_000;
const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;

/** The requests that a poll takes. */
const POLLS = ['ucast_solicit', 'app_solicit', 'mcast_resolicit', 'mcast_solicit'];

/** Whether a stack of this profile believes a packet. */
export function beliefIn(circumstances: Circumstances): Belief {
  const { host, event, arp } = circumstances;
  const profile = profileOf(host);
  if (isNobodys(host, arp.senderIp)) return 'not';
  // RFC 826 knows no tags: a stack without 802.1Q need not understand one that only gives a priority.
  if (event.frame.vlan === 0) return 'soft';
  if (profile === undefined || host.owns(arp.senderIp)) return 'soft';
  const isRequest = arp.operation === ARP_REQUEST;
  if (isRefused(circumstances, profile)) return 'not';
  const belief = beliefByProfile(circumstances, profile, isRequest);
  return belief === 'firm' && isFreeToBelieve(circumstances, profile) ? 'soft' : belief;
}

/** What {@link ReferenceStack.refuses}, unless the profile leaves it open. */
function isRefused({ world, host, event, arp }: Circumstances, profile: Profile): boolean {
  if (isOddOperation(arp) && !profile.operationLast && !profile.lenient.includes('C02')) return true;
  const isFree = profile.believesGroupMacs || profile.lenient.includes('C08');
  if (!isFree && isNobodysMac(arp.senderMac, world.portOf(event.port).mac)) return true;
  return !profile.acceptsOffLink && !isOnLink(host, event.port, arp.senderIp);
}

/** The profile leaves it open whether such packets are looked at. */
function isFreeToBelieve({ world, event, arp }: Circumstances, { lenient }: Profile): boolean {
  if (isOddOperation(arp) && lenient.includes('C02')) return true;
  return lenient.includes('C08') && isNobodysMac(arp.senderMac, world.portOf(event.port).mac);
}

function isOddOperation(arp: ArpView): boolean {
  return arp.operation !== ARP_REQUEST && arp.operation !== ARP_REPLY;
}

function beliefByProfile(circumstances: Circumstances, profile: Profile, isRequest: boolean): Belief {
  const { world, host, event, arp, isForHost } = circumstances;
  if (profile.sysctls) {
    if (isMulticastIpv4(arp.targetIp) || isLoopbackIpv4(arp.targetIp)) return 'not';
    if (arp.isGratuitous && setting(world, event.port, 'drop_gratuitous_arp') === 1) return 'not';
    if (isRequest && isForHost && maySuppress(world, host, event.port, arp)) return 'soft';
    if (isRequest && !isForHost && isProxy(world, event.port)) return 'soft';
  }
  if (!hasEntry(circumstances)) return beliefInStranger(circumstances, isRequest);
  if (!isForHost && !profile.mergesFromOthers) return 'not';
  if (profile.override === 'confirmed') return beliefInContrary(circumstances);
  if (profile.override === 'newest' || (isRequest && isForHost)) return 'firm';
  return isLocked(circumstances) ? 'soft' : 'firm';
}

/**
 * The sender is in the cache; where that is not visible, it may be, as it was asked for or has claimed its address.
 *
 * To take it for known is right even if the stack has forgotten it: before it sends to the address it then asks anew,
 * and the answer is a newer claim.
 */
function hasEntry({ host, before, known }: Circumstances): boolean {
  return host.cacheVisible ? before !== undefined : known?.mayHaveEntry === true;
}

/** A stack that had forgotten the sender learns it anew from this packet: it has no reason to ask for it. */
export function isLearnedAnew(circumstances: Circumstances): boolean {
  const { arp, event, isForHost, known } = circumstances;
  if (!isForHost) return false;
  return (
    known?.isPending(event.time) === true || beliefInStranger(circumstances, arp.operation === ARP_REQUEST) === 'firm'
  );
}

/** Whether a sender that is not in the cache gets into it. */
function beliefInStranger({ world, host, event, arp, isForHost }: Circumstances, isRequest: boolean): Belief {
  const profile = profileOf(host);
  // In the strong host model what is for another interface is not for the host (C16).
  if (isForHost && profile?.hostModel === 'strong' && !ownsOn(host, event.port, arp.targetIp)) return 'soft';
  if (isForHost && (isRequest || profile?.learnsFromReply === true)) return 'firm';
  if (isForHost && profile?.lenient.includes('C03') === true) return 'soft';
  if (!isForHost && arp.isGratuitous && profile?.learnsFromGratuitous === true) return 'firm';
  return setting(world, event.port, 'arp_accept') === 0 ? 'not' : 'soft';
}

/** A binding that lives is kept against other claims (C05); where it is not visible, it may be gone. */
function beliefInContrary({ host, arp, before, known }: Circumstances): Belief {
  const holds = host.cacheVisible ? before?.mac : known?.mac;
  if (holds === undefined) return 'firm';
  if (host.cacheVisible) return holds === arp.senderMac ? 'firm' : 'not';
  return holds === arp.senderMac && known!.others.length === 0 && !known!.isCrowded ? 'firm' : 'soft';
}

/**
 * Linux does not let go of an entry that changed within `locktime`, unless the packet is gratuitous. Without sight of
 * the cache there has to have been no frame and no timer that may have changed it.
 */
function isLocked({ world, host, event, arp, before, known }: Circumstances): boolean {
  if (arp.isGratuitous && (arp.operation === ARP_REQUEST || arp.targetMac === arp.senderMac)) return false;
  if (!host.cacheVisible) return known === undefined || mayHaveChanged(world, event, known);
  if (before === undefined || before.mac === undefined) return false;
  const locktime = setting(world, event.port, 'locktime') * CENTISECOND;
  return known === undefined || event.time <= known.changedAt + locktime;
}

/** Changes of state count as well: by use, once a neighbour is doubted, once it is given up (`neigh_timer_handler()`). */
function mayHaveChanged(world: World, { port, time }: FrameEvent, known: Claims): boolean {
  const locktime = setting(world, port, 'locktime') * CENTISECOND + LATENESS;
  const reachable = setting(world, port, 'base_reachable_time_ms') * MILLISECOND;
  const delay = setting(world, port, 'delay_first_probe_time') * SECOND;
  const idle = time - known.activeAt;
  if (idle <= locktime) return true;
  const polls = POLLS.reduce((sum, name) => sum + setting(world, port, name), 0);
  const retrans = setting(world, port, 'retrans_time_ms') * MILLISECOND;
  if (reachable > 0 && idle > 1.5 * reachable + delay + polls * retrans + locktime) return false;
  return time - known.activeSince >= Math.min(reachable / 2, delay) - LATENESS;
}

export function kindOfClaim({ host, event, arp, isForHost, before, known }: Circumstances): ClaimKind {
  const isRequest = arp.operation === ARP_REQUEST;
  if (!isRequest && arp.operation !== ARP_REPLY) return 'unknown-operation';
  if (!isForHost) {
    if (arp.isGratuitous) return 'gratuitous';
    return isRequest ? 'third-party-request' : 'third-party-reply';
  }
  const isKnown = host.cacheVisible ? before?.mac !== undefined : known?.mac !== undefined;
  if (isRequest) return isKnown ? 'request-from-known' : 'request-from-stranger';
  if (isKnown) return 'reply-from-known';
  const isPending = host.cacheVisible ? before !== undefined : known?.isPending(event.time) === true;
  if (!isPending) return 'unsolicited-reply';
  return event.frame.destination === MAC_BROADCAST ? 'broadcast-reply-to-pending' : 'reply-to-pending';
}
