import type { Monitor, MonitorContext } from '../../src/monitor/index.ts';
import { describeArp, formatIpv4, formatMac, MAC_BROADCAST } from '../../src/wire/index.ts';
import type { Claims } from './address-claims.ts';
import type { ClaimKind } from './claim-kind.ts';
import type { Lesson } from './claim-listener.ts';
import { watchClaims } from './claims.ts';

/**
 * The monitor of "a packet of these kinds changes the entry of its sender".
 *
 * Where the cache is visible, the entry has to hold what the packet says by the time the network has settled. Where it
 * is not, the stack's own traffic tells: packets to the address go to what it was taught, and it does not ask at once
 * for what it was just told.
 */
export function watchLessons(context: MonitorContext, kinds: readonly ClaimKind[]): Monitor {
  return watchClaims(context, (book) => ({
    kinds,
    taught: (lesson) => {
      if (context.demandedOf(lesson.claims.host)) context.exercised();
    },
    missed: (lesson, event) => {
      if (context.demandedOf(lesson.claims.host)) reportMissed(context, lesson, event.time);
    },
    forwardedUnseen: (from, event, claims) => {
      if (!isFirm(claims, kinds) || !context.demandedOf(from)) return;
      if (event.frame.destination === claims.mac) {
        context.exercised();
        return;
      }
      context.violated({
        time: event.time,
        at: from.name,
        expected: `packets for ${formatIpv4(claims.address)} go to ${formatMac(claims.mac!)}`,
        received: `one went to ${formatMac(event.frame.destination)}`,
        mechanism: `${claims.kind}-not-followed`,
        events: [event.id, claims.event!.id],
      });
    },
    askedUnseen: (claims, event) => {
      if (!isFirm(claims, kinds) || !book.isSure(claims, event.time) || !context.demandedOf(claims.host)) return;
      if (event.frame.destination !== MAC_BROADCAST) return;
      context.violated({
        time: event.time,
        at: claims.host.name,
        expected: `no request for ${formatIpv4(claims.address)}, which has just said that it is at ${formatMac(claims.mac!)}`,
        received: `"${describeArp(event.frame.arp!)}", to everyone`,
        mechanism: `asked-back-after-${claims.kind}`,
        events: [event.id, claims.event!.id],
      });
    },
  }));
}

function isFirm(claims: Claims, kinds: readonly ClaimKind[]): boolean {
  return claims.mac !== undefined && claims.others.length === 0 && kinds.includes(claims.kind!);
}

function reportMissed(context: MonitorContext, lesson: Lesson, time: number): void {
  const { host, port, address } = lesson.claims;
  const now = context.world.binding(port, address)?.mac;
  const changedOtherwise = now !== undefined && now !== lesson.before?.mac;
  context.violated({
    time,
    at: host.name,
    expected: `${formatIpv4(address)} maps to ${formatMac(lesson.mac)} after "${describeArp(lesson.event.frame.arp!)}"`,
    received: now === undefined ? 'it maps to nothing' : `it maps to ${formatMac(now)}`,
    mechanism: `${lesson.kind}-${changedOtherwise ? 'misread' : 'not-believed'}`,
    events: [lesson.event.id],
  });
}
