import type { HostView } from '../../src/monitor/index.ts';
import type { FrameEvent, PortIndex } from '../../src/trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type Ipv4,
  isGroupMac,
  isLoopbackIpv4,
  isMulticastIpv4,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
} from '../../src/wire/index.ts';
import { isNobodys, isOnLink } from '../rfc826/addresses.ts';
import { unarpOf } from '../robustness/unarp.ts';
import type { Fact, FactContext } from './fact.ts';

/** What the stack knew of the sender of a packet before it came, as far as frames tell. */
type Before = 'nothing' | 'an entry' | 'asked for it';

/** A packet that says something of its sender. */
interface Said {
  readonly host: HostView;
  readonly event: FrameEvent;
  readonly isForHost: boolean;
  readonly before: Before;
  /** It says the same that the stack knows. */
  readonly isNews: boolean;
  /** The stack asked, got another answer a moment ago, and this is the next one. */
  readonly isSecondAnswer: boolean;
}

interface Known {
  /** What the stack holds if it believed what RFC 826 has everyone believe. */
  mac: Mac | undefined;
  isAsked: boolean;
  answeredAt: number;
  /** A packet whose belief shows next. */
  open: FrameEvent | undefined;
}

/** The fact whether a kind of packet is believed. */
function believed(id: string, rows: readonly string[], question: string, isCase: (said: Said) => boolean): Fact {
  return { id, rows, question, watch: (context) => watchBelief(context, isCase) };
}

/** Two answers to one question come within this time, in nanoseconds. */
const RACE = 100_000_000;

/**
 * Whether a packet was believed is told by the next packet to its sender, or by a request for it; where the cache is
 * visible, by the cache. What was said in between leaves it open.
 */
function watchBelief({ monitor: { world }, seen }: FactContext, isCase: (said: Said) => boolean) {
  const known = new Map<Ipv4, Known>();
  const of = (address: Ipv4): Known => {
    const entry = known.get(address) ?? { mac: undefined, isAsked: false, answeredAt: -RACE, open: undefined };
    known.set(address, entry);
    return entry;
  };
  function heard(host: HostView, event: FrameEvent, isForHost: boolean): void {
    const { senderIp, senderMac, operation } = event.frame.arp!;
    const entry = of(senderIp);
    const before = entry.mac !== undefined ? 'an entry' : entry.isAsked ? 'asked for it' : 'nothing';
    const isSecondAnswer = operation === ARP_REPLY && event.time - entry.answeredAt < RACE;
    const said = { host, event, isForHost, before, isNews: entry.mac !== senderMac, isSecondAnswer } as const;
    entry.open = isCase(said) && host.owns(senderIp) === false ? event : undefined;
    // What everybody believes; whatever else was said makes it doubtful.
    const isPlain = isForHost && !isGroupMac(senderMac) && senderMac !== MAC_ZERO;
    const isAnswer = operation === ARP_REPLY && before === 'asked for it' && event.frame.arp!.targetMac !== MAC_ZERO;
    entry.answeredAt = isPlain && isAnswer ? event.time : -RACE;
    if (isPlain && before !== 'an entry' && (operation === ARP_REQUEST || isAnswer)) entry.mac = senderMac;
    entry.isAsked = false;
  }
  function shown(port: PortIndex, address: Ipv4, isBelieved: boolean, by: FrameEvent): void {
    const entry = known.get(address);
    if (entry?.open === undefined || entry.open.port !== port) return;
    seen(isBelieved ? 'yes' : 'no', entry.open, by);
    entry.open = undefined;
  }
  return {
    restart: () => known.clear(),
    arpForHost: (host: HostView, event: FrameEvent) => heard(host, event, true),
    arpFromKnown: (host: HostView, event: FrameEvent) => heard(host, event, false),
    arpFromStranger: (host: HostView, event: FrameEvent) => heard(host, event, false),
    originated: () => {},
    arpSent: (_from: HostView, event: FrameEvent) => {
      const arp = event.frame.arp!;
      if (arp.operation !== ARP_REQUEST || event.frame.destination !== MAC_BROADCAST) return;
      shown(event.port, arp.targetIp, false, event);
      const entry = of(arp.targetIp);
      entry.mac = undefined;
      entry.isAsked = true;
    },
    ipSent: (_from: HostView, event: FrameEvent) => {
      const { destination } = event.frame.ip!;
      const said = known.get(destination)?.open?.frame.arp?.senderMac;
      shown(event.port, destination, said === event.frame.destination, event);
      of(destination).mac = event.frame.destination;
    },
    neighbour: (event: { readonly reason: string }) => {
      if (event.reason === 'operator' || event.reason === 'link') known.clear();
    },
    settled: () => {
      for (const [address, { open }] of known) {
        if (open === undefined || world.stackAt(open.port)?.cacheVisible !== true) continue;
        const holds = world.binding(open.port, address)?.mac === open.frame.arp!.senderMac;
        shown(open.port, address, holds, open);
      }
    },
  };
}

const isOrdinary = ({ host, event }: Said): boolean => {
  const { senderIp, senderMac } = event.frame.arp!;
  return (
    isOnLink(host, event.port, senderIp) && !isNobodys(host, senderIp) && !isGroupMac(senderMac) && senderMac !== 0
  );
};
const isReply = ({ event }: Said): boolean => event.frame.arp!.operation === ARP_REPLY;
const isRequest = ({ event }: Said): boolean => event.frame.arp!.operation === ARP_REQUEST;
const isGratuitous = ({ event }: Said): boolean => event.frame.arp!.isGratuitous;

/** What is believed. */
export const learning: readonly Fact[] = [
  believed(
    'learns-from-unsolicited-replies',
    ['SEC-17'],
    'Does a reply that it has not asked for make an entry?',
    (said) => isOrdinary(said) && isReply(said) && said.isForHost && said.before === 'nothing',
  ),
  believed(
    'learns-from-gratuitous-packets',
    ['LNX-31', 'LNX-32'],
    'Does a gratuitous packet of an unknown station make an entry?',
    (said) => isOrdinary(said) && isGratuitous(said) && !said.isForHost && said.before === 'nothing',
  ),
  believed(
    'follows-gratuitous-packets',
    ['LNX-35'],
    'Does a gratuitous request update an entry?',
    (said) => isOrdinary(said) && isGratuitous(said) && isRequest(said) && said.before === 'an entry' && said.isNews,
  ),
  believed(
    'follows-requests',
    ['LNX-36'],
    'Does a request for its address update an entry?',
    (said) => isOrdinary(said) && isRequest(said) && said.isForHost && said.before === 'an entry' && said.isNews,
  ),
  believed(
    'follows-unknown-operations',
    ['LNX-75'],
    'Does a packet with an unknown operation update an entry?',
    (said) =>
      isOrdinary(said) &&
      !isRequest(said) &&
      !isReply(said) &&
      said.isForHost &&
      said.before === 'an entry' &&
      said.isNews,
  ),
  believed(
    'follows-requests-for-nobody',
    ['LNX-76'],
    'Does a request for a multicast or loopback address update an entry?',
    (said) => {
      const { targetIp } = said.event.frame.arp!;
      const isForNobody = isMulticastIpv4(targetIp) || isLoopbackIpv4(targetIp);
      return isOrdinary(said) && isRequest(said) && isForNobody && said.before === 'an entry' && said.isNews;
    },
  ),
  believed(
    'replaces-confirmed-entries',
    ['SEC-01'],
    'Does a reply that it has not asked for update an entry?',
    (said) =>
      isOrdinary(said) &&
      isReply(said) &&
      said.isForHost &&
      said.before === 'an entry' &&
      said.isNews &&
      !said.isSecondAnswer,
  ),
  believed(
    'believes-the-second-answer',
    ['R1027-08'],
    'Of two answers within a tenth of a second, is the second one believed?',
    (said) => isOrdinary(said) && said.isForHost && said.isSecondAnswer && said.isNews,
  ),
  believed(
    'takes-answers-to-other-hardware',
    ['THA-01'],
    'Does an answer with the target hardware address of another station resolve?',
    (said) => {
      const { frame } = said.event;
      const { targetMac } = frame.arp!;
      // The frame was for the stack, and the packet in it names another station.
      const isOthers = targetMac !== MAC_ZERO && !isGroupMac(targetMac) && targetMac !== frame.destination;
      const isAnswer = isReply(said) && said.isForHost && said.before === 'asked for it';
      return isOrdinary(said) && isAnswer && isOthers && !isGroupMac(frame.destination);
    },
  ),
  believed(
    'takes-answers-to-other-addresses',
    ['THA-02'],
    'Does an answer with the target address of another station resolve?',
    (said) =>
      isOrdinary(said) && isReply(said) && !said.isForHost && !isGratuitous(said) && said.before === 'asked for it',
  ),
  believed(
    'believes-group-addresses',
    [],
    'Is a broadcast or multicast hardware address believed?',
    (said) =>
      isGroupMac(said.event.frame.arp!.senderMac) && isRequest(said) && said.isForHost && said.before === 'nothing',
  ),
  believed(
    'believes-zero',
    [],
    'Is the hardware address zero believed?',
    (said) =>
      said.event.frame.arp!.senderMac === MAC_ZERO && isRequest(said) && said.isForHost && said.before === 'nothing',
  ),
  {
    id: 'forgets-who-leaves',
    rows: ['R1868-01'],
    question: 'Does UNARP (RFC 1868) take an entry away?',
    watch: ({ seen }) => {
      let left: { readonly address: Ipv4; readonly mac: Mac; readonly event: FrameEvent } | undefined;
      let last: FrameEvent | undefined;
      const heard = (_host: HostView, event: FrameEvent): void => {
        last = event.frame.arp!.operation === ARP_REQUEST ? event : undefined;
        left = undefined;
      };
      return {
        restart: () => {
          left = undefined;
          last = undefined;
        },
        arpForHost: heard,
        arpFromKnown: heard,
        arpFromStranger: heard,
        arpUnfit: (_host, event) => {
          const address = unarpOf(event.frame);
          const arp = last?.frame.arp;
          left =
            address !== undefined && arp?.senderIp === address ? { address, mac: arp.senderMac, event } : undefined;
          last = undefined;
        },
        neighbour: (event) => {
          if (left === undefined || event.cause !== left.event.id || event.address !== left.address) return;
          if (event.after?.mac === undefined) seen('yes', left.event);
          left = undefined;
        },
        arpSent: (_from, event) => {
          if (left === undefined || event.frame.arp!.targetIp !== left.address) return;
          if (event.frame.arp!.operation === ARP_REQUEST) seen('yes', left.event, event);
          left = undefined;
        },
        ipSent: (_from, event) => {
          if (left === undefined || event.frame.ip!.destination !== left.address) return;
          if (event.frame.destination === left.mac) seen('no', left.event, event);
          left = undefined;
        },
      };
    },
  },
];
