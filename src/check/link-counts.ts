import type { Carried } from './link-frame.ts';

/** What was met of one link type. */
export interface LinkCount {
  readonly linkType: number;
  packets: number;
  arp: number;
  /** Packets that end before they say what they carry. */
  short: number;
  /** Packets that are encrypted or aggregated, so that ARP may be in them. */
  hidden: number;
  /** Packets of a link type that is not understood. */
  unknown: number;
}

/** Counts packets by link type; a capture has few of those, whatever its interfaces. */
export class LinkCounts {
  readonly #byType = new Map<number, LinkCount>();

  of(linkType: number): LinkCount {
    let count = this.#byType.get(linkType);
    if (count === undefined) {
      count = { linkType, packets: 0, arp: 0, short: 0, hidden: 0, unknown: 0 };
      this.#byType.set(linkType, count);
    }
    return count;
  }

  get all(): readonly Readonly<LinkCount>[] {
    return [...this.#byType.values()];
  }
}

/** Adds one packet. */
export function countPacket(count: LinkCount, carried: Carried): void {
  count.packets += 1;
  switch (carried) {
    case 'other':
      return;
    case 'arp':
      count.arp += 1;
      return;
    case 'short':
      count.short += 1;
      return;
    case 'hidden':
      count.hidden += 1;
      return;
    case 'unknown':
      count.unknown += 1;
      return;
    default:
      carried satisfies never;
  }
}
