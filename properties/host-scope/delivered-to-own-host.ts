import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import type { OriginatedEvent } from '../../src/trace/index.ts';
import { formatIpv4, formatMac } from '../../src/wire/index.ts';
import { deliveredElsewhere, deliveredHome } from './examples.ts';

/** What the users of the address see: metrics of one host's guests at another host's collector. */
export const deliveredToOwnHost: Property = {
  id: 'host-scope.delivered-to-own-host',
  level: 'MUST',
  source: 'rtnetlink(7), RT_SCOPE_HOST',
  rows: ['LNX-14'],
  statement: 'A metric that is sent to a host-scoped address is never delivered to another host.',
  rationale: 'This is the outage itself: metrics arrive, are answered, and belong to somebody else.',
  exercisedBy: 'a metric to an address that some host has with scope host is delivered',
  examples: { holds: deliveredHome, violates: deliveredElsewhere },
  watch: (context) => watchDeliveries(context),
};

function watchDeliveries(context: MonitorContext): Monitor {
  const { world } = context;
  const senders = new Map<number, OriginatedEvent>();
  const moved = new Set<number>();
  return {
    restart() {
      senders.clear();
      moved.clear();
    },
    moved(event) {
      moved.add(event.node);
    },
    originated(event) {
      if (world.isHostScoped(event.destination)) senders.set(event.packet, event);
    },
    delivered(event) {
      if (event.message !== 'syn' && event.message !== 'datagram') return;
      if (!world.isHostScoped(event.destination)) return;
      const question = senders.get(event.packet);
      const home = world.homeOf(question?.node);
      if (question === undefined || home === undefined) return;
      context.exercised();
      if (event.node === home) return;
      const frame = world.causeOf(event.port, event.cause)?.frame;
      context.violated({
        time: event.time,
        at: world.nameOf(event.node),
        expected: `the metric of ${world.nameOf(question.node)} to ${formatIpv4(event.destination)} reaches ${world.nameOf(home)}`,
        received: `${world.nameOf(event.node)} got it${frame === undefined ? '' : `, sent to ${formatMac(frame.destination)}`}`,
        mechanism: moved.has(question.node) ? 'entry-kept-through-migration' : 'captured-entry',
        events: [event.id, event.cause, question.id].filter((id) => id >= 0),
      });
    },
  };
}
