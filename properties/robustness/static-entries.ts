import type { Property } from '../../src/monitor/index.ts';
import { formatIpv4, formatMac } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { A, example, H, host, packet, request, X_MAC } from '../rfc826/cast.ts';

const STATIC_A = { staticNeighbours: { '10.0.0.2': '02:00:00:00:00:0a' } };

/** What the operator wrote down is no guess: RFC 826 knows no such entries, and every system has them. */
export const staticEntriesNeverChange: Property = {
  id: 'robustness.static-entries-never-change',
  level: 'SHOULD',
  source: 'ip-neighbour(8), nud permanent; arp(4) of the BSDs',
  rows: ['SEC-02', 'GARP-14', 'LNX-80', 'R1868-04', 'SPA-12'],
  statement: 'No packet changes an entry that the operator made, and packets for it go where it says.',
  rationale:
    'Static entries are how operators protect gateways from spoofing; one that can be overwritten protects nothing.',
  exercisedBy: 'a packet claims an address with a static entry for another hardware address, or is sent to one',
  needs: [['static'], ...TALK],
  examples: {
    holds: example(() =>
      host(STATIC_A)
        .received(request({ ip: A.ip, mac: X_MAC }, H))
        .sent(packet(H, A)),
    ),
    violates: example(() =>
      host(STATIC_A)
        .received(request({ ip: A.ip, mac: X_MAC }, H))
        .sent(packet(H, { ip: A.ip, mac: X_MAC })),
    ),
  },
  watch: (context) => {
    const { world } = context;
    const claimed = (port: number, address: number, mac: number): void => {
      if (world.header.staticNeighbours.length === 0) return;
      const binding = world.binding(port, address as typeof A.ip);
      if (binding?.state !== 'permanent' || binding.mac === mac || !world.hasStatics(port)) return;
      context.exercised();
    };
    return {
      restart() {},
      arpForHost: (_at, { port, frame }) => claimed(port, frame.arp!.senderIp, frame.arp!.senderMac),
      arpFromKnown: (_at, { port, frame }) => claimed(port, frame.arp!.senderIp, frame.arp!.senderMac),
      neighbour: (event) => {
        // Taking an interface down takes its entries with it, and that is the operator's doing too.
        const isOperators = event.reason === 'operator' || event.reason === 'link';
        if (event.before?.state !== 'permanent' || isOperators) return;
        context.violated({
          time: event.time,
          at: world.nameOf(event.node),
          expected: `the static entry for ${formatIpv4(event.address)} stays`,
          received: event.after?.mac === undefined ? 'it went away' : `it maps to ${formatMac(event.after.mac)}`,
          mechanism: 'static-entry-changed',
          events: event.cause < 0 ? [event.id] : [event.id, event.cause],
        });
      },
      ipSent: (from, event) => {
        if (world.header.staticNeighbours.length === 0) return;
        const { destination } = event.frame.ip!;
        const binding = world.binding(event.port, destination);
        if (binding?.state !== 'permanent' || !world.hasStatics(event.port)) return;
        if (binding.mac === event.frame.destination) {
          context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the packet for ${formatIpv4(destination)} goes to ${formatMac(binding.mac!)}, as the operator said`,
          received: `it went to ${formatMac(event.frame.destination)}`,
          mechanism: 'static-entry-not-followed',
          events: [event.id],
        });
      },
    };
  },
};
