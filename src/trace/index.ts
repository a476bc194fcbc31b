/** What happened in a run: events at vantage points. */
export * from './event.ts';
export * from './trace-builder.ts';
