/** Bytes <-> values. Nothing in here imports from another room. */
export * from './arp.ts';
export * from './describe.ts';
export * from './ethernet.ts';
export * from './frame.ts';
export * from './ip-packet.ts';
export * from './ipv4.ts';
export * from './mac.ts';
