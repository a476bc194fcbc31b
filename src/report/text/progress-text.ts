import type { Scenario } from '../../scenario/scenario.ts';
import { plural, thousands } from './numbers.ts';

/** `12,400 cases · 1,900/s · 310,000 frames · 1 violation` */
export function progressText(
  progress: { readonly runs: number; readonly frames: number; readonly findings: number },
  seconds: number,
): string {
  const { runs, frames, findings } = progress;
  const rate = seconds > 0 ? thousands(runs / seconds) : '0';
  const found = findings === 0 ? 'no violation' : plural(findings, 'violation');
  return `${plural(runs, 'case')} · ${rate}/s · ${plural(frames, 'frame')} · ${found}`;
}

/** `shrinking: 2 hosts, 3 guests, 4 steps after 120 tries` */
export function shrinkingText(scenario: Scenario, tries: number): string {
  const { hosts } = scenario.topology;
  const guests = hosts.reduce((sum, host) => sum + (host.guests?.length ?? 0), 0);
  const parts = [plural(hosts.length, 'host'), plural(guests, 'guest'), plural(scenario.steps.length, 'step')];
  return `shrinking: ${parts.join(', ')} after ${plural(tries, 'try', 'tries')}`;
}
