import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import { describeArp, formatIpv4, formatMac } from '../../src/wire/index.ts';
import { A, altered, example, H, host, reply, request, X_MAC } from './cast.ts';
import { watchClaims } from './claims.ts';
import { watchExchange } from './exchange.ts';
import type { Misfit } from './misfits.ts';
import { together } from './shared-fold.ts';

/**
 * The monitor of "such a packet is not ARP for this interface": it is not answered, and nothing is learned from it.
 * Where the cache is not visible, a packet sent to what it alone claimed tells that.
 */
export function watchIgnored(context: MonitorContext, kinds: readonly Misfit[]): Monitor {
  const exchange = watchExchange(context, {
    kinds,
    heard: () => context.exercised(),
    replied: (from, event, question) => {
      context.violated({
        time: event.time,
        at: from.name,
        expected: `no reply to "${describeArp(question!.arp)}", whose defect is: ${question!.kind}`,
        received: `"${describeArp(event.frame.arp!)}"`,
        mechanism: 'answered',
        events: [event.id, question!.event.id],
      });
    },
    changed: (question, event) => {
      context.violated({
        time: event.time,
        at: question.host.name,
        expected: `no entry changes by "${describeArp(question.arp)}", whose defect is: ${question.kind}`,
        received: `the entry for ${formatIpv4(event.address)} did`,
        mechanism: event.before === undefined ? 'learned' : 'updated',
        events: [event.id, question.event.id],
      });
    },
  });
  const traffic = watchClaims(context, (book) => ({
    forwardedUnseen: (from, event, claims) => {
      const { misfit, misfitKind } = claims;
      const to = event.frame.destination;
      const fragment = kinds.includes('truncated') ? book.fragmentOn(event.port) : undefined;
      if (fragment?.frame.arp?.senderMac === to && !book.isClaimed(event.port, to)) {
        context.violated({
          time: event.time,
          at: from.name,
          expected: `nothing is learned from a packet of ${formatMac(to)} that ends before it says whose that is`,
          received: `a packet for ${formatIpv4(claims.address)} went there`,
          mechanism: 'completed-from-elsewhere',
          events: [event.id, fragment.id],
        });
        return;
      }
      if (misfit === undefined || !kinds.includes(misfitKind!)) return;
      if (!claims.isOnlySaidBy(misfit, to)) return;
      context.violated({
        time: event.time,
        at: from.name,
        expected: `nothing is learned from "${describeArp(misfit.frame.arp!)}", whose defect is: ${misfitKind}`,
        received: `a packet for ${formatIpv4(claims.address)} went to ${formatMac(event.frame.destination)}`,
        mechanism: claims.mac === undefined ? 'learned' : 'updated',
        events: [event.id, misfit.id],
      });
    },
  }));
  return together(traffic, exchange);
}

/** "?Do I have the hardware type in ar$hrd? Yes: (almost definitely)" and otherwise the packet is none of ours. */
export const foreignHardwareTypeIsIgnored: Property = {
  id: 'rfc826.foreign-hardware-type-is-ignored',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-20', 'R826-21', 'HRD-01', 'HRD-03', 'HRD-04', 'HRD-05', 'R5227-67'],
  statement: 'A packet of another hardware type than Ethernet is not answered, and nothing is learned from it.',
  rationale:
    'The addresses in it are not Ethernet addresses, whatever their octets look like. Profiles that accept type 6 (IEEE 802) may take that for Ethernet.',
  exercisedBy: 'a packet with a foreign hardware type reaches a stack',
  examples: {
    holds: example(() =>
      host()
        .received(altered(request(A, H), 0, 0, 3))
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(altered(request(A, H), 0, 0, 3))
        .sent(reply(H, A)),
    ),
  },
  watch: (context) => watchIgnored(context, ['hardware type']),
};

/** "?Do I speak the protocol in ar$pro?" */
export const foreignProtocolTypeIsIgnored: Property = {
  id: 'rfc826.foreign-protocol-type-is-ignored',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-23', 'R826-24', 'PRO-01', 'R1122-30'],
  statement: 'A packet of another protocol type than IPv4 is not answered, and nothing is learned from it.',
  rationale: 'The table is keyed by protocol type and address: the same octets in another protocol name another host.',
  exercisedBy: 'a packet with a foreign protocol type reaches a stack',
  examples: {
    holds: example(() =>
      host()
        .received(altered(request(A, H), 2, 0x86, 0xdd))
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(altered(request(A, H), 2, 0x86, 0xdd))
        .learned(A.ip, A.mac),
    ),
  },
  watch: (context) => watchIgnored(context, ['protocol type']),
};

/** RFC 826 speaks of packets that were received; a frame for another station's address was not, merely overheard. */
export const framesForOthersAreIgnored: Property = {
  id: 'rfc826.frames-for-others-are-ignored',
  level: 'MUST',
  source: 'RFC 826, Packet Reception; RFC 894',
  rows: ['R826-67', 'ETH-17'],
  statement: 'A packet in a frame for another station is not answered, and nothing is learned from it.',
  rationale:
    'Switches flood unicast frames to whom they do not know, and virtual links have no hardware that filters: without a check, one flooded reply changes every cache.',
  exercisedBy: 'an ARP packet in a frame to the unicast address of another station reaches a stack',
  examples: {
    holds: example(() =>
      host()
        .received(request(A, H, { destination: X_MAC }))
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(request(A, H, { destination: X_MAC }))
        .sent(reply(H, A)),
    ),
  },
  watch: (context) => watchIgnored(context, ['for another station']),
};
