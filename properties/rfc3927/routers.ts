import type { HostView, Property } from '../../src/monitor/index.ts';
import { type Trace, TraceBuilder } from '../../src/trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  describeArp,
  describeFrame,
  formatIpv4,
  isLinkLocalIpv4,
  parseIpv4,
  parseMac,
} from '../../src/wire/index.ts';
import { A, example, H, host, packet, reply, request, type Station } from '../rfc826/cast.ts';
import { isProxy } from '../rfc826/settings.ts';
import { isBound, isSomebodys } from './bound.ts';
import { N, oneHost } from './cast.ts';

/** Section 2.7: a device "MUST NOT" answer for every link-local address, or two hosts could never choose one. */
export const answersForItselfAlone: Property = {
  id: 'rfc3927.answers-for-itself-alone',
  level: 'MUST',
  source: 'RFC 3927, section 2.7',
  rows: ['R3927-25'],
  statement: 'A request or probe for a link-local address that is not its own is not answered by a host.',
  rationale: 'Whoever answers for all of 169.254/16 keeps everybody else from having an address at all.',
  exercisedBy: 'a request for a link-local address that the host does not have',
  examples: {
    holds: example(() => host().received(request(A, N)).settled()),
    violates: example(() =>
      host()
        .received(request(A, N))
        .sent(reply({ ip: N.ip, mac: H.mac }, A)),
    ),
  },
  watch: (context) => {
    const { world } = context;
    /** A kernel that is told to answer for others does what it is told. */
    const isExcused = (at: HostView, port: number, address: typeof N.ip): boolean =>
      world.isProxied(port, address) || (isProxy(world, port) && !isBound(context, at));
    return {
      arpFromKnown: (at, event) => heard(at, event.frame.arp!),
      arpFromStranger: (at, event) => heard(at, event.frame.arp!),
      arpSent: (from, event) => {
        const arp = event.frame.arp!;
        if (arp.operation !== ARP_REPLY || !isLinkLocalIpv4(arp.senderIp)) return;
        if (from.owns(arp.senderIp) || isExcused(from, event.port, arp.senderIp)) return;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `no answer for ${formatIpv4(arp.senderIp)}`,
          received: `"${describeArp(arp)}"`,
          mechanism: 'answered-for-a-link-local-address',
          events: [event.id],
        });
      },
    };

    function heard(at: HostView, { operation, targetIp }: { operation: number; targetIp: typeof N.ip }): void {
      if (operation === ARP_REQUEST && isLinkLocalIpv4(targetIp) && !at.owns(targetIp)) context.exercised();
    }
  },
};

/** A router, and its second interface on another network. */
const FAR: Station = { ip: parseIpv4('10.9.0.2')!, mac: parseMac('02:00:00:00:00:09')! };
const SECOND_MAC = parseMac('02:00:00:00:00:02')!;

/**
 * Section 2.7: "any … packet … with a source and/or destination address in the 169.254/16 prefix … MUST NOT forward the
 * packet, regardless of the TTL".
 */
export const linkLocalPacketsAreNotForwarded: Property = {
  id: 'network.link-local-packets-are-not-forwarded',
  level: 'MUST',
  source: 'RFC 3927, section 2.7',
  rows: ['R3927-26'],
  statement: 'A router does not forward a packet that comes from, or is for, a link-local address, nor asks for it.',
  rationale: 'On the next network the same address is another host, or nobody.',
  exercisedBy: 'a router gets a packet that comes from, or is for, a link-local address of somebody else',
  examples: {
    holds: () => forwarding(false),
    violates: () => forwarding(true),
  },
  watch: (context) => {
    const { world } = context;
    /** By node: the packets of that kind that it was given since the network last settled. */
    let given: { readonly node: number; readonly id: number; readonly packet: number; readonly port: number }[] = [];
    return {
      restart: () => {
        if (given.length > 0) given = [];
      },
      ipReceived: (at, { id, port, frame }) => {
        const { source, destination, id: packetId } = frame.ip!;
        if (!isLinkLocalIpv4(source) && !isLinkLocalIpv4(destination)) return;
        if (at.owns(destination) || at.owns(source) || !isSomebodys(at, destination) || !isBound(context, at)) return;
        if (world.setting(port, 'forwarding') !== 1 || frame.destination !== world.portOf(port).mac) return;
        context.exercised();
        given.push({ node: at.index, id, packet: packetId, port });
      },
      ipSent: (from, event) => {
        const { source, destination, id } = event.frame.ip!;
        const of = given.find((each) => each.node === from.index && each.packet === id);
        if (of === undefined || from.owns(source)) return;
        if (!isLinkLocalIpv4(source) && !isLinkLocalIpv4(destination)) return;
        context.violated({
          time: event.time,
          at: from.name,
          expected: 'the packet goes no further',
          received: `"${describeFrame(event.frame)}" at ${world.portOf(event.port).name}`,
          mechanism: 'link-local-packet-forwarded',
          events: [event.id, of.id],
        });
      },
      settled: () => {
        if (given.length > 0) given = [];
      },
    };
  },
};

/** A station without a routable address sends through the router, and the packet comes out behind it or not. */
function forwarding(isForwarded: boolean): Trace {
  const settings = { forwarding: 1 };
  const builder = new TraceBuilder()
    .host('R', { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24'], settings, profile: 'host-5227' })
    .host('R.eth1', { mac: '02:00:00:00:00:02', addresses: ['10.9.0.1/16'], settings, profile: 'host-5227' })
    .at('R')
    .received(packet({ ip: N.ip, mac: A.mac }, { ip: FAR.ip, mac: H.mac }));
  if (isForwarded) builder.at('R.eth1').sent(packet({ ip: N.ip, mac: SECOND_MAC }, FAR));
  return oneHost(builder.settled().build());
}
