/**
 * The settings of a neighbour table of one interface through rtnetlink(7): the same as `net.ipv4.neigh.IF`, but all
 * times in milliseconds, and with the one that the kernel draws (linux/neighbour.h, struct ndtmsg).
 */
import type { NetlinkMessage } from '../netlink.ts';
import { aligned, attribute, message, NLM_F_DUMP } from '../netlink.ts';

const RTM_NEWNEIGHTBL = 64;
const RTM_GETNEIGHTBL = 66;
const RTM_SETNEIGHTBL = 67;
const NDTA_NAME = 1;
const NDTA_PARMS = 6;
const NDTPA_IFINDEX = 1;
const NDTPA_REACHABLE_TIME = 3;
const AF_INET = 2;
const BODY = 4;

/** Times in milliseconds, by their attribute (NDTPA_…). */
const TIMES = {
  base_reachable_time_ms: 4,
  retrans_time_ms: 5,
  gc_stale_time: 6,
  delay_first_probe_time: 7,
  proxy_delay: 13,
  locktime: 15,
} as const;

export type NeighbourTimes = Readonly<Record<keyof typeof TIMES, number>>;

/** Sets the times, in milliseconds; the kernel then draws how long an entry of this interface counts as reachable. */
export function withNeighbourTimes(index: number, times: NeighbourTimes): Uint8Array {
  const ifindex = new Uint8Array(4);
  new DataView(ifindex.buffer).setInt32(0, index, true);
  const parts = [attribute(NDTPA_IFINDEX, ifindex)];
  for (const name of Object.keys(TIMES) as (keyof typeof TIMES)[]) {
    const value = new Uint8Array(8);
    new DataView(value.buffer).setBigUint64(0, BigInt(times[name]), true);
    parts.push(attribute(TIMES[name], value));
  }
  const name = attribute(NDTA_NAME, new TextEncoder().encode('arp_cache\0'));
  return message(
    RTM_SETNEIGHTBL,
    0,
    Uint8Array.of(AF_INET, 0, 0, 0),
    name,
    attribute(NDTA_PARMS, Buffer.concat(parts)),
  );
}

export function askedForNeighbourSettings(): Uint8Array {
  return message(RTM_GETNEIGHTBL, NLM_F_DUMP, Uint8Array.of(AF_INET, 0, 0, 0));
}

/** How long, in milliseconds, an entry of an interface counts as reachable, as the kernel has drawn it. */
export function reachableTimeIn(answers: readonly NetlinkMessage[], index: number): number | undefined {
  for (const { type, body } of answers) {
    if (type !== RTM_NEWNEIGHTBL) continue;
    const settings = attributesIn(body, BODY).get(NDTA_PARMS);
    if (settings === undefined) continue;
    const values = attributesIn(settings, 0);
    const ifindex = values.get(NDTPA_IFINDEX);
    const time = values.get(NDTPA_REACHABLE_TIME);
    if (ifindex === undefined || time === undefined || viewOf(ifindex).getInt32(0, true) !== index) continue;
    return Number(viewOf(time).getBigUint64(0, true));
  }
  return undefined;
}

function attributesIn(bytes: Uint8Array, start: number): Map<number, Uint8Array> {
  const view = viewOf(bytes);
  const found = new Map<number, Uint8Array>();
  for (let offset = start; offset + 4 <= bytes.length; ) {
    const length = view.getUint16(offset, true);
    if (length < 4 || offset + length > bytes.length) break;
    // The two highest bits say that it is nested, and in which byte order.
    found.set(view.getUint16(offset + 2, true) & 0x3fff, bytes.subarray(offset + 4, offset + length));
    offset += aligned(length);
  }
  return found;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
