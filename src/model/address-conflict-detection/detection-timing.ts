const SECOND = 1_000_000_000;

/**
 * The constants of RFC 5227 section 1.1, times in nanoseconds. A technology with good reason may use other values
 * (section 2.2), so they are a value and not written into the machine.
 */
export interface DetectionTiming {
  /** PROBE_WAIT: the first probe is delayed by up to that. */
  readonly probeWait: number;
  /** PROBE_NUM */
  readonly probes: number;
  /** PROBE_MIN and PROBE_MAX: the time between two probes. */
  readonly probeMin: number;
  readonly probeMax: number;
  /** ANNOUNCE_WAIT: from the last probe until the address is claimed. */
  readonly announceWait: number;
  /** ANNOUNCE_NUM */
  readonly announcements: number;
  /** ANNOUNCE_INTERVAL */
  readonly announceInterval: number;
  /** MAX_CONFLICTS: from then on new addresses are tried slowly. */
  readonly conflictsMax: number;
  /** RATE_LIMIT_INTERVAL: between two new addresses then. */
  readonly rateLimitInterval: number;
  /** DEFEND_INTERVAL: the least time between two defences. */
  readonly defendInterval: number;
}

export const RFC5227_TIMING: DetectionTiming = {
  probeWait: SECOND,
  probes: 3,
  probeMin: SECOND,
  probeMax: 2 * SECOND,
  announceWait: 2 * SECOND,
  announcements: 2,
  announceInterval: 2 * SECOND,
  conflictsMax: 10,
  rateLimitInterval: 60 * SECOND,
  defendInterval: 10 * SECOND,
};
