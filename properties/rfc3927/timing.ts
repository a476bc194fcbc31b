const MILLISECOND = 1_000_000;

/** RFC 3927 section 9, in nanoseconds. */
export const SECOND = 1000 * MILLISECOND;
export const PROBE_WAIT = 1000 * MILLISECOND;
export const PROBE_NUM = 3;
export const ANNOUNCE_WAIT = 2 * SECOND;
export const ANNOUNCE_NUM = 2;
export const ANNOUNCE_INTERVAL = 2 * SECOND;
export const MAX_CONFLICTS = 10;
export const RATE_LIMIT_INTERVAL = 60 * SECOND;
export const DEFEND_INTERVAL = 10 * SECOND;

/** Frames of a live stack get the time of the end of a slice of 50 ms, at both ends of an interval. */
export const TOLERANCE = 100 * MILLISECOND;

/** Whoever lost an address tries another one at once, or a minute later if that happened often. */
export const PATIENCE = RATE_LIMIT_INTERVAL + PROBE_WAIT + TOLERANCE;

/** `1.25 s` */
export function secondsText(nanoseconds: number): string {
  return `${Math.round(nanoseconds / MILLISECOND) / 1000} s`;
}
