import type { HostView, World } from '../../src/monitor/index.ts';
import type { DroppedEvent, FrameEvent } from '../../src/trace/index.ts';
import {
  ARP_LENGTH,
  type ArpView,
  type Frame,
  type Ipv4,
  isGroupMac,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
} from '../../src/wire/index.ts';
import { isNetworkAddress, isNobodys, isOnLink } from '../rfc826/addresses.ts';

/** A request for an own address, and what the stack said to it until the network had settled. */
export interface Asked {
  readonly host: HostView;
  readonly event: FrameEvent;
  readonly arp: ArpView;
  readonly replies: (FrameEvent | DroppedEvent)[];
  /** Frames for others that the interface had heard before it. */
  readonly others: number;
}

/** All that a request differs in from an earlier one. `others`: nothing, but frames for others came between them.
 * `order`: nothing, but of two requests one after the other, the one came first and then the other. */
export type Difference =
  | 'nothing'
  | 'others'
  | 'order'
  | 'asker'
  | 'trailing octets'
  | 'target hardware address'
  | 'Ethernet destination';

/** What the later request differs in, if that is one thing at most. */
export function differenceOf(world: World, earlier: Asked, later: Asked): Difference | undefined {
  const [one, two] = [earlier.arp, later.arp];
  const [frame, other] = [earlier.event.frame, later.event.frame];
  if (one.targetIp !== two.targetIp || frame.vlan !== other.vlan) return undefined;
  const found: Difference[] = [];
  if (one.senderIp !== two.senderIp || one.senderMac !== two.senderMac) {
    if (!isStation(world, earlier) || !isStation(world, later)) return undefined;
    found.push('asker');
  }
  if (!isSameRole(one, frame.source, two, other.source)) return undefined;
  if (!isSameRole(one, one.targetMac, two, two.targetMac)) found.push('target hardware address');
  if (frame.destination !== other.destination) {
    const own = world.portOf(later.event.port).mac;
    if (!isPlain(frame.destination, own) || !isPlain(other.destination, own)) return undefined;
    found.push('Ethernet destination');
  }
  if (!isSameTail(frame, other)) found.push('trailing octets');
  const isQuiet = earlier.others === later.others;
  if (found.length === 0) return isQuiet ? 'nothing' : 'others';
  return found.length === 1 && isQuiet ? found[0] : undefined;
}

/** The answers are the same but for the asker's own addresses in them. */
export function isAlike(earlier: Asked, later: Asked): boolean {
  if (earlier.replies.length !== later.replies.length) return false;
  return earlier.replies.every(({ frame }, index) => {
    const other = later.replies[index]!.frame;
    const [one, two] = [frame.arp!, other.arp!];
    return (
      frame.length === other.length &&
      frame.source === other.source &&
      one.senderMac === two.senderMac &&
      one.senderIp === two.senderIp &&
      isSameRole(earlier.arp, frame.destination, later.arp, other.destination) &&
      isSameRole(earlier.arp, one.targetMac, later.arp, two.targetMac) &&
      nameOf(earlier.arp, one.targetIp) === nameOf(later.arp, two.targetIp)
    );
  });
}

/** Both are the asker's hardware address, or both are the same one of somebody else. */
function isSameRole(one: ArpView, mac: Mac, two: ArpView, other: Mac): boolean {
  return mac === one.senderMac || other === two.senderMac
    ? mac === one.senderMac && other === two.senderMac
    : mac === other;
}

function nameOf(asked: ArpView, address: Ipv4): Ipv4 | 'the asker' {
  return address === asked.senderIp ? 'the asker' : address;
}

/** Where ordinary requests go. */
function isPlain(destination: Mac, own: Mac): boolean {
  return destination === own || destination === MAC_BROADCAST;
}

function isSameTail(frame: Frame, other: Frame): boolean {
  const end = frame.payloadOffset + ARP_LENGTH;
  if (frame.length !== other.length) return false;
  if (frame.length <= end) return true;
  const bytes = other.bytes;
  return frame.bytes.subarray(end).every((octet, index) => octet === bytes[end + index]);
}

/** An asker that could be any other: an ordinary neighbour, or one that has no address yet and probes. */
function isStation(world: World, { host, event, arp }: Asked): boolean {
  const { senderMac, senderIp } = arp;
  if (isGroupMac(senderMac) || senderMac === MAC_ZERO || senderMac === world.portOf(event.port).mac) return false;
  if (senderIp === 0) return true;
  if (isNobodys(host, senderIp) || !isOnLink(host, event.port, senderIp)) return false;
  if (isNetworkAddress(host, event.port, senderIp)) return false;
  return !world.header.staticNeighbours.some((fixed) => fixed.address === senderIp);
}
