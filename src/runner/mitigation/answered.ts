import type { MonitorContext, Property } from '../../monitor/index.ts';

const none = (): never => {
  throw new Error('a counter has no examples');
};

/**
 * Counts the metrics and pings to a host-scoped address that are answered. It judges nothing: a mitigation that keeps
 * an address on its host by making it useless is none.
 */
export const answered: Property = {
  id: 'mitigate.answered',
  level: 'PRACTICE',
  source: 'the outage',
  rows: [],
  statement: 'What is sent to a host-scoped address is answered.',
  rationale: 'The address is there to be used.',
  exercisedBy: 'an answer from a host-scoped address reaches a guest',
  examples: { holds: none, violates: none },
  watch: (context: MonitorContext) => ({
    // Told of kernels, too, whose deliveries are not seen.
    ipReceived(guest, { port, frame }) {
      const { world } = context;
      if (guest.home === guest.index || frame.destination !== world.portOf(port).mac) return;
      if (frame.ip !== undefined && world.isHostScoped(frame.ip.source) && guest.owns(frame.ip.destination))
        context.exercised();
    },
  }),
};
