import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import { describeArp } from '../../src/wire/index.ts';
import { spokenOffHost, spokenOnHost } from './examples.ts';
import { HostScopeTracker } from './mechanism.ts';

/** The stronger invariant: a filter at the receivers does not restore it. */
export const neverOnWireOffHost: Property = {
  id: 'host-scope.never-on-wire-off-host',
  level: 'MUST',
  source: 'rtnetlink(7), RT_SCOPE_HOST; ip-sysctl.rst, arp_announce',
  rows: ['LNX-10', 'LNX-14'],
  statement: 'No ARP packet whose sender protocol address is host-scoped leaves its host.',
  rationale:
    'Whoever hears such a packet may believe it. Filters on other hosts protect only the machines behind them; a machine in the rack without the filter still learns the address.',
  exercisedBy: 'an ARP packet leaves a host by its uplink while some host has a host-scoped address',
  examples: { holds: spokenOnHost, violates: spokenOffHost },
  watch: (context) => watchUplinks(context),
};

function watchUplinks(context: MonitorContext): Monitor {
  const { world } = context;
  const tracker = new HostScopeTracker(context);
  return {
    restart: () => tracker.restart(),
    dropped: (event) => tracker.dropped(event),
    moved: () => tracker.moved(),
    rebooted: () => tracker.rebooted(),
    sent(event) {
      const arp = event.frame.arp;
      if (arp === undefined || !world.hasHostScoped) return;
      tracker.sent(event);
      const port = world.portOf(event.port);
      if (!port.uplink) return;
      context.exercised();
      if (!arp.isEthernetIpv4 || !world.isHostScoped(arp.senderIp)) return;
      const first = tracker.originOf(event.frame);
      const { mechanism, circumstances } = tracker.explainSending(arp, first);
      context.violated({
        time: event.time,
        at: world.nameOf(port.node),
        expected: `no ARP packet with a host-scoped sender leaves ${world.nameOf(port.node)}`,
        received: `${describeArp(arp)} left by ${port.name}`,
        mechanism,
        circumstances,
        events: first === undefined || first.id === event.id ? [event.id] : [event.id, first.id],
      });
    },
  };
}
