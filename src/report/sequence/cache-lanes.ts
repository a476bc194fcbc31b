import type { Violation } from '../../monitor/index.ts';
import type { EventId, NeighbourBinding, NeighbourEvent, Trace } from '../../trace/index.ts';
import { formatIpv4, formatMac } from '../../wire/index.ts';
import { NameBook } from '../name-book.ts';
import { addressesOf } from '../text/moment.ts';

/** What one host has cached for one address, all along a trace. */
export interface CacheLane {
  /** `VM-3` */
  readonly node: string;
  /** `169.254.1.1` */
  readonly address: string;
  readonly spans: readonly CacheSpan[];
}

/** From an event on until the next span, or the end. Before the first span there is no entry. */
export interface CacheSpan {
  readonly from: EventId;
  /** `BM-1`, an address that nobody has, `?` while an answer is awaited; undefined once there is no entry. */
  readonly holds: string | undefined;
  /** The hardware address; undefined while there is none. */
  readonly mac: string | undefined;
  /** Its beginning is the violation, or one of its causes. */
  readonly decisive: boolean;
}

/**
 * The lanes that say most about a violation, at most so many: the entry that violates, then entries for the same address,
 * those that changed most first. None where caches cannot be seen.
 */
export function cacheLanesOf(trace: Trace, violation: Violation | undefined, max: number): readonly CacheLane[] {
  const names = new NameBook(trace.header);
  const decisive = new Set(violation?.events ?? []);
  const entries = new Map<string, NeighbourEvent[]>();
  for (const event of trace.events) {
    if (event.kind !== 'neighbour') continue;
    const key = `${event.node} ${event.address}`;
    const events = entries.get(key);
    if (events === undefined) entries.set(key, [event]);
    else events.push(event);
  }
  const lanes = [...entries.values()].filter((events) => events.some((each) => macOf(each) !== undefined));
  const entry = lanes.flat().find((event) => decisive.has(event.id));
  const concerned = trace.events.filter((event) => decisive.has(event.id));
  const about = new Set(entry === undefined ? concerned.flatMap(addressesOf) : [entry.address]);
  const rank = (events: readonly NeighbourEvent[]): number => {
    if (events.some((event) => decisive.has(event.id))) return 0;
    return about.has(events[0]!.address) ? 1 : 2;
  };
  const telling = lanes.filter((events) => rank(events) < 2);
  return (telling.length > 0 ? telling : lanes)
    .toSorted((left, right) => rank(left) - rank(right) || changes(right) - changes(left) || left[0]!.id - right[0]!.id)
    .slice(0, max)
    .map((events) => ({
      node: names.node(events[0]!.node),
      address: formatIpv4(events[0]!.address),
      spans: spansOf(events, names, decisive),
    }));
}

function macOf({ after }: NeighbourEvent): NeighbourBinding['mac'] {
  return after?.mac;
}

function changes(events: readonly NeighbourEvent[]): number {
  return events.filter((event) => event.before?.mac !== event.after?.mac).length;
}

/** States that keep the hardware address (`stale`, `reachable`) are one span. */
function spansOf(
  events: readonly NeighbourEvent[],
  names: NameBook,
  decisive: ReadonlySet<EventId>,
): readonly CacheSpan[] {
  const spans: CacheSpan[] = [];
  for (const event of events) {
    const { id: from, after } = event;
    const mac = after?.mac === undefined ? undefined : formatMac(after.mac);
    const holds =
      after === undefined ? undefined : after.mac === undefined ? '?' : (names.ownerOfMac(after.mac) ?? mac);
    const last = spans.at(-1);
    if (last?.holds === holds && last?.mac === mac && (spans.length > 0 || holds === undefined)) continue;
    spans.push({ from, holds, mac, decisive: decisive.has(from) });
  }
  return spans;
}
