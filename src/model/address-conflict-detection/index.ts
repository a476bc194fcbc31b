/** RFC 5227: address conflict detection as a pure state machine, and what drives it in a stack. */
export * from './attempt-limit.ts';
export * from './conflict-detection.ts';
export * from './detected-addresses.ts';
export * from './detection-state.ts';
export * from './detection-timing.ts';
