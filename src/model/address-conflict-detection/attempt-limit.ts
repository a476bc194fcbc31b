import { type DetectionTiming, RFC5227_TIMING } from './detection-timing.ts';

/**
 * Section 2.1.1: "If a host experiences MAX_CONFLICTS or more address conflicts on a given interface, then the host MUST
 * limit the rate at which it probes for new addresses on this interface to no more than one attempted new address per
 * RATE_LIMIT_INTERVAL." One value an interface; the conflicts are those while probing.
 */
export interface AttemptLimit {
  readonly conflicts: number;
  /** When the last test of a new address began, in nanoseconds. */
  readonly lastAttempt: number;
}

export const NO_ATTEMPTS: AttemptLimit = { conflicts: 0, lastAttempt: Number.NEGATIVE_INFINITY };

/** When the next new address may be tried: now, as a rule. */
export function nextAttempt(limit: AttemptLimit, now: number, timing: DetectionTiming = RFC5227_TIMING): number {
  if (limit.conflicts < timing.conflictsMax) return now;
  return Math.max(now, limit.lastAttempt + timing.rateLimitInterval);
}
