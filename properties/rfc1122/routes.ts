import type { HostView, Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import {
  ARP_REQUEST,
  formatIpv4,
  formatMac,
  IPV4_ANY,
  type Ipv4,
  isLinkLocalIpv4,
  type Mac,
  parseIpv4,
} from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { isNobodys, isOnLink } from '../rfc826/addresses.ts';
import { A, example, H, host, packet, request, X_MAC } from '../rfc826/cast.ts';

/** A station that says to be somebody of another network. */
const FAR = { ip: parseIpv4('192.0.2.1')!, mac: X_MAC };

/** Routes say that the address is behind a gateway, or that there is no way to it. */
function isElsewhere(from: HostView, port: number, address: Ipv4): boolean {
  if (isNobodys(from, address) || from.owns(address) || isOnLink(from, port, address)) return false;
  // Every link has these (RFC 3927 section 2.6.2), whatever addresses the host has itself.
  if (isLinkLocalIpv4(address)) return false;
  return from.hopTo(address)?.address !== address;
}

/**
 * Section 3.3.1.1: "If the destination is not on a connected network, then it is sent to a gateway." ARP is asked for
 * the next hop, and does not decide which that is.
 */
export const claimsChangeNoRoute: Property = {
  id: 'rfc1122.claims-change-no-route',
  level: 'MUST',
  source: 'RFC 1122, section 3.3.1.1',
  rows: ['SPA-10', 'GARP-12'],
  statement: 'A packet for another network does not go to whoever claimed its destination by ARP.',
  rationale: 'Otherwise one packet from the local link diverts traffic for any address of the whole Internet.',
  exercisedBy: 'a stack has a packet to answer from an address of another network that was claimed on the link',
  needs: [['ping']],
  examples: {
    holds: example(() => host().received(request(FAR, H)).received(packet(FAR, H)).settled()),
    violates: example(() => host().received(request(FAR, H)).received(packet(FAR, H)).sent(packet(H, FAR))),
  },
  watch: (context) => {
    const { world } = context;
    const claimed = new Map<Ipv4, FrameEvent>();
    /** Stations that are on the link beyond doubt: one of them may be the gateway. */
    const neighbours = new Set<Mac>();
    let isReconfigured = false;
    const reconfigured = (): void => {
      isReconfigured = true;
    };
    const heard = (at: HostView, event: FrameEvent): void => {
      const { senderIp, senderMac } = event.frame.arp!;
      if (isElsewhere(at, event.port, senderIp)) claimed.set(senderIp, event);
      else if (!isNobodys(at, senderIp)) neighbours.add(senderMac);
    };
    return {
      // What was on the link when a packet was kept for it may be elsewhere when that is sent.
      address: reconfigured,
      route: reconfigured,
      moved: reconfigured,
      restart: () => {
        isReconfigured = false;
        if (claimed.size > 0) claimed.clear();
        if (neighbours.size > 0) neighbours.clear();
      },
      arpForHost: heard,
      arpFromKnown: heard,
      arpFromStranger: heard,
      ipReceived: (at, { port, frame }) => {
        const { source, destination } = frame.ip!;
        if (claimed.has(source) && at.owns(destination) && isElsewhere(at, port, source)) context.exercised();
      },
      ipSent: (from, event) => {
        const { destination } = event.frame.ip!;
        const to = event.frame.destination;
        const claim = claimed.get(destination);
        if (claim === undefined || claim.frame.arp!.senderMac !== to || neighbours.has(to)) return;
        if (world.binding(event.port, destination)?.state === 'permanent') return;
        if (isReconfigured || !isElsewhere(from, event.port, destination)) return;
        const gateway = from.hopTo(destination)?.address;
        if (gateway !== undefined && world.binding(event.port, gateway)?.mac === to) return;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the packet for ${formatIpv4(destination)}, of another network, goes to a gateway or nowhere`,
          received: `it went to ${formatMac(to)}, who claimed that address`,
          mechanism: 'sent-to-claimant',
          events: [event.id, claim.id],
        });
      },
    };
  },
};

/** The same section: ARP is for the next hop, which is on a connected network. */
export const asksForNextHopsOnly: Property = {
  id: 'rfc1122.asks-for-next-hops-only',
  level: 'MUST',
  source: 'RFC 1122, sections 3.3.1.1 and 3.3.1.2',
  rows: ['R1122-46'],
  statement: 'A request asks for an address of a connected network, or that a route leads to directly.',
  rationale:
    'Who asks the link for an address of another network takes the first liar for the way there; with proxies about, it works by chance.',
  exercisedBy: 'a stack asks for an address',
  needs: TALK,
  examples: {
    holds: example(() => host().sent(request(H, A))),
    violates: example(() => host().sent(request(H, FAR))),
  },
  watch: (context) => {
    /** Hosts whose addresses or routes have changed: what they asked for before may be asked for again. */
    const changed = new Set<number>();
    const note = ({ node }: { readonly node: number }): void => {
      changed.add(node);
    };
    return {
      restart: () => {
        if (changed.size > 0) changed.clear();
      },
      address: note,
      route: note,
      moved: note,
      arpSent: (from, event) => {
        const arp = event.frame.arp!;
        if (arp.operation !== ARP_REQUEST || arp.isGratuitous || arp.senderIp === IPV4_ANY) return;
        if (changed.has(from.index) || !isElsewhere(from, event.port, arp.targetIp)) {
          context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: 'requests ask for a next hop',
          received: `one for ${formatIpv4(arp.targetIp)}, of another network`,
          mechanism: 'asked-for-another-network',
          events: [event.id],
        });
      },
    };
  },
};
