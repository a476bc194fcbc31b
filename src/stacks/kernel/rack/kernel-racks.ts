import type { LiveMachine, NodePlan, Pace, Plan } from '../../../network/index.ts';
import { KernelMachine } from './kernel-machine.ts';
import { layoutOf, type MachineLayout } from './machine-layout.ts';
import { Timing } from './timing.ts';

/** Namespaces that are kept for later cases: as many as the largest rack has machines, and some to choose from. */
const IDLE_MAX = 112;

/**
 * The machines of racks on this kernel. They are made once and used for case after case; for each case those are taken
 * that need the least change.
 */
export class KernelRacks {
  #idle: KernelMachine[] = [];
  readonly #byNode = new Map<number, KernelMachine>();

  /**
   * Makes a machine of every node that `isReal`. `rulesOf` gives the lines of its rules. Throws a StackStartError if a
   * tool refuses a rule, or the kernel has no more room.
   */
  begin(
    plan: Plan,
    pace: Pace,
    isReal: (node: NodePlan) => boolean,
    rulesOf: (name: string) => readonly string[],
  ): void {
    this.#giveBack();
    const timing = new Timing(pace);
    for (const node of plan.nodes) {
      if (node.stackPorts.length === 0 || !isReal(node)) continue;
      const layout = layoutOf(plan, node, rulesOf(node.name));
      const machine = this.#take(layout);
      // What fails half-way is of no use to anybody.
      try {
        machine.become(layout, timing);
      } catch (error) {
        machine.close();
        throw error;
      }
      this.#byNode.set(node.index, machine);
    }
  }

  #take(layout: MachineLayout): KernelMachine {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#idle.length && least > 0; index++) {
      const distance = this.#idle[index]!.distanceTo(layout);
      if (distance < least) [best, least] = [index, distance];
    }
    if (best < 0 || (least >= NEW_MACHINE && this.#idle.length + this.#byNode.size < IDLE_MAX))
      return new KernelMachine();
    return this.#idle.splice(best, 1)[0]!;
  }

  #giveBack(): void {
    this.#idle.push(...this.#byNode.values());
    this.#byNode.clear();
    while (this.#idle.length > IDLE_MAX) this.#idle.shift()!.close();
  }

  readonly machineFor = (node: NodePlan): LiveMachine | undefined => this.#byNode.get(node.index);

  close(): void {
    this.#giveBack();
    for (const each of this.#idle.splice(0)) each.close();
  }
}

/** Milliseconds that a new machine takes, before it is given anything: no more than to change an old one so much. */
const NEW_MACHINE = 4;
