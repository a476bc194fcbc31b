import type { TraceHeader } from '../trace/index.ts';
import type { EarlierCases } from './earlier-cases.ts';
import type { LiveClock } from './live-clock.ts';
import type { LiveMachine } from './live-machine.ts';
import type { LiveStack } from './live-stack.ts';
import type { NodePlan, Plan } from './plan.ts';

/** The real implementations in a network. */
export interface LiveStacks {
  /** The stack of this node; undefined for simulated ones. */
  readonly stackFor: (node: NodePlan) => LiveStack | undefined;
  /** The whole machine of this node, if it is real; undefined for others. */
  readonly machineFor?: (node: NodePlan) => LiveMachine | undefined;
  readonly clock: LiveClock;
  /** The user wants to stop: waits in real time end at once, and what the run then gives counts for nothing. */
  readonly isInterrupted?: () => boolean;
  /** Whom stacks that remember were told of; undefined if every case begins with an empty stack. */
  readonly earlier?: EarlierCases | undefined;
}

const MILLISECOND = 1_000_000;
/** Frames of a live stack with a virtual clock get the time of the end of a slice: a two-hundredth of the wait. */
const SLICES = 200;
/** Below the slack of properties about intervals, and above what makes a wait of an hour slow. */
const SLICE_MAX = 50 * MILLISECOND;

/** How much time passes at once, in nanoseconds, for a live stack with a virtual clock that waits for so long. */
export function sliceOf(nanoseconds: number): number {
  return Math.min(SLICE_MAX, Math.max(MILLISECOND, Math.ceil(nanoseconds / SLICES / MILLISECOND) * MILLISECOND));
}

/** The nodes of a plan that are real stacks; undefined if there are none. */
export function liveOf(plan: Plan, { stackFor }: LiveStacks): ReadonlyMap<NodePlan, LiveStack> | undefined {
  const live = new Map<NodePlan, LiveStack>();
  for (const node of plan.nodes) {
    const stack = node.stackPorts.length === 0 ? undefined : stackFor(node);
    if (stack !== undefined) live.set(node, stack);
  }
  return live.size === 0 ? undefined : live;
}

const hiddenCaches = new WeakMap<Plan, { readonly key: string; readonly nodes: TraceHeader['nodes'] }>();

/** The nodes of a trace: a real stack shows frames only. Cases of one topology share them, as judges know them by that. */
export function withHiddenCaches(plan: Plan, live: ReadonlyMap<NodePlan, LiveStack>): TraceHeader['nodes'] {
  const key = [...live.keys()].map((node) => node.index).join(' ');
  const known = hiddenCaches.get(plan);
  if (known?.key === key) return known.nodes;
  const nodes = plan.nodes.map((node) => (live.has(node) ? { ...node, cacheVisible: false } : node));
  hiddenCaches.set(plan, { key, nodes });
  return nodes;
}
