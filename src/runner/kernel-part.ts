import type { LiveMachine, NodePlan, Pace, Plan } from '../network/index.ts';
import { machinesOf } from '../scenario/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isKernel } from '../stacks/kernel/rack/is-kernel.ts';
import { KernelRacks } from '../stacks/kernel/rack/kernel-racks.ts';

const MILLISECOND = 1_000_000;

/**
 * The times of a scenario with waits, on kernels: a slice is a bit more than a second, which is what most timers of ARP
 * are made of, so they end somewhere within one; and it takes an eighth of a second.
 */
const SCALED = { slice: 1150 * MILLISECOND, milliseconds: 128, tolerance: 64 } as const;
/** Without waits no timer ends, and where a slice has to pass it is the next but one tick of the kernel. */
const UNSCALED = { slice: 8 * MILLISECOND, milliseconds: 8, tolerance: 64 } as const;

/** The machines of scenarios that are on real kernels, made anew for each. */
export class KernelPart {
  readonly version: string;
  readonly #isForAll: boolean;
  #racks = new KernelRacks();

  /** `isForAll`: every machine is on a kernel unless its topology says otherwise; else those of which it says so. */
  constructor(version: string, isForAll: boolean) {
    this.version = version;
    this.#isForAll = isForAll;
  }

  /** Makes them; how time passes for them. */
  begin(plan: Plan, scenario: Scenario, isInRealTime: boolean): Pace {
    const pace = paceOf(plan, scenario, isInRealTime);
    const machines = new Map(machinesOf(scenario.topology).map(({ spec }) => [spec.name, spec]));
    const isReal = ({ name }: NodePlan): boolean => {
      const stack = machines.get(name)?.stack;
      return stack === undefined ? this.#isForAll : isKernel(stack);
    };
    this.#racks.begin(plan, pace, isReal, (name) => machines.get(name)?.rules ?? []);
    return pace;
  }

  machineFor(node: NodePlan): LiveMachine | undefined {
    return this.#racks.machineFor(node);
  }

  /** Nothing of what was is used again. */
  renew(): void {
    this.#racks.close();
    this.#racks = new KernelRacks();
  }

  close(): void {
    this.#racks.close();
  }
}

/** Other real stacks in real time cannot be made to wait less. */
function paceOf(plan: Plan, { steps, heal }: Scenario, isInRealTime: boolean): Pace {
  const waits = heal === true || steps.some((step) => step.do === 'wait');
  // Even then the kernel believes nobody twice within one tick.
  const everyStep = plan.nodes.some((node) => node.interfaces.some(({ sysctls }) => sysctls.locktime === 0));
  return { ...(waits && !isInRealTime ? SCALED : UNSCALED), everyStep };
}
