import type { Violation } from '../monitor/index.ts';
import type { DroppedEvent, EventId, FrameEvent, NodeIndex, Trace } from '../trace/index.ts';
import type { Frame } from '../wire/index.ts';

type SeenEvent = FrameEvent | DroppedEvent;

/** A frame of a trace, once, however many hops it took. */
export interface Sighting {
  readonly frame: Frame;
  /** Where it came into being. */
  readonly first: SeenEvent;
  /** The event from which it is shown: its place and its time. */
  readonly shown: SeenEvent;
  /** Where it ended, if no stack got it. */
  readonly lost: DroppedEvent | undefined;
  /** The decisive event in which it took part, if it did. */
  readonly decisive: SeenEvent | undefined;
}

/**
 * Every frame of a trace once, in the order in which they were sent, which is the order of cause and effect.
 *
 * A frame that crosses a rack is seen at a dozen ports. It is shown at the place of its decisive event, else where the
 * host of the violation sent or received it: that is the interface on which one would capture. But if the next frame
 * was sent before it got there (a broadcast is answered nearby while it still travels elsewhere), showing it there
 * would put the effect before the cause, and it is shown where it was first sent. So times never run backwards.
 */
export function sightings(trace: Trace, violation?: Violation): readonly Sighting[] {
  const viewpoint = viewpointOf(trace, violation);
  const decisive = violation?.events ?? [];
  const journeys = [...journeysOf(trace, viewpoint, decisive).values()];
  return journeys.map((journey, index) => {
    const { frame, first, decided, atViewpoint } = journey;
    const wanted = decided ?? atViewpoint ?? first;
    const next = journeys[index + 1]?.first.id ?? Number.POSITIVE_INFINITY;
    const lost = journey.arrived ? undefined : journey.dropped;
    return { frame, first, shown: wanted.id < next ? wanted : first, lost, decisive: decided };
  });
}

interface Journey {
  readonly frame: Frame;
  readonly first: SeenEvent;
  decided: SeenEvent | undefined;
  atViewpoint: SeenEvent | undefined;
  dropped: DroppedEvent | undefined;
  /** Some stack, or a tester, got it. */
  arrived: boolean;
}

/** By frame, in the order of the first events. */
function journeysOf(
  trace: Trace,
  viewpoint: NodeIndex | undefined,
  decisive: readonly EventId[],
): ReadonlyMap<Frame, Journey> {
  const journeys = new Map<Frame, Journey>();
  for (const event of trace.events) {
    if (!('frame' in event)) continue;
    let journey = journeys.get(event.frame);
    if (journey === undefined) {
      const nowhere = { decided: undefined, atViewpoint: undefined, dropped: undefined, arrived: false };
      journey = { frame: event.frame, first: event, ...nowhere };
      journeys.set(event.frame, journey);
    }
    if (ranks(event.id, journey.decided?.id, decisive)) journey.decided = event;
    const port = trace.header.ports[event.port];
    if (event.kind === 'dropped') journey.dropped ??= event;
    else if (port?.kind !== 'member') {
      if (port?.node === viewpoint) journey.atViewpoint ??= event;
      if (event.kind === 'received') journey.arrived = true;
    }
  }
  return journeys;
}

/** The event is decisive, and more so than the one known before: a violation names its events by importance. */
function ranks(id: EventId, known: EventId | undefined, decisive: readonly EventId[]): boolean {
  const rank = decisive.indexOf(id);
  return rank >= 0 && (known === undefined || rank < decisive.indexOf(known));
}

/** The node of the violation, or of its first decisive event. */
function viewpointOf(trace: Trace, violation: Violation | undefined): NodeIndex | undefined {
  if (violation === undefined) return undefined;
  const named = trace.header.nodes.findIndex((node) => node.name === violation.at);
  if (named >= 0) return named;
  const event = trace.events.find((each) => each.id === violation.events[0]);
  if (event === undefined) return undefined;
  if ('node' in event) return event.node;
  return 'port' in event ? trace.header.ports[event.port]?.node : undefined;
}
