import type { FrameEvent } from '../../src/trace/index.ts';
import {
  ARP_LENGTH,
  ARP_REPLY,
  ARP_REQUEST,
  type Ipv4,
  isGroupMac,
  MAC_BROADCAST,
  type Mac,
} from '../../src/wire/index.ts';
import { type Fact, type FactContext, macName } from './fact.ts';

const SECOND = 1_000_000_000;
/** After so long without another request a stack has given up: the longest interval in wide use is 20 s (4.4BSD). */
const SILENCE = 25 * SECOND;

/** One resolution that nobody answers. */
interface Asking {
  readonly requests: FrameEvent[];
}

/** Times between frames, in seconds, each once if they are all the same. */
function intervals(frames: readonly FrameEvent[]): string {
  const gaps = frames.slice(1).map((each, index) => Math.round((each.time - frames[index]!.time) / (SECOND / 10)) / 10);
  if (gaps.length === 0) return '';
  const isEven = gaps.every((gap) => Math.abs(gap - gaps[0]!) <= 0.1);
  return isEven ? `, ${gaps[0]} s apart` : `, after ${gaps.join(', ')} s`;
}

/** Broadcast requests for a neighbour that says nothing, until the stack gives up or the trace ends long after. */
function watchRetries({ seen }: FactContext) {
  const asking = new Map<Ipv4, Asking>();
  let now = 0;
  const end = (address: Ipv4): void => {
    const requests = asking.get(address)?.requests ?? [];
    asking.delete(address);
    if (requests.length === 0 || now - requests.at(-1)!.time < SILENCE) return;
    const count = `${requests.length} ${requests.length === 1 ? 'request' : 'requests'}`;
    seen(`${count}${intervals(requests)}`, ...requests);
  };
  const spoken = (address: Ipv4): void => {
    end(address);
    asking.delete(address);
  };
  return {
    restart: () => {
      asking.clear();
      now = 0;
    },
    received: ({ time, frame }: FrameEvent) => {
      now = time;
      if (frame.arp !== undefined) spoken(frame.arp.senderIp);
      else if (frame.ip !== undefined) spoken(frame.ip.source);
    },
    originated: ({ time, destination }: { readonly time: number; readonly destination: Ipv4 }) => {
      now = time;
      spoken(destination);
    },
    settled: ({ time }: { readonly time: number }) => {
      now = time;
    },
    arpSent: (_from: unknown, event: FrameEvent) => {
      const arp = event.frame.arp!;
      now = event.time;
      if (arp.operation !== ARP_REQUEST || arp.isGratuitous || event.frame.destination !== MAC_BROADCAST) return;
      const known = asking.get(arp.targetIp);
      if (known === undefined) asking.set(arp.targetIp, { requests: [event] });
      else known.requests.push(event);
    },
    end: () => {
      for (const address of [...asking.keys()]) end(address);
    },
  };
}

/** Unicast requests for a neighbour that was believed to be there, and what comes after them. */
function watchPolls({ seen }: FactContext) {
  const polls = new Map<Ipv4, FrameEvent[]>();
  let now = 0;
  const end = (address: Ipv4, next: string): void => {
    const requests = polls.get(address);
    polls.delete(address);
    if (requests === undefined) return;
    const count = `${requests.length} unicast ${requests.length === 1 ? 'request' : 'requests'}`;
    seen(`${count}${intervals(requests)}${next}`, ...requests);
  };
  return {
    restart: () => {
      polls.clear();
      now = 0;
    },
    received: ({ frame }: FrameEvent) => {
      // Whoever answers ends the matter, and how many there would have been is not known.
      if (frame.arp !== undefined) polls.delete(frame.arp.senderIp);
    },
    settled: ({ time }: { readonly time: number }) => {
      now = time;
    },
    arpSent: (_from: unknown, event: FrameEvent) => {
      const arp = event.frame.arp!;
      if (arp.operation !== ARP_REQUEST || arp.isGratuitous) return;
      if (!isGroupMac(event.frame.destination)) polls.set(arp.targetIp, [...(polls.get(arp.targetIp) ?? []), event]);
      else end(arp.targetIp, ', then by broadcast');
    },
    end: () => {
      for (const [address, requests] of [...polls]) {
        if (now - requests.at(-1)!.time >= SILENCE) end(address, ', then no more');
      }
    },
  };
}

/** Packets that leave at once when a resolution is answered. */
function watchQueue({ seen }: FactContext) {
  /** By address that is asked for: the packets that were to be sent there. */
  const wanted = new Map<Ipv4, number>();
  let open: { readonly address: Ipv4; readonly given: number; readonly reply: FrameEvent; sent: number } | undefined;
  const count = (address: Ipv4): void => {
    const known = wanted.get(address);
    if (known !== undefined) wanted.set(address, known + 1);
  };
  /** The packet that made it ask is the first one. */
  let last: Ipv4 | undefined;
  return {
    restart: () => {
      wanted.clear();
      open = undefined;
      last = undefined;
    },
    received: ({ frame }: FrameEvent) => {
      if (frame.ip !== undefined) {
        last = frame.ip.source;
        count(last);
      }
    },
    originated: ({ destination }: { readonly destination: Ipv4 }) => {
      last = destination;
      count(destination);
    },
    arpForHost: (_host: unknown, event: FrameEvent) => {
      const arp = event.frame.arp!;
      const given = wanted.get(arp.senderIp);
      wanted.delete(arp.senderIp);
      if (given !== undefined && arp.operation === ARP_REPLY)
        open = { address: arp.senderIp, given, reply: event, sent: 0 };
    },
    arpSent: (_from: unknown, event: FrameEvent) => {
      const arp = event.frame.arp!;
      if (arp.operation === ARP_REQUEST && !wanted.has(arp.targetIp) && last === arp.targetIp)
        wanted.set(arp.targetIp, 1);
    },
    ipSent: (_from: unknown, event: FrameEvent) => {
      if (open !== undefined && event.frame.ip!.destination === open.address) open.sent += 1;
    },
    settled: () => {
      // All of a few says nothing of how many there may be.
      if (open !== undefined && (open.sent < open.given || open.given >= QUEUE_TELLING)) {
        seen(open.sent < open.given ? `${open.sent}` : `${open.given} at least`, open.reply);
      }
      open = undefined;
    },
  };
}

/** So many packets for one neighbour are more than most stacks keep. */
const QUEUE_TELLING = 100;

/** How ARP packets of its own look. */
function sentAs(
  id: string,
  rows: readonly string[],
  question: string,
  describe: (event: FrameEvent, own: Mac, addresses: readonly Ipv4[]) => string | undefined,
): Fact {
  return {
    id,
    rows,
    question,
    watch: ({ monitor: { world }, seen }) => ({
      restart() {},
      arpSent: (from, event) => {
        const own = world.portOf(event.port).mac;
        const text = describe(
          event,
          own,
          from.addresses.map((each) => each.address),
        );
        if (text !== undefined) seen(text, event);
      },
    }),
  };
}

/** How neighbours are asked for, and what that looks like. */
export const resolving: readonly Fact[] = [
  sentAs(
    'target-of-requests',
    ['R826-12'],
    'Which target hardware address has a request for an unknown station?',
    (event, own) => {
      const arp = event.frame.arp!;
      if (arp.operation !== ARP_REQUEST || arp.isGratuitous || event.frame.destination !== MAC_BROADCAST)
        return undefined;
      return macName(arp.targetMac, own);
    },
  ),
  sentAs(
    'target-of-announcements',
    ['R5227-43'],
    'Which target hardware address has an announcement?',
    (event, own) => {
      const arp = event.frame.arp!;
      return arp.operation === ARP_REQUEST && arp.isGratuitous ? macName(arp.targetMac, own) : undefined;
    },
  ),
  sentAs('sender-of-requests', ['LNX-12'], 'Which of its addresses names a request?', (event, _own, addresses) => {
    const arp = event.frame.arp!;
    if (arp.operation !== ARP_REQUEST || arp.isGratuitous || addresses.length < 2) return undefined;
    const place = addresses.indexOf(arp.senderIp);
    return place < 0 ? 'none' : place === 0 ? 'the first' : 'another one';
  }),
  sentAs('operations-sent', ['R2390-01'], 'Which operations does it send?', ({ frame }) => {
    const { operation } = frame.arp!;
    return operation === ARP_REQUEST ? 'request' : operation === ARP_REPLY ? 'reply' : `operation ${operation}`;
  }),
  sentAs('length-of-frames', ['ETH-01'], 'How long are its frames, and what are they padded with?', ({ frame }) => {
    const padding = frame.bytes.subarray(frame.payloadOffset + ARP_LENGTH);
    if (padding.length === 0) return `${frame.length} octets`;
    return `${frame.length} octets, padded with ${padding.every((octet) => octet === 0) ? 'zeros' : 'other octets'}`;
  }),
  {
    id: 'requests-without-answer',
    rows: ['LNX-54'],
    question: 'How often is a silent station asked for?',
    watch: watchRetries,
  },
  {
    id: 'polls-without-answer',
    rows: ['R1122-06', 'LNX-51', 'LNX-53'],
    question: 'How is a known station asked that no longer answers?',
    watch: watchPolls,
  },
  {
    id: 'packets-kept',
    rows: ['LNX-55'],
    question: 'How many packets wait for an answer?',
    watch: watchQueue,
  },
];
