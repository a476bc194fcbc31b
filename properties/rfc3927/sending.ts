import type { HostView, Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import type { NodeIndex, OriginatedEvent, Trace } from '../../src/trace/index.ts';
import {
  ARP_REQUEST,
  describeFrame,
  formatIpv4,
  type Ipv4,
  isLinkLocalIpv4,
  type Mac,
  parseIpv4,
} from '../../src/wire/index.ts';
import { LATENESS, RESOLUTION_TIME } from '../rfc826/address-claims.ts';
import { A, B, example, H, host, packet, request, type Station } from '../rfc826/cast.ts';
import { wasTakenFromStack } from '../rfc826/settings.ts';
import { TESTERS } from '../rfc5227/complaint.ts';
import { hasOnlyLinkLocal, isBound, isSomebodys } from './bound.ts';
import { established, L, N, R, withRouter } from './cast.ts';

const SENDS = [['send'], ['link-local', 'on-link']] as const;
const CHOOSES_AND_SENDS = [['link-local'], ['send']] as const;
/** Somewhere else, behind R. */
const FAR: Station = { ip: parseIpv4('192.0.2.7')!, mac: A.mac };
const EXCUSE = RESOLUTION_TIME + LATENESS;

/** Complains where a packet that has to go directly is neither sent nor its destination asked for. */
function watchAsking(
  context: MonitorContext,
  isConcerned: (from: HostView, destination: Ipv4) => boolean,
  mechanism: string,
): Monitor {
  const { world } = context;
  let open: OriginatedEvent[] = [];
  /** By node and address: when a request or a packet for it left. */
  const asked = new Map<string, number>();
  const keyOf = (node: NodeIndex, address: Ipv4): string => `${node} ${address}`;
  return {
    restart: () => {
      if (open.length > 0) open = [];
      if (asked.size > 0) asked.clear();
    },
    originated: (event) => {
      const from = world.hosts[event.node];
      if (from !== undefined && isSomebodys(from, event.destination) && isConcerned(from, event.destination)) {
        open.push(event);
      }
    },
    arpSent: (from, { time, frame }) => {
      if (frame.arp!.operation === ARP_REQUEST && isConcerned(from, frame.arp!.targetIp)) {
        asked.set(keyOf(from.index, frame.arp!.targetIp), time);
      }
    },
    ipSent: (from, { time, frame }) => {
      if (open.length > 0) asked.set(keyOf(from.index, frame.ip!.destination), time);
    },
    dropped: (event) => {
      const target = event.frame.arp?.targetIp ?? event.frame.ip?.destination;
      if (target === undefined || !wasTakenFromStack(event)) return;
      asked.set(keyOf(world.portOf(event.port).node, target), event.time);
    },
    settled: (event) => {
      if (open.length === 0) return;
      for (const { node, destination, time, id } of open) {
        const from = world.hosts[node]!;
        if (!from.addresses.some(({ port }) => world.isUp(port))) continue;
        if ((asked.get(keyOf(node, destination)) ?? Number.NEGATIVE_INFINITY) > time - EXCUSE) {
          context.exercised();
          continue;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the packet for ${formatIpv4(destination)} is sent to it, or its address asked for`,
          received: 'neither',
          mechanism,
          events: [id],
        });
      }
      open = [];
    },
  };
}

/**
 * Section 2.6.2: for a destination in 169.254/16 "the sender MUST ARP for the destination address and then send its packet
 * directly to the destination on the same physical link. This MUST be done whether the interface is configured with a
 * Link-Local or a routable IPv4 address." Section 2.8: the prefix "MUST NOT be subnetted".
 */
export const linkLocalDestinationsAreAskedFor: Property = {
  id: 'rfc3927.link-local-destinations-are-asked-for',
  level: 'MUST',
  source: 'RFC 3927, sections 2.6.2 and 2.8',
  rows: ['R3927-21', 'R3927-24'],
  statement: 'A packet for a link-local address makes the host ask for that address, whatever its routes say.',
  rationale: 'The address is on the link or nowhere; a router has no way to find it.',
  exercisedBy: 'a host is given a packet for a link-local address',
  needs: SENDS,
  examples: {
    holds: example(() => fromHost().sent(request(H, N)).settled()),
    violates: () => withRouter(fromHost().sent(request(H, R)).settled().build()),
  },
  watch: (context) =>
    watchAsking(context, (from, to) => isLinkLocalIpv4(to) && isBound(context, from), 'asked-for-somebody-else'),
};

function fromHost() {
  return host({ profile: 'host-5227' }).originated(H.ip, N.ip, 'echo-request', 1);
}

/** The same section: with only a link-local address, the requirement "can be paraphrased as 'ARP for everything'". */
export const linkLocalSendersAskForEverything: Property = {
  id: 'rfc3927.link-local-senders-ask-for-everything',
  level: 'MUST',
  source: 'RFC 3927, section 2.6.2',
  rows: ['R3927-23'],
  statement: 'A host that has only a link-local address asks for every destination, and for no router.',
  rationale: 'Nobody beyond a router can answer it; a host with a routable address on the same link can.',
  exercisedBy: 'a host that has only a link-local address is given a packet for another address',
  needs: CHOOSES_AND_SENDS,
  examples: {
    holds: example(() => fromLinkLocal().sent(request(L, FAR)).settled()),
    violates: () => withRouter(fromLinkLocal().sent(request(L, R)).settled().build()),
  },
  watch: (context) =>
    watchAsking(
      context,
      (from, to) => !isLinkLocalIpv4(to) && hasOnlyLinkLocal(from) && isBound(context, from),
      'asked-for-a-router',
    ),
};

function fromLinkLocal() {
  return established().originated(L.ip, FAR.ip, 'echo-request', 1);
}

/** Section 2.6.2: the host "MUST NOT send the packet to any router for forwarding". */
export const routersGetNoLinkLocalPackets: Property = {
  id: 'rfc3927.routers-get-no-link-local-packets',
  level: 'MUST',
  source: 'RFC 3927, section 2.6.2',
  rows: ['R3927-22'],
  statement: 'A packet to a link-local address, or from one, is not sent to a router of the host.',
  rationale: 'The router throws it away, or carries it to a network where the address is somebody else.',
  exercisedBy: 'a host with a router sends a packet to, or from, a link-local address',
  needs: [['send'], ['configure']],
  examples: {
    holds: () => routed(N),
    violates: () => routed(R),
  },
  watch: (context) => {
    /** By address: the stations that have said that it is theirs. */
    const stations = new Map<Ipv4, Set<Mac>>();
    const heard: NonNullable<Monitor['arpForHost']> = (from, { frame }) => {
      if (from.routes.length === 0) return;
      const { senderIp, senderMac } = frame.arp!;
      const known = stations.get(senderIp);
      if (known !== undefined) known.add(senderMac);
      else if (stations.size < STATIONS_MAX) stations.set(senderIp, new Set([senderMac]));
    };
    return {
      restart: () => {
        if (stations.size > 0) stations.clear();
      },
      arpForHost: heard,
      arpFromKnown: heard,
      arpFromStranger: heard,
      ipSent: (from, event) => {
        const gateways = from.routes.flatMap(({ gateway }) => (gateway === undefined ? [] : [gateway]));
        if (gateways.length === 0 || !isBound(context, from)) return;
        const { frame } = event;
        const { source, destination } = frame.ip!;
        const isFromLinkLocal = from.addresses.some(
          ({ address, scope }) => address === source && scope !== 'host' && isLinkLocalIpv4(source),
        );
        if (!isLinkLocalIpv4(destination) && !isFromLinkLocal) return;
        if (gateways.includes(destination)) return;
        context.exercised();
        if (stations.get(destination)?.has(frame.destination) === true) return;
        const router = gateways.find((each) => stations.get(each)?.has(frame.destination));
        if (router === undefined) return;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the packet goes to ${formatIpv4(destination)} itself`,
          received: `"${describeFrame(frame)}" to the router ${formatIpv4(router)}`,
          mechanism: 'handed-to-a-router',
          events: [event.id],
        });
      },
    };
  },
};

/** Stations that are remembered; more than any generated case has. */
const STATIONS_MAX = 4096;

/** A packet for N goes to N, or to R. */
function routed(to: Station): Trace {
  const peer: Station = { ip: N.ip, mac: B.mac };
  const builder = host({ profile: 'host-5227' }).received(request(peer, H)).received(request(R, H));
  return withRouter(builder.sent(packet(H, { ip: N.ip, mac: to === R ? R.mac : peer.mac })).build());
}

/** Complains where the sender of a request is not of the kind that it should be, of a host with both kinds. */
function watchSender(context: MonitorContext, isLinkLocalTarget: boolean, mechanism: string): Monitor {
  /** What hosts were given to send since the network last settled. */
  let given: OriginatedEvent[] = [];
  return {
    restart: () => {
      if (given.length > 0) given = [];
    },
    originated: (event) => {
      if (isLinkLocalIpv4(event.destination) === isLinkLocalTarget) given.push(event);
    },
    settled: () => {
      if (given.length > 0) given = [];
    },
    arpSent: (from, event) => {
      const { operation, senderIp, targetIp } = event.frame.arp!;
      if (!context.demandedOf(from)) return;
      if (given.length === 0 || operation !== ARP_REQUEST || senderIp === targetIp) return;
      if (!given.some(({ node }) => node === from.index) || isLinkLocalIpv4(targetIp) !== isLinkLocalTarget) return;
      const own = from.addresses.filter(({ port, scope }) => port === event.port && scope !== 'host');
      const isKnown = own.some(({ address }) => address === senderIp);
      const linkLocal = own.filter(({ address }) => isLinkLocalIpv4(address)).length;
      if (!isKnown || linkLocal === 0 || linkLocal === own.length) return;
      context.exercised();
      if (isLinkLocalIpv4(senderIp) === isLinkLocalTarget) return;
      context.violated({
        time: event.time,
        at: from.name,
        expected: `a request for ${formatIpv4(targetIp)} from ${isLinkLocalTarget ? 'the link-local' : 'a routable'} address`,
        received: `it came from ${formatIpv4(senderIp)}`,
        mechanism,
        events: [event.id],
      });
    },
  };
}

const BOTH = { addresses: ['10.0.0.1/24', '169.254.17.23/16'] };

/** Section 1.9, rule 2: "the host MUST use the routable address when initiating new communications"; section 2.6.1. */
export const routableSourceIsPreferred: Property = {
  id: 'rfc3927.routable-source-is-preferred',
  level: 'SHOULD',
  source: 'RFC 3927, sections 1.9 and 2.6.1',
  rows: ['R3927-20'],
  statement: 'A host that has both asks for a routable address in the name of its routable one.',
  rationale: 'The other side may be unable to answer a link-local address, and the address may change at any time.',
  exercisedBy: 'a host that has a routable and a link-local address is given a packet for a routable one',
  needs: [['send'], ['configure']],
  profiles: TESTERS,
  examples: {
    holds: example(() => host(BOTH).originated(H.ip, A.ip, 'echo-request', 1).sent(request(H, A))),
    violates: example(() => host(BOTH).originated(H.ip, A.ip, 'echo-request', 1).sent(request(L, A))),
  },
  watch: (context) => watchSender(context, false, 'link-local-source'),
};

/** Section 2.6.1 leaves it to the host; what is link-local is understood on the link (RFC 6724 section 5, rule 2). */
export const linkLocalPeersHearTheLinkLocalAddress: Property = {
  id: 'rfc3927.link-local-peers-hear-the-link-local-address',
  level: 'SHOULD',
  source: 'RFC 3927, section 2.6.1',
  rows: ['ASEL-08'],
  statement: 'A host that has both asks for a link-local address in the name of its link-local one.',
  rationale: 'Whoever has only a link-local address may take a routable one to be behind a router, and not answer.',
  exercisedBy: 'a host that has a routable and a link-local address is given a packet for a link-local one',
  needs: [['send'], ['configure']],
  profiles: TESTERS,
  examples: {
    holds: example(() => host(BOTH).originated(L.ip, N.ip, 'echo-request', 1).sent(request(L, N))),
    violates: example(() => host(BOTH).originated(H.ip, N.ip, 'echo-request', 1).sent(request(H, N))),
  },
  watch: (context) => watchSender(context, true, 'routable-source'),
};
