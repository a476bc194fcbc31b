/** A limit on what a file may hold, and why it is there. */
export interface Limit {
  readonly max: number;
  readonly reason: string;
}

/** By the key of the list that it limits. */
export const LIST_LIMITS = {
  hosts: { max: 1024, reason: 'the simulator is measured up to that many' },
  switches: { max: 256, reason: 'a broadcast crosses all of them' },
  cables: { max: 4096, reason: 'that is four for each of the most hosts' },
  guests: { max: 64, reason: 'a broadcast visits every port of a bridge' },
  interfaces: { max: 64, reason: 'no machine that we know of has more' },
  members: { max: 64, reason: 'that is as many as a host has interfaces' },
  addresses: { max: 256, reason: 'the whole list is searched for every packet' },
  rules: { max: 64, reason: 'the whole list is searched for every frame' },
  routes: { max: 256, reason: 'the whole list is searched for every packet' },
  neighbours: { max: 1024, reason: 'that is where a kernel stops creating them (gc_thresh3)' },
  steps: { max: 10_000, reason: 'longer scenarios neither shrink nor replay in reasonable time' },
  fates: { max: 10_000, reason: 'frames beyond the list pass anyway' },
  circumstances: { max: 64, reason: 'they are a few words that mark the case' },
} as const satisfies Readonly<Record<string, Limit>>;

/** A file of the most hosts with a handful of guests each is half as large. */
export const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** The formats nest eight deep; parsers recurse, and a file must not be able to end the process. */
export const NESTING_MAX = 64;

/** Nobody reads on. */
export const PROBLEMS_MAX = 50;

/** A long list of something else gives an issue for each item; only so many are looked into. */
export const ISSUES_MAX = 200;

/** The largest Ethernet frame that anything is known to carry: 64 KiB behind a header, as with segmentation offload. */
export const FRAME_BYTES_MAX = 65_535 + 14;

/** A day: longer than any timer of ARP. */
export const WAIT_MS_MAX = 86_400_000;

/** Virtual time is a number of nanoseconds and exact up to 2^53 of them, 104 days. */
export const WAIT_TOTAL_MS_MAX = 90 * 86_400_000;

/** A minute: a frame later than that is a lost one. */
export const DELAY_MS_MAX = 60_000;
