/** The network simulator: topology, nodes, cables, filter rules, virtual time. */
export type { FrameFate } from './cable.ts';
export { HostNode, referenceStackFactory, type StackFactory } from './host-node.ts';
export { Network, type StackChoice } from './network.ts';
export { address, compilePlan, interfaceAddress, mac, type Plan } from './plan.ts';
export type * from './topology.ts';
