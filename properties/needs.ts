import type { Need } from '../src/monitor/index.ts';

/**
 * Traffic of the stack's own, which shows what it has cached: it is made to send, or answers the echo request of a
 * neighbour and has to find that neighbour first.
 */
export const TALK: readonly (readonly Need[])[] = [['send', 'ping']];
