/** What a property is, and the fold that judges a trace by it. */
export * from './judge.ts';
export * from './monitor.ts';
export * from './property.ts';
export * from './unsupported.ts';
export * from './world.ts';
