const MILLISECOND = 1_000_000;

/** RFC 5227 section 1.1, in nanoseconds. */
export const SECOND = 1000 * MILLISECOND;
export const PROBE_WAIT = 1000 * MILLISECOND;
export const PROBE_NUM = 3;
export const PROBE_MIN = 1000 * MILLISECOND;
export const PROBE_MAX = 2 * SECOND;
export const ANNOUNCE_WAIT = 2 * SECOND;
export const ANNOUNCE_NUM = 2;
export const ANNOUNCE_INTERVAL = 2 * SECOND;
export const MAX_CONFLICTS = 10;
export const RATE_LIMIT_INTERVAL = 60 * SECOND;
export const DEFEND_INTERVAL = 10 * SECOND;

/** Frames of a live stack get the time of the end of a slice of 50 ms, at both ends of an interval. */
export const TOLERANCE = 100 * MILLISECOND;

/** A stack that answers a conflict at all does so at once. */
export const REACTION = 100 * MILLISECOND;

/** Without anything to do for so long, in nanoseconds, a host is idle. */
export const IDLE = 60 * SECOND;

/** `1.25 s` */
export function secondsText(nanoseconds: number): string {
  return `${Math.round(nanoseconds / MILLISECOND) / 1000} s`;
}
