import type { Topology } from '../network/topology.ts';
import type { Step } from './step.ts';

/**
 * Everything that a run depends on, as plain JSON: the same scenario gives the same trace, to the byte.
 *
 * All randomness was drawn when it was generated; faults are steps. So a stored scenario needs no seed to be replayed,
 * and shrinking works on the value itself.
 */
export interface Scenario {
  readonly version: 1;
  readonly topology: Topology;
  readonly steps: readonly Step[];
  /**
   * After the last step the network is healed (links up, faults gone) and every node talks to every address it has
   * cached until the timers have run out; `network.converges` is judged then.
   */
  readonly heal?: boolean;
}
