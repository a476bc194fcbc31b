import type { FrameEvent } from '../../src/trace/index.ts';
import { ARP_REPLY, ARP_REQUEST, type Ipv4, isGroupMac, MAC_BROADCAST, type Mac } from '../../src/wire/index.ts';
import type { Fact, FactContext } from './fact.ts';

const SECOND = 1_000_000_000;

/** An entry that was made by a request, since when its station has said nothing more. */
interface Entry {
  readonly mac: Mac;
  readonly said: FrameEvent;
  /** The last packet that it was used for. */
  usedAt: number;
  /** Entries that were made since. */
  others: number;
}

/** What becomes of entries of silent stations: used again after a time, or asked for again. */
function watchEntries({ monitor: { world }, seen }: FactContext, tell: Tell) {
  const entries = new Map<Ipv4, Entry>();
  return {
    restart: () => entries.clear(),
    received: ({ frame }: FrameEvent) => {
      if (frame.arp !== undefined) entries.delete(frame.arp.senderIp);
    },
    arpForHost: (_host: unknown, event: FrameEvent) => {
      const { operation, senderIp, senderMac } = event.frame.arp!;
      if (
        operation !== ARP_REQUEST ||
        isGroupMac(senderMac) ||
        world.binding(event.port, senderIp)?.state === 'permanent'
      )
        return;
      for (const entry of entries.values()) entry.others += 1;
      entries.set(senderIp, { mac: senderMac, said: event, usedAt: event.time, others: 0 });
    },
    neighbour: ({ reason }: { readonly reason: string }) => {
      if (reason === 'operator' || reason === 'link') entries.clear();
    },
    ipSent: (_from: unknown, event: FrameEvent) => {
      const entry = entries.get(event.frame.ip!.destination);
      if (entry === undefined || entry.mac !== event.frame.destination) return;
      tell(seen, entry, event, true);
      entry.usedAt = event.time;
    },
    arpSent: (_from: unknown, event: FrameEvent) => {
      const arp = event.frame.arp!;
      const entry = entries.get(arp.targetIp);
      if (entry === undefined || arp.operation !== ARP_REQUEST || event.frame.destination !== MAC_BROADCAST) return;
      tell(seen, entry, event, false);
      entries.delete(arp.targetIp);
    },
  };
}

type Tell = (seen: FactContext['seen'], entry: Entry, event: FrameEvent, isThere: boolean) => void;

/** Younger entries are no news: every stack keeps them for so long, in nanoseconds. */
const YOUNG = 15 * SECOND;
/** Entries that are made meanwhile: more than small tables hold. */
const CROWD = 200;

/** The longest time that it was kept, and the shortest after which it was gone. */
function ageSummary(answers: readonly string[]): string {
  const numbers = (word: string): readonly number[] =>
    answers.filter((each) => each.startsWith(word)).map((each) => Number(/\d+/.exec(each)?.[0]));
  const [least, most] = [Math.max(0, ...numbers('at least')), Math.min(...numbers('less than'))];
  if (!Number.isFinite(most)) return `at least ${least} s`;
  return least === 0 ? `less than ${most} s` : `between ${least} and ${most} s`;
}

/** How long entries live, and what shortens that. */
export const keeping: readonly Fact[] = [
  {
    id: 'age-of-entries',
    rows: ['R1122-18', 'R826-65'],
    question: 'How long is an unused entry of a silent station kept?',
    summary: ageSummary,
    watch: (context) =>
      watchEntries(context, (seen, entry, event, isThere) => {
        // Use may keep an entry, and so many others may have driven it out.
        if (event.time - entry.said.time < YOUNG || entry.usedAt !== entry.said.time || entry.others >= CROWD) return;
        const seconds = (event.time - entry.said.time) / SECOND;
        seen(isThere ? `at least ${Math.floor(seconds)} s` : `less than ${Math.ceil(seconds)} s`, entry.said, event);
      }),
  },
  {
    id: 'entries-in-a-crowd',
    rows: ['LNX-56', 'SEC-03'],
    question: `Is an entry kept while more than ${CROWD} others are made?`,
    watch: (context) =>
      watchEntries(context, (seen, entry, event, isThere) => {
        if (entry.others < CROWD || event.time - entry.said.time >= YOUNG) return;
        seen(isThere ? 'yes' : 'no', entry.said, event);
      }),
  },
  {
    id: 'answered-polls',
    rows: ['R1122-08'],
    question: 'Does traffic go on while a known station is asked, and answers?',
    watch: ({ seen }) => {
      const polled = new Map<Ipv4, { readonly poll: FrameEvent; readonly mac: Mac; isAnswered: boolean }>();
      return {
        restart: () => polled.clear(),
        arpSent: (_from, event) => {
          const arp = event.frame.arp!;
          if (arp.operation !== ARP_REQUEST || arp.isGratuitous) return;
          const known = polled.get(arp.targetIp);
          polled.delete(arp.targetIp);
          if (!isGroupMac(event.frame.destination)) {
            polled.set(arp.targetIp, { poll: event, mac: event.frame.destination, isAnswered: false });
          } else if (known?.isAnswered === true) seen('no', known.poll, event);
        },
        arpForHost: (_host, event) => {
          const { operation, senderIp, senderMac } = event.frame.arp!;
          const known = polled.get(senderIp);
          if (known === undefined) return;
          if (operation === ARP_REPLY && senderMac === known.mac) known.isAnswered = true;
          else polled.delete(senderIp);
        },
        ipSent: (_from, event) => {
          const { destination } = event.frame.ip!;
          const known = polled.get(destination);
          if (known?.isAnswered !== true) return;
          seen(known.mac === event.frame.destination ? 'yes' : 'no', known.poll, event);
          polled.delete(destination);
        },
      };
    },
  },
  {
    id: 'state-after-a-request',
    rows: ['LNX-50'],
    question: 'In which state is an entry that a request has made?',
    watch: ({ monitor: { world }, seen }) => ({
      restart() {},
      neighbour: (event) => {
        const cause = world.causeOf(event.port, event.cause);
        if (event.before !== undefined || event.after?.mac === undefined || cause === undefined) return;
        if (cause.frame.arp?.operation === ARP_REQUEST) seen(event.after.state, cause);
      },
    }),
  },
  {
    id: 'entries-after-a-lost-link',
    rows: ['R1122-09', 'LNX-60', 'LNX-61'],
    question: 'Are entries kept when the carrier is lost?',
    watch: ({ seen }) => {
      const entries = new Map<Ipv4, { readonly mac: Mac; readonly said: FrameEvent }>();
      let isLost = false;
      return {
        restart: () => {
          entries.clear();
          isLost = false;
        },
        link: ({ by, up }) => {
          if (by === 'carrier') isLost ||= !up;
          else entries.clear();
        },
        received: ({ frame }) => {
          if (frame.arp !== undefined) entries.delete(frame.arp.senderIp);
        },
        arpForHost: (_host, event) => {
          const { operation, senderIp, senderMac } = event.frame.arp!;
          if (operation === ARP_REQUEST && !isLost && !isGroupMac(senderMac))
            entries.set(senderIp, { mac: senderMac, said: event });
        },
        ipSent: (_from, event) => {
          const { destination } = event.frame.ip!;
          const entry = entries.get(destination);
          if (!isLost || entry?.mac !== event.frame.destination) return;
          entries.delete(destination);
          seen('yes', entry.said, event);
        },
        arpSent: (_from, event) => {
          const arp = event.frame.arp!;
          const entry = entries.get(arp.targetIp);
          if (!isLost || entry === undefined || event.frame.destination !== MAC_BROADCAST) return;
          entries.delete(arp.targetIp);
          seen('no', entry.said, event);
        },
      };
    },
  },
  {
    id: 'announces-when-the-link-comes-up',
    rows: ['LNX-40'],
    question: 'Does it announce its addresses when the link comes up?',
    watch: ({ seen }) => {
      let since: number | undefined;
      let last: FrameEvent | undefined;
      return {
        restart: () => {
          since = undefined;
          last = undefined;
        },
        received: (event) => {
          last = event;
        },
        link: ({ up, time }) => {
          since = up ? time : undefined;
        },
        arpSent: (_from, event) => {
          if (since === undefined || !event.frame.arp!.isGratuitous) return;
          since = undefined;
          seen('yes', event);
        },
        settled: ({ time }) => {
          if (since === undefined || time - since < SECOND) return;
          since = undefined;
          seen('no', ...(last === undefined ? [] : [last]));
        },
      };
    },
  },
];
