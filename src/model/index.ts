/** The reference ARP model: profiles, and the stacks that follow them. Pure: no clock, no I/O, no randomness. */
export * from './address-conflict-detection/index.ts';
export * from './address-selection.ts';
export * from './belief.ts';
export * from './contradictions.ts';
export * from './host-stack.ts';
export * from './interface.ts';
export * from './interface-config.ts';
export * from './linux-stack.ts';
export * from './neighbour-entry.ts';
export * from './profile.ts';
export * from './profiles-page.ts';
export * from './reconfiguration.ts';
export * from './reference-stack.ts';
export * from './routing-table.ts';
export * from './stack.ts';
export * from './stack-route.ts';
export * from './wake.ts';
