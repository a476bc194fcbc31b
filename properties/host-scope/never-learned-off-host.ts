import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import { formatIpv4, formatMac } from '../../src/wire/index.ts';
import { learnedOffHost, learnedOnHost } from './examples.ts';
import { HostScopeTracker } from './mechanism.ts';

/** The invariant of the ARP bubble: what is `scope host` has a meaning on one host only. */
export const neverLearnedOffHost: Property = {
  id: 'host-scope.never-learned-off-host',
  level: 'MUST',
  source: 'rtnetlink(7), RT_SCOPE_HOST; RFC 826, Packet Reception (merge)',
  rows: ['LNX-14', 'R826-31'],
  statement: 'No neighbour entry maps a host-scoped address to the MAC address of another host.',
  rationale:
    'Every host of a rack may carry the same host-scoped address. A guest whose entry for it is captured by another host sends its traffic there, silently, until the entry is corrected.',
  exercisedBy: 'a neighbour entry for an address that some host has with scope host gets a MAC address',
  examples: { holds: learnedOnHost, violates: learnedOffHost },
  watch: (context) => watchLearning(context),
};

function watchLearning(context: MonitorContext): Monitor {
  const { world } = context;
  const tracker = new HostScopeTracker(context);
  return {
    restart: () => tracker.restart(),
    sent: (event) => tracker.sent(event),
    dropped: (event) => tracker.dropped(event),
    moved: () => tracker.moved(),
    rebooted: () => tracker.rebooted(),
    neighbour(event) {
      const mac = event.after?.mac;
      if (mac === undefined || mac === event.before?.mac || !world.isHostScoped(event.address)) return;
      context.exercised();
      const home = world.homeOf(event.node);
      const owner = world.homeOf(world.ownerOfMac(mac));
      if (home === undefined || owner === undefined || owner === home) return;
      const { mechanism, circumstances, origin } = tracker.explainLearning(event);
      context.violated({
        time: event.time,
        at: world.nameOf(event.node),
        expected: `${formatIpv4(event.address)} on ${world.nameOf(event.node)} maps to a MAC address of ${world.nameOf(home)}`,
        received: `it maps to ${formatMac(mac)} of ${world.nameOf(world.ownerOfMac(mac))}`,
        mechanism,
        circumstances,
        events: [event.id, event.cause, origin?.id ?? -1].filter((id) => id >= 0),
      });
    },
  };
}
