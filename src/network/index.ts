/** The network simulator: topology, nodes, cables, filter rules, virtual time. */
export type { FrameFate } from './cable.ts';
export { EarlierCases } from './earlier-cases.ts';
export { foretell, listenerOf } from './foretell.ts';
export { HostNode, referenceStackFactory, type StackFactory } from './host-node.ts';
export type { LiveClock } from './live-clock.ts';
export type * from './live-machine.ts';
export type { LiveNode } from './live-node.ts';
export type { LiveStacks } from './live-plan.ts';
export type * from './live-stack.ts';
export { Network, type NodeFailure, type StackChoice } from './network.ts';
export type { Pace } from './pace.ts';
export { address, compilePlan, interfaceAddress, mac, type NodePlan, type Plan, routeOf } from './plan.ts';
export type { Port } from './port.ts';
export { reconfigure } from './reconfigure.ts';
export { type RecordedFrame, type StepRecord, StepRecorder } from './step-record.ts';
export type * from './topology.ts';
