import type { Arbitrary } from 'fast-check';
import type { HostSpec, Topology } from '../../network/index.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { drawn } from './drawn.ts';
import { ALL_KINDS, castOf, drawSteps, type StepKind } from './rack-steps.ts';
import { drawRack } from './rack-topology.ts';
import { shrinkScenario } from './shrink-scenario.ts';
import { isScenarioShaped } from './shrink-steps.ts';

/** Namespaces cost the kernel more than the simulator's hosts cost us. */
const HOSTS_MAX = 16;
const STEPS_MAX = 20;
/** Waits cost real time; what they lead to is seen in a tenth of the cases as well. */
const WAIT_SHARE = 10;
/** In slices of a bit more than a second: before anything ends, after requests are repeated, after entries are stale. */
const WAITS = [1150, 2300, 3450, 5750];
/** Timers as short as the settings allow, so that all of them can end within a wait. */
const BRIEF = { base_reachable_time_ms: 2000, delay_first_probe_time: 1 } as const;
/** 1/100 s: a lock that ends within a wait. */
const LOCKTIMES = [100, 300];

export interface KernelRackOptions {
  /** 16 if absent. */
  readonly hostsMax?: number;
  readonly kinds?: readonly StepKind[];
}

/** Random racks with random traffic for real kernels, as for the simulator; a tenth of them with waits. */
export function kernelRackScenario(options: KernelRackOptions = {}): Arbitrary<Scenario> {
  const { hostsMax = HOSTS_MAX, kinds = ALL_KINDS } = options;
  return drawn<Scenario>({
    draw: (draw) => {
      const rack = { ...drawRack(draw, Math.min(hostsMax, HOSTS_MAX)), profile: 'linux' };
      const hasWaits = kinds.includes('wait') && draw.percent(WAIT_SHARE);
      const topology = hasWaits ? withBriefTimers(rack, draw.pick(LOCKTIMES)) : rack;
      const allowed = hasWaits ? kinds : kinds.filter((kind) => kind !== 'wait');
      const steps = drawSteps(draw, castOf(topology), allowed, STEPS_MAX);
      return {
        version: 1,
        topology,
        steps: steps.map((step): Step => (step.do === 'wait' ? { ...step, ms: draw.pick(WAITS) } : step)),
      };
    },
    shrink: shrinkScenario,
    is: isScenarioShaped,
  });
}

function withBriefTimers(topology: Topology, locktime: number): Topology {
  const brief = <Spec extends Pick<HostSpec, 'sysctl'>>(spec: Spec): Spec => ({
    ...spec,
    sysctl: { ...spec.sysctl, ...BRIEF, locktime },
  });
  return {
    ...topology,
    hosts: topology.hosts.map((host) => ({
      ...brief(host),
      ...(host.guests === undefined ? {} : { guests: host.guests.map(brief) }),
    })),
  };
}
