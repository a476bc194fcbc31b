import { SIMULATED } from '../scenario/arbitraries/subject.ts';
import { sweepsOf } from '../scenario/sweeps/sweeps.ts';
import type { SweepPlan } from './conformance.ts';
import type { Extent } from './counted.ts';
import type { LiveSubject } from './live-subject.ts';

/** Which sweeps a user wants: of all of them the same, or some stimuli of one. */
export type SweepsWanted = 'all' | 'sample' | 'none' | { readonly name: string; readonly extent: Extent };

/** All of every sweep; of a stack that takes its time only a sample, unless there is time or it is asked for. */
export function sweepPlan(
  wanted: SweepsWanted | undefined,
  live: LiveSubject | undefined,
  { profile, long }: { readonly profile: string; readonly long: boolean },
): SweepPlan {
  const subject = live?.subject ?? SIMULATED;
  const isQuick = live === undefined || live.isSynchronous || long;
  const extent = wanted ?? (isQuick ? 'all' : 'sample');
  const sweeps = sweepsOf(subject).flatMap((sweep) => {
    if (typeof extent === 'object') return extent.name === sweep.name ? [{ sweep, extent: extent.extent }] : [];
    return extent === 'none' ? [] : [{ sweep, extent }];
  });
  return { sweeps, profile, subject };
}
