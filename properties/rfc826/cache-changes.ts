import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { ARP_REPLY, type ArpView, describeArp, formatIpv4, formatMac, MAC_BROADCAST } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import type { Claims } from './address-claims.ts';
import { A, B, example, H, host, request, X_MAC } from './cast.ts';
import { watchChanges } from './changes.ts';
import { watchClaims } from './claims.ts';
import { isProxy, profileOf, setting } from './settings.ts';
import { together } from './shared-fold.ts';

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
  exercisedBy: 'a packet makes a new entry, or a stack has traffic for a stranger that it only overheard',
  needs: TALK,
  examples: {
    holds: example(() => host().received(request(A, H)).learned(A.ip, A.mac)),
    violates: example(() => host().received(request(A, B)).learned(A.ip, A.mac)),
  },
  watch: (context) => {
    const changes = watchChanges(context, {
      exercisedBy: 'new entry',
      odd: ({ host: at, event, cause, arp }) => {
        // A malformed packet is judged by what is wrong with it.
        if (event.before !== undefined || event.after?.mac === undefined || !arp.isEthernetIpv4) return true;
        if (at.owns(arp.targetIp)) return true;
        if (setting(context.world, event.port, 'arp_accept') !== 0 || isProxy(context.world, event.port)) return false;
        if (arp.isGratuitous && profileOf(at)?.learnsFromGratuitous === true) return false;
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
    });
    const traffic = watchClaims(context, () => ({
      forwardedUnseen: (from, event, claims) => {
        const { rumour } = claims;
        if (rumour === undefined || claims.wasEver(rumour.frame.arp!.senderMac)) return;
        if (!claims.isOnlySaidBy(rumour, event.frame.destination)) {
          context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `no entry for ${formatIpv4(claims.address)} from "${describeArp(rumour.frame.arp!)}"`,
          received: `a packet for it went to ${formatMac(event.frame.destination)}`,
          mechanism: `learned-from-${bystanderKind(rumour.frame.arp!)}`,
          events: [event.id, rumour.id],
        });
      },
      askedUnseen: (claims) => {
        if (claims.rumour !== undefined && claims.mac === undefined) context.exercised();
      },
    }));
    return together(changes, traffic);
  },
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
  exercisedBy: 'a packet whose Ethernet source is not its sender hardware address changes the cache',
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
  watch: (context) => {
    const changes = watchChanges(context, {
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
    });
    const traffic = watchClaims(context, () => ({
      forwardedUnseen: (from, event, claims) => {
        const source = claims.event?.frame.source;
        if (source === undefined || claims.wasEver(source)) return;
        const to = event.frame.destination;
        if (to !== source) {
          if (to === claims.mac) context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `packets for ${formatIpv4(claims.address)} go to ${formatMac(claims.mac!)}, as the packet says`,
          received: `one went to ${formatMac(to)}, the source of its frame`,
          mechanism: 'learned-ethernet-source',
          events: [event.id, claims.event!.id],
        });
      },
    }));
    return together(changes, traffic);
  },
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
  exercisedBy: 'a packet changes the cache; or after it, a stack has traffic for another neighbour',
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
  watch: (context) => {
    const changes = watchChanges(context, {
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
    });
    return together(changes, watchTrafficOfOthers(context));
  },
};

/**
 * Without sight of the cache: what was said of another address since must neither take the entry away nor put another
 * link address in it.
 */
function watchTrafficOfOthers(context: MonitorContext): Monitor {
  const report = (claims: Claims, since: Claims, event: FrameEvent, mechanism: string, received: string): void => {
    context.violated({
      time: event.time,
      at: claims.host.name,
      expected: `what is said of ${formatIpv4(since.address)} changes nothing for ${formatIpv4(claims.address)}`,
      received,
      mechanism,
      events: [event.id, since.event!.id, claims.event!.id],
    });
  };
  return watchClaims(context, (book) => {
    /** The latest claim, if it is about another address than these. */
    const sinceThen = (claims: Claims): Claims | undefined => {
      const latest = book.latestOn(claims.port);
      return latest === claims || latest?.event === undefined || claims.event === undefined ? undefined : latest;
    };
    return {
      forwardedUnseen: (_from, event, claims) => {
        const since = sinceThen(claims);
        if (since === undefined) return;
        const to = event.frame.destination;
        if (claims.mac !== undefined && to === since.mac && !claims.wasEver(to)) {
          report(claims, since, event, 'other-entry-changed', `a packet for it went to ${formatMac(to)}`);
        } else if (claims.mayBe(to)) context.exercised();
      },
      askedUnseen: (claims, event) => {
        const since = sinceThen(claims);
        if (since === undefined || event.frame.destination !== MAC_BROADCAST) return;
        if (!book.isSure(claims, event.time) || since.mac !== claims.mac) return;
        report(claims, since, event, 'other-entry-removed', `"${describeArp(event.frame.arp!)}", to everyone`);
      },
    };
  });
}
