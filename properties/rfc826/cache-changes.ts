import type { Property } from '../../src/monitor/index.ts';
import { ARP_REPLY, type ArpView, describeArp, formatIpv4, formatMac } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { A, B, example, H, host, request, X_MAC } from './cast.ts';
import { watchChanges } from './changes.ts';
import { isProxy, setting } from './settings.ts';

/**
 * "?Am I the target protocol address? Yes: If Merge_flag is false, add the triplet … to the translation table." Whoever
 * is not the target adds nothing.
 */
export const noEntryFromThirdParties: Property = {
  id: 'rfc826.no-entry-from-third-parties',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-36', 'R826-37', 'R5227-80', 'GARP-04', 'GARP-05', 'SEC-12', 'LNX-30'],
  statement: 'A new entry is made only from a packet for an own address, unless arp_accept or proxying is configured.',
  rationale: 'A host that believes whatever it overhears fills its table with strangers and can be filled with lies.',
  exercisedBy: 'a packet makes a new entry in a visible cache',
  needs: TALK,
  examples: {
    holds: example(() => host().received(request(A, H)).learned(A.ip, A.mac)),
    violates: example(() => host().received(request(A, B)).learned(A.ip, A.mac)),
  },
  watch: (context) =>
    watchChanges(context, {
      exercisedBy: 'new entry',
      odd: ({ host: at, event, cause, arp }) => {
        // A malformed packet is judged by what is wrong with it.
        if (event.before !== undefined || event.after?.mac === undefined || !arp.isEthernetIpv4) return true;
        if (at.owns(arp.targetIp)) return true;
        if (setting(context.world, event.port, 'arp_accept') !== 0 || isProxy(context.world, event.port)) return false;
        context.violated({
          time: event.time,
          at: at.name,
          expected: `no entry for ${formatIpv4(event.address)} from "${describeArp(arp)}"`,
          received: `it maps to ${formatMac(event.after.mac)}`,
          mechanism: `learned-from-${bystanderKind(arp)}`,
          events: [event.id, cause.id],
        });
        return false;
      },
    }),
};

function bystanderKind(arp: ArpView): string {
  if (arp.isGratuitous) return 'gratuitous';
  return arp.operation === ARP_REPLY ? 'third-party-reply' : 'third-party-request';
}

/** "update the sender hardware address field of the entry with the new information in the packet": ar$sha, that is. */
export const bindingIsTheSenderHardwareAddress: Property = {
  id: 'rfc826.binding-is-the-sender-hardware-address',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['ETH-12', 'ETH-11', 'TOPO-06'],
  statement: 'What a packet teaches is its sender hardware address, not the source of its Ethernet frame.',
  rationale: 'They differ when a bridge or proxy speaks in the name of another station.',
  exercisedBy: 'a packet whose Ethernet source is not its sender hardware address changes a visible cache',
  needs: TALK,
  examples: {
    holds: example(() =>
      host()
        .received(request(A, H, { source: X_MAC }))
        .learned(A.ip, A.mac),
    ),
    violates: example(() =>
      host()
        .received(request(A, H, { source: X_MAC }))
        .learned(A.ip, X_MAC),
    ),
  },
  watch: (context) =>
    watchChanges(context, {
      exercisedBy: 'nothing',
      odd: ({ host: at, event, cause, arp }) => {
        const mac = event.after?.mac;
        if (mac === undefined || event.address !== arp.senderIp || event.before?.mac === mac) return true;
        const { source } = cause.frame;
        if (mac === arp.senderMac) {
          if (source !== mac) context.exercised();
          return true;
        }
        context.violated({
          time: event.time,
          at: at.name,
          expected: `${formatIpv4(event.address)} maps to ${formatMac(arp.senderMac)}, as the packet says`,
          received: `it maps to ${formatMac(mac)}`,
          mechanism: mac === source ? 'learned-ethernet-source' : 'learned-what-nobody-said',
          events: [event.id, cause.id],
        });
        return false;
      },
    }),
};

/** The pair that is looked up, updated or added is "<protocol type, sender protocol address>", and no other. */
export const changesOnlyTheSender: Property = {
  id: 'rfc826.changes-only-the-sender',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['R826-60', 'R826-19', 'SEC-10', 'INV-13'],
  statement: 'An ARP packet changes the entry of its sender protocol address, and of no other address.',
  rationale:
    'Two addresses may share a hardware address, and two hosts a table: what one says is nothing about another.',
  exercisedBy: 'a packet changes a visible cache',
  needs: TALK,
  examples: {
    holds: example(() => host().received(request(A, H)).learned(A.ip, A.mac)),
    violates: example(() =>
      host()
        .received(request(A, H))
        .learned(A.ip, A.mac)
        .received(request({ ip: B.ip, mac: A.mac }, H))
        .forgot(A.ip, 'frame'),
    ),
  },
  watch: (context) =>
    watchChanges(context, {
      exercisedBy: 'any change',
      odd: ({ host: at, event, cause, arp }) => {
        if (event.address === arp.senderIp) return true;
        context.violated({
          time: event.time,
          at: at.name,
          expected: `"${describeArp(arp)}" changes nothing but the entry for ${formatIpv4(arp.senderIp)}`,
          received: `the entry for ${formatIpv4(event.address)} ${event.after === undefined ? 'went away' : 'changed'}`,
          mechanism: event.after === undefined ? 'other-entry-removed' : 'other-entry-changed',
          events: [event.id, cause.id],
        });
        return false;
      },
    }),
};
