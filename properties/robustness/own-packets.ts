import type { HostView, Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { describeArp, MAC_BROADCAST } from '../../src/wire/index.ts';
import { announcement, example, H, host } from '../rfc826/cast.ts';

/** Links and bridges with a loop, and some drivers, hand a station what it has sent itself. */
export const ownPacketsCauseNoStorm: Property = {
  id: 'robustness.own-packets-cause-no-storm',
  level: 'SHOULD',
  source: 'practice; RFC 5227, section 2.4: a conflict has another hardware address',
  rows: ['ETH-14'],
  statement: "A packet of the host's own that comes back makes it broadcast nothing, and send one packet at most.",
  rationale: 'On a link with a loop everything comes back: who answers its own broadcasts with broadcasts never stops.',
  exercisedBy: 'a packet from the own hardware address, for one of the own addresses, reaches a stack',
  examples: {
    holds: example(() => host().received(announcement(H)).settled()),
    violates: example(() => host().received(announcement(H)).sent(announcement(H))),
  },
  watch: (context) => {
    const { world } = context;
    /** By port: the packet that came back since the network last settled, and how much it has set off. */
    const returned = new Map<number, { readonly event: FrameEvent; sent: number }>();
    const heard = (at: HostView, event: FrameEvent): void => {
      const { frame, port } = event;
      const arp = frame.arp!;
      const own = world.portOf(port).mac;
      if (frame.source !== own || arp.senderMac !== own || !at.owns(arp.senderIp)) return;
      context.exercised();
      returned.set(port, { event, sent: 0 });
    };
    return {
      restart: () => {
        if (returned.size > 0) returned.clear();
      },
      received: ({ port }) => {
        if (returned.size > 0) returned.delete(port);
      },
      arpForHost: heard,
      arpFromKnown: heard,
      arpFromStranger: heard,
      arpSent: (from, event) => {
        if (returned.size === 0) return;
        const known = returned.get(event.port);
        const arp = event.frame.arp!;
        // What a timer repeats is about somebody else.
        if (known === undefined || !from.owns(arp.senderIp) || !from.owns(arp.targetIp)) return;
        known.sent += 1;
        const isForAll = event.frame.destination === MAC_BROADCAST;
        if (!isForAll && known.sent === 1) return;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `no more than an answer to "${describeArp(known.event.frame.arp!)}", which is its own`,
          received: `"${describeArp(arp)}", ${isForAll ? 'to everyone' : `the ${known.sent}nd`}`,
          mechanism: isForAll ? 'own-packet-broadcast-again' : 'own-packet-answered-often',
          events: [event.id, known.event.id],
        });
      },
      settled: () => {
        if (returned.size > 0) returned.clear();
      },
    };
  },
};
