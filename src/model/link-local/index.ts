/** RFC 3927: link-local addresses that a host chooses by itself, on top of conflict detection. */
export * from './direct-hop.ts';
export * from './link-local-addresses.ts';
export * from './link-local-choice.ts';
export * from './link-local-state.ts';
