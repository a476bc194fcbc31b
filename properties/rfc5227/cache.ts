import type { Property } from '../../src/monitor/index.ts';
import { describeArp, formatIpv4, formatMac, IPV4_ANY } from '../../src/wire/index.ts';
import { A, announcement, example, H, host, probe, X_MAC } from '../rfc826/cast.ts';
import { watchChanges } from '../rfc826/changes.ts';
import { together } from '../rfc826/shared-fold.ts';

/**
 * Section 2.4: a packet "where the 'sender IP address' is (one of) the host's own IP address(es)" and the sender
 * hardware address is not is "a conflicting ARP packet", and tells of no neighbour.
 */
export const ownAddressIsNeverLearned: Property = {
  id: 'rfc5227.own-address-is-never-learned',
  level: 'MUST',
  source: 'RFC 5227, section 2.4',
  rows: ['R5227-64', 'SPA-08', 'SPA-07'],
  statement: "A packet that claims one of the host's own addresses makes no entry for it.",
  rationale: 'With such an entry the host sends what is meant for itself to whoever claimed its address.',
  exercisedBy: 'a packet for an own address, from a foreign hardware address, has an own address as its sender',
  needs: [['cache', 'ping']],
  examples: {
    holds: example(() =>
      host()
        .received(announcement({ ip: H.ip, mac: X_MAC }))
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(announcement({ ip: H.ip, mac: X_MAC }))
        .learned(H.ip, X_MAC),
    ),
  },
  watch: (context) => {
    const changes = watchChanges(context, {
      exercisedBy: 'nothing',
      odd: ({ host: at, event, cause }) => {
        if (!at.owns(event.address) || event.after?.mac === undefined || event.before !== undefined) return true;
        context.violated({
          time: event.time,
          at: at.name,
          expected: `no entry for ${formatIpv4(event.address)}, an address of ${at.name}`,
          received: `it maps to ${formatMac(event.after.mac)}`,
          mechanism: 'conflict-learned',
          events: [event.id, cause.id],
        });
        return false;
      },
    });
    return together(changes, {
      arpForHost: (at, event) => {
        const { senderIp, senderMac } = event.frame.arp!;
        if (at.owns(senderIp) && senderMac !== context.world.portOf(event.port).mac) context.exercised();
      },
    });
  },
};

/**
 * Section 2.1.1: "The 'sender IP address' field MUST be set to all zeroes; this is to avoid polluting ARP caches in
 * other hosts on the same link in the case where the address turns out to be already in use by another host."
 */
export const probesTeachNothing: Property = {
  id: 'rfc5227.probes-teach-nothing',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-77', 'R5227-78', 'R5227-79', 'SPA-02'],
  statement: 'A probe changes no entry of the cache, and 0.0.0.0 never gets one.',
  rationale: 'A probing host does not have the address yet. Probes that teach make conflict detection poison caches.',
  exercisedBy: 'a probe for an own address reaches a stack',
  needs: [['cache', 'ping']],
  examples: {
    holds: example(() => host().received(probe(A, H)).settled()),
    violates: example(() => host().received(probe(A, H)).learned(IPV4_ANY, A.mac)),
  },
  watch: (context) => {
    const changes = watchChanges(context, {
      exercisedBy: 'nothing',
      odd: ({ host: at, event, cause, arp }) => {
        if (arp.senderIp !== IPV4_ANY) return true;
        context.violated({
          time: event.time,
          at: at.name,
          expected: `"${describeArp(arp)}" changes nothing`,
          received: `the entry for ${formatIpv4(event.address)} changed`,
          mechanism: event.address === IPV4_ANY ? 'entry-for-zero-address' : 'probe-changed-entry',
          events: [event.id, cause.id],
        });
        return false;
      },
    });
    return together(changes, {
      arpForHost: (_at, event) => {
        if (event.frame.arp!.senderIp === IPV4_ANY) context.exercised();
      },
    });
  },
};
