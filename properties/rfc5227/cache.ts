import type { HostView, Property } from '../../src/monitor/index.ts';
import { describeArp, formatIpv4, formatMac, IPV4_ANY, type Ipv4, isGroupMac, type Mac } from '../../src/wire/index.ts';
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
  exercisedBy:
    'somebody else claims an own address; where the cache is not visible, he then sends a packet in the name of it',
  needs: [['cache']],
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
    const { world } = context;
    const isOriginal = (at: HostView, address: Ipv4): boolean =>
      at.owns(address) && world.header.addresses.some((own) => own.address === address);
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
    /** Own addresses that were there from the beginning, and who claimed them; others may have been a neighbour's. */
    const claimants = new Map<number, Mac>();
    return together(changes, {
      restart: () => claimants.clear(),
      arpForHost: (at, { port, frame }) => {
        const { senderIp, senderMac } = frame.arp!;
        if (!at.owns(senderIp) || senderMac === world.portOf(port).mac) return;
        if (at.cacheVisible) context.exercised();
        else if (isOriginal(at, senderIp)) claimants.set(senderIp, senderMac);
      },
      ipReceived: (at, { port, frame }) => {
        const { source, destination } = frame.ip!;
        if (at.cacheVisible || frame.destination !== world.portOf(port).mac || !at.owns(destination)) return;
        if (claimants.has(source)) context.exercised();
      },
      ipSent: (at, event) => {
        const { destination } = event.frame.ip!;
        if (at.cacheVisible || claimants.get(destination) !== event.frame.destination || !at.owns(destination)) return;
        context.violated({
          time: event.time,
          at: at.name,
          expected: `no packet for ${formatIpv4(destination)}, an address of ${at.name}, leaves it`,
          received: `one went to ${formatMac(event.frame.destination)}, who claimed that address`,
          mechanism: 'conflict-learned',
          events: [event.id],
        });
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
  exercisedBy:
    'a probe for an own address reaches a stack; where the cache is not visible, a packet from 0.0.0.0 after it',
  needs: [['cache']],
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
    /** Who probed last. */
    let prober: Mac | undefined;
    return together(changes, {
      restart: () => {
        prober = undefined;
      },
      arpForHost: (at, { frame }) => {
        if (frame.arp!.senderIp !== IPV4_ANY) return;
        // Some stacks take 0.0.0.0 for a broadcast address (RFC 1122 section 3.3.6), probed for or not.
        prober = isGroupMac(frame.arp!.senderMac) ? undefined : frame.arp!.senderMac;
        if (at.cacheVisible) context.exercised();
      },
      ipReceived: (at, { port, frame }) => {
        if (at.cacheVisible || frame.destination !== context.world.portOf(port).mac) return;
        if (prober !== undefined && frame.ip!.source === IPV4_ANY) context.exercised();
      },
      ipSent: (at, event) => {
        if (at.cacheVisible || event.frame.ip!.destination !== IPV4_ANY || event.frame.destination !== prober) return;
        context.violated({
          time: event.time,
          at: at.name,
          expected: `no packet for 0.0.0.0 leaves ${at.name}`,
          received: `one went to ${formatMac(prober)}, who probed`,
          mechanism: 'entry-for-zero-address',
          events: [event.id],
        });
      },
    });
  },
};
