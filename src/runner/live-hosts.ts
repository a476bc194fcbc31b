import type { Topology } from '../network/index.ts';
import { machinesOf } from '../scenario/machine.ts';
import { isKernel } from '../stacks/kernel/rack/is-kernel.ts';
import type { RigStack } from './rig.ts';
import { stackUnderTest } from './stack-under-test.ts';
import { UsageError } from './usage-error.ts';

/**
 * The hosts and guests of a topology that are real stacks behind one port, by name; each is told who it is. Those that
 * are on the kernel as a whole are not among them.
 */
export function liveHostsOf(topology: Topology): ReadonlyMap<string, RigStack> {
  const hosts = new Map<string, RigStack>();
  for (const { spec: machine } of machinesOf(topology)) {
    if (machine.stack === undefined || isKernel(machine.stack)) continue;
    const live = stackNamed(machine.stack, machine.name);
    const { mac, addresses = [] } = machine.interfaces[0]!;
    const staticNeighbour = machine.neighbours?.[0];
    const identity = { mac, addresses, staticNeighbour, sysctl: machine.sysctl };
    if (live !== undefined) hosts.set(machine.name, { ...live, identity });
  }
  return hosts;
}

function stackNamed(label: string, machine: string): RigStack | undefined {
  try {
    return stackUnderTest(label).live;
  } catch (error) {
    throw new UsageError(`${machine}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether a topology has machines that are on the kernel as a whole. */
export function hasKernels(topology: Topology): boolean {
  return machinesOf(topology).some(({ spec }) => spec.stack !== undefined && isKernel(spec.stack));
}
