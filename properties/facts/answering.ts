import type { HostView, MonitorContext } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import {
  ARP_REQUEST,
  ETHERNET_MAXIMUM_LENGTH,
  HARDWARE_IEEE802,
  isGroupMac,
  isNobodysMac,
  MAC_BROADCAST,
} from '../../src/wire/index.ts';
import { isNobodys, isOnLink } from '../rfc826/addresses.ts';
import { disguiseOf } from '../robustness/disguise.ts';
import type { Fact, FactContext } from './fact.ts';

type IsCase = (host: HostView, event: FrameEvent, context: MonitorContext) => boolean;

/** The fact whether a kind of request is answered, and how; `isCase` is asked of requests for an own address. */
function answered(id: string, rows: readonly string[], question: string, isCase: IsCase): Fact {
  return { id, rows, question, watch: (context) => watchAnswers(context, isCase) };
}

/** Requests as a stack hears them, whatever is wrong with them, and the first ARP packet that it sends upon one. */
function watchAnswers({ monitor, seen }: FactContext, isCase: IsCase) {
  const { world } = monitor;
  let open: FrameEvent | undefined;
  const close = (): void => {
    if (open !== undefined) seen('no', open);
    open = undefined;
  };
  const heard = (host: HostView, event: FrameEvent): void => {
    const arp = event.frame.arp!;
    if (arp.operation !== ARP_REQUEST || !host.owns(arp.targetIp) || !isCase(host, event, monitor)) return;
    open = event;
  };
  return {
    restart: () => {
      open = undefined;
    },
    received: ({ port }: FrameEvent) => {
      if (open?.port === port) close();
    },
    arpForHost: heard,
    arpUnfit: heard,
    arpSent: (_from: HostView, event: FrameEvent) => {
      const asked = open;
      const arp = event.frame.arp!;
      if (asked === undefined || asked.port !== event.port || arp.senderIp !== asked.frame.arp!.targetIp) return;
      open = undefined;
      seen(howAnswered(asked, event, world.portOf(event.port).mac), asked, event);
    },
    settled: close,
  };
}

function howAnswered({ frame: asked }: FrameEvent, { frame }: FrameEvent, own: number): string {
  const arp = frame.arp!;
  if (arp.operation === ARP_REQUEST) return 'by an announcement';
  if (arp.senderMac !== own) return 'in the name of another station';
  if (asked.arp!.hardwareType === HARDWARE_IEEE802) return `yes, as hardware type ${arp.hardwareType}`;
  if (asked.vlan === 0) return frame.vlan < 0 ? 'yes, untagged' : 'yes, tagged';
  return frame.destination === MAC_BROADCAST ? 'yes, by broadcast' : 'yes';
}

/** Nothing is odd about who asks. */
function isPlain(host: HostView, { frame, port }: FrameEvent, { world }: MonitorContext): boolean {
  const { senderIp, senderMac } = frame.arp!;
  if (host.owns(senderIp) || isNobodysMac(senderMac, world.portOf(port).mac)) return false;
  return isOnLink(host, port, senderIp) && !isNobodys(host, senderIp);
}

/** It is a good packet in a frame for this interface. */
function isFit({ frame, port }: FrameEvent, { world }: MonitorContext): boolean {
  const isForUs = frame.destination === world.portOf(port).mac || isGroupMac(frame.destination);
  return isForUs && frame.length <= ETHERNET_MAXIMUM_LENGTH && frame.vlan < 0 && frame.arp!.isEthernetIpv4;
}

const first = (host: HostView, { frame }: FrameEvent): boolean => host.addresses[0]?.address === frame.arp!.targetIp;

/** What is answered. */
export const answering: readonly Fact[] = [
  answered(
    'answers-requests',
    ['LNX-05', 'LNX-06', 'LNX-07'],
    'Are requests for its first address answered?',
    (host, event, context) => isFit(event, context) && isPlain(host, event, context) && first(host, event),
  ),
  answered(
    'answers-for-further-addresses',
    ['LNX-84'],
    'Are requests for its further addresses answered?',
    (host, event, context) => isFit(event, context) && isPlain(host, event, context) && !first(host, event),
  ),
  answered(
    'answers-other-networks',
    ['SPA-09', 'LNX-03'],
    'Are requests from senders of other networks answered?',
    (host, event, context) => {
      const { senderIp, senderMac } = event.frame.arp!;
      if (!isFit(event, context) || isNobodysMac(senderMac, context.world.portOf(event.port).mac)) return false;
      return senderIp !== 0 && !isNobodys(host, senderIp) && !isOnLink(host, event.port, senderIp);
    },
  ),
  answered(
    'answers-own-claims',
    ['LNX-78'],
    'Are requests in the name of its own address answered?',
    (host, event, context) =>
      isFit(event, context) &&
      host.owns(event.frame.arp!.senderIp) &&
      event.frame.arp!.senderMac !== context.world.portOf(event.port).mac,
  ),
  answered(
    'answers-group-frames',
    ['ETH-16'],
    'Are requests in frames to a multicast group answered?',
    (host, event, context) => {
      const { destination } = event.frame;
      const isGroup = isGroupMac(destination) && destination !== MAC_BROADCAST;
      return isGroup && isFit(event, context) && isPlain(host, event, context);
    },
  ),
  answered(
    'answers-giant-frames',
    ['ETH-07'],
    'Are requests in frames of more than 1514 octets answered?',
    (host, event, context) =>
      event.frame.length > ETHERNET_MAXIMUM_LENGTH && event.frame.arp!.isEthernetIpv4 && isPlain(host, event, context),
  ),
  answered(
    'answers-hardware-type-6',
    ['HRD-02'],
    'Are requests of hardware type 6 (IEEE 802) answered?',
    (host, event, context) => {
      const { frame } = event;
      const arp = frame.arp!;
      const isGood = arp.complete && arp.hardwareLength === 6 && arp.protocolLength === 4 && frame.vlan < 0;
      return isGood && arp.hardwareType === HARDWARE_IEEE802 && isPlain(host, event, context);
    },
  ),
  answered(
    'answers-priority-tags',
    ['ETH-23'],
    'Are requests behind a tag that only gives a priority answered?',
    (host, event, context) =>
      event.frame.vlan === 0 && event.frame.arp!.isEthernetIpv4 && isPlain(host, event, context),
  ),
  {
    id: 'answers-ieee-802-3-frames',
    rows: ['R1122-32', 'ETH-30'],
    question: 'Are requests in IEEE 802.3 frames (RFC 1042) answered?',
    watch: ({ monitor: { world }, seen }) => {
      let open: FrameEvent | undefined;
      return {
        restart: () => {
          open = undefined;
        },
        received: (event) => {
          open = undefined;
          if (event.frame.arp !== undefined || event.frame.ip !== undefined) return;
          const disguise = disguiseOf(event.frame);
          if (disguise?.kind !== 'snap' || disguise.arp.operation !== ARP_REQUEST) return;
          if (world.stackAt(event.port)?.owns(disguise.arp.targetIp) === true) open = event;
        },
        sent: (event) => {
          if (open === undefined || open.port !== event.port) return;
          const isSnap = disguiseOf(event.frame)?.kind === 'snap';
          if (!isSnap && event.frame.arp === undefined) return;
          seen(isSnap ? 'yes, in such frames' : 'yes, in Ethernet II frames', open, event);
          open = undefined;
        },
        settled: () => {
          if (open !== undefined) seen('no', open);
          open = undefined;
        },
      };
    },
  },
];
