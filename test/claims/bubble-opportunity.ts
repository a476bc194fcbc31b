import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';

/** Linux' default locktime, which the racks of the claims leave as it is. */
const LOCKTIME = 1_000_000_000;

const none = (): never => {
  throw new Error('a counter has no examples');
};

/**
 * Counts the moments in which the bubble could arise: a host begins to resolve a guest because of traffic to a
 * host-scoped address, while a guest of another host holds an entry for it that is older than `locktime`. It judges
 * nothing; a claim that a rack is safe is worth as much as this number.
 */
export const bubbleOpportunity: Property = {
  id: 'claims.bubble-opportunity',
  level: 'PRACTICE',
  source: 'the outage',
  rows: [],
  statement: 'The moment of the bubble came.',
  rationale: 'Without it a campaign says nothing.',
  exercisedBy: 'a host resolves a guest because of host-scoped traffic while a foreign entry is old enough',
  examples: { holds: none, violates: none },
  watch,
};

function watch(context: MonitorContext): Monitor {
  const { world } = context;
  /** When a guest's entry for a host-scoped address last changed, by guest. */
  const changed = new Map<number, number>();
  let asking = { node: -1, time: -1 };
  return {
    delivered(event) {
      if (world.isHostScoped(event.destination)) asking = { node: event.node, time: event.time };
    },
    neighbour(event) {
      if (world.isHostScoped(event.address)) {
        if (event.after?.mac === undefined) changed.delete(event.node);
        else changed.set(event.node, event.time);
        return;
      }
      const begins = event.after?.state === 'incomplete' && event.reason === 'traffic';
      if (!begins || asking.node !== event.node || asking.time !== event.time) return;
      for (const [guest, time] of changed) {
        if (world.homeOf(guest) !== event.node && event.time > time + LOCKTIME) {
          context.exercised();
          return;
        }
      }
    },
  };
}
