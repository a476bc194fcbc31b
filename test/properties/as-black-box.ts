import type { Trace, TraceEvent } from '../../src/trace/index.ts';

/**
 * The trace of a simulated stack as that of a live one behind a cable: of the changes of its cache only those are told
 * that the operator ordered, and nothing of what it held before.
 */
export function asBlackBox({ header, events }: Trace): Trace {
  return {
    header: { ...header, nodes: header.nodes.map((node) => ({ ...node, cacheVisible: false })) },
    events: events.flatMap(fromOutside),
  };
}

function fromOutside(event: TraceEvent): readonly TraceEvent[] {
  if (event.kind !== 'neighbour') return [event];
  return event.reason === 'operator' && event.after === undefined ? [{ ...event, before: undefined }] : [];
}
