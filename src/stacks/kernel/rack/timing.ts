import type { Sysctls } from '../../../model/sysctl.ts';
import type { Pace } from '../../../network/index.ts';
import type { NeighbourTimes } from './neighbour-settings.ts';

const MILLISECOND = 1_000_000;
/** CONFIG_HZ is 250 on what most distributions ship: timers count in steps of four milliseconds. */
const JIFFY = 4;

/**
 * How much faster time passes on real kernels than in the topology: their timers are set to times that are shorter by
 * the same factor. A timer fires on the second tick after its time at the latest, so a scaled one is set a tick short
 * of what is due.
 */
export class Timing {
  /** Real milliseconds of a virtual one; 1 where time is not scaled. */
  readonly scale: number;

  constructor({ slice, milliseconds }: Pace) {
    this.scale = (milliseconds * MILLISECOND) / slice;
  }

  /** Real milliseconds of a timer that takes so many virtual ones. */
  real(milliseconds: number): number {
    if (this.scale === 1 || milliseconds === 0) return milliseconds;
    return Math.max(1, Math.floor((milliseconds * this.scale) / JIFFY) - 1) * JIFFY;
  }

  timesOf(sysctls: Sysctls): NeighbourTimes {
    return {
      base_reachable_time_ms: this.real(sysctls.base_reachable_time_ms),
      retrans_time_ms: this.real(sysctls.retrans_time_ms),
      gc_stale_time: this.real(sysctls.gc_stale_time * 1000),
      delay_first_probe_time: this.real(sysctls.delay_first_probe_time * 1000),
      proxy_delay: this.real(sysctls.proxy_delay * 10),
      locktime: this.real(sysctls.locktime * 10),
    };
  }

  /**
   * The kernel draws how long an entry counts as reachable from half of the time set to one and a half. Which drawn
   * times, in milliseconds, are as good as the time that is wanted: any where nobody waits for it, else those that fall
   * into the same slice.
   */
  acceptsReachable(drawn: number, wanted: number): boolean {
    return this.scale === 1 || (drawn <= wanted + JIFFY && drawn >= wanted * 0.8);
  }

  /** Ageing of a bridge in hundredths of a second. */
  ageing(nanoseconds: number): number {
    return Math.round((nanoseconds * this.scale) / (10 * MILLISECOND));
  }
}
