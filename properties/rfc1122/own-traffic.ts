import type { HostView, Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import type { FrameEvent, NodeIndex, OriginatedEvent } from '../../src/trace/index.ts';
import { ARP_REQUEST, describeArp, formatIpv4, type Ipv4, isLoopbackIpv4, parseIpv4 } from '../../src/wire/index.ts';
import { isNobodys } from '../rfc826/addresses.ts';
import { A, example, H, host, packet, request } from '../rfc826/cast.ts';

const GROUP = { ip: parseIpv4('224.0.0.1')! };
const LOOPBACK = { ip: parseIpv4('127.0.0.1')! };

/** Section 3.3.6, RFC 1112 section 6.4: where such packets go is computed, and not asked for. */
export const trafficForGroupsIsNotAskedFor: Property = {
  id: 'rfc1122.traffic-for-groups-is-not-asked-for',
  level: 'MUST',
  source: 'RFC 1122, section 3.3.6; RFC 1112, section 6.4',
  rows: ['R1122-40', 'R1122-41', 'R1122-42'],
  statement: 'What an application sends to a broadcast or multicast address goes out without a request for it.',
  rationale: 'The request is never answered, so nobody gets the packet; or somebody answers, and gets it alone.',
  exercisedBy: 'an application of the stack sends a packet to a broadcast or multicast address',
  needs: [['send']],
  examples: {
    holds: example(() => host().originated(H.ip, GROUP.ip, 'datagram', 1).sent(request(H, A))),
    violates: example(() => host().originated(H.ip, GROUP.ip, 'datagram', 1).sent(request(H, GROUP))),
  },
  watch: (context) =>
    watchOwnTraffic(context, {
      speaksOf: (from, { destination }) => isNobodys(from, destination) && !isLoopbackIpv4(destination),
      expected: 'no request, as such packets go to everyone, or to the group',
      mechanism: 'asked-for-the-group',
    }),
};

/** Section 3.2.1.3 (g): "Addresses of this form MUST NOT appear outside a host." */
export const trafficForLoopbackStaysInside: Property = {
  id: 'rfc1122.traffic-for-loopback-stays-inside',
  level: 'MUST',
  source: 'RFC 1122, section 3.2.1.3 (g)',
  rows: ['R1122-43', 'TPA-06'],
  statement: 'What an application sends to a loopback address is not asked for on the wire.',
  rationale: 'A neighbour that answers for 127.0.0.1 reads what the host says to itself.',
  exercisedBy: 'an application of the stack sends a packet to a loopback address',
  needs: [['send']],
  examples: {
    holds: example(() => host().originated(H.ip, LOOPBACK.ip, 'datagram', 1).sent(packet(H, A))),
    violates: example(() => host().originated(H.ip, LOOPBACK.ip, 'datagram', 1).sent(request(H, LOOPBACK))),
  },
  watch: (context) =>
    watchOwnTraffic(context, {
      speaksOf: (_from, { destination }) => isLoopbackIpv4(destination),
      expected: 'no request, as the packet stays inside',
      mechanism: 'asked-for-loopback',
    }),
};

interface OwnTraffic {
  readonly speaksOf: (from: HostView, event: OriginatedEvent) => boolean;
  readonly expected: string;
  readonly mechanism: string;
}

/** The destinations of own packets that {@link OwnTraffic} speaks of must never be asked for. */
function watchOwnTraffic(context: MonitorContext, { speaksOf, expected, mechanism }: OwnTraffic): Monitor {
  /** By node: such destinations, with the event that began it. There are few: groups, loopback, broadcast. */
  const sentTo = new Map<NodeIndex, Map<Ipv4, number>>();
  return {
    originated: (event) => {
      const from = context.world.hosts[event.node];
      if (from === undefined || !speaksOf(from, event)) return;
      context.exercised();
      const known = sentTo.get(event.node) ?? new Map<Ipv4, number>();
      known.set(event.destination, event.id);
      sentTo.set(event.node, known);
    },
    arpSent: (from: HostView, event: FrameEvent) => {
      if (sentTo.size === 0) return;
      const arp = event.frame.arp!;
      const cause = arp.operation === ARP_REQUEST ? sentTo.get(from.index)?.get(arp.targetIp) : undefined;
      if (cause === undefined) return;
      context.violated({
        time: event.time,
        at: from.name,
        expected,
        received: `"${describeArp(arp)}", after a packet to ${formatIpv4(arp.targetIp)}`,
        mechanism,
        events: [event.id, cause],
      });
    },
    restart: () => sentTo.clear(),
  };
}
