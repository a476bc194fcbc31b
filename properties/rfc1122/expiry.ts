import type { HostView, Property } from '../../src/monitor/index.ts';
import { formatIpv4, formatMac } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import type { Claims } from '../rfc826/address-claims.ts';
import { A, example, H, host, packet, request } from '../rfc826/cast.ts';
import { watchClaims } from '../rfc826/claims.ts';
import { profileOf } from '../rfc826/settings.ts';
import { together } from '../rfc826/shared-fold.ts';

const SECOND = 1_000_000_000;
/** The longest timeout in wide use: `arpt_keep` of 4.4BSD. RFC 1122 finds "on the order of a minute" suitable. */
const LIFETIME_MAX = 20 * 60 * SECOND;
/**
 * Linux does not let an idle entry go, but polls one that is used: reachable for 30 s (up to 45 s, drawn at random),
 * then 5 s after a use three requests, a second apart.
 */
const REACHABLE_MAX = 45 * SECOND;
const POLLING_MAX = 10 * SECOND;

/**
 * "An implementation of the Address Resolution Protocol (ARP) … MUST provide a mechanism to flush out-of-date cache
 * entries."
 */
export const silentNeighboursAreForgotten: Property = {
  id: 'rfc1122.silent-neighbours-are-forgotten',
  level: 'MUST',
  source: 'RFC 1122, section 2.3.2.1',
  rows: ['R1122-01', 'R1122-03', 'R1122-04', 'R1122-07', 'TOPO-04'],
  statement:
    'A neighbour that is silent is not sent to for ever: for at most 20 minutes, or 10 seconds of use where entries are polled.',
  rationale:
    'A neighbour that was replaced, or whose address went to another, stays cut off while the old entry lives.',
  exercisedBy: 'a stack sends to a neighbour, or asks for it again, after it was silent for so long',
  needs: TALK,
  seconds: 61,
  examples: {
    holds: example(() => silent().sent(request(H, A))),
    violates: example(() => silent().sent(packet(H, A, 2))),
  },
  watch: (context) => {
    /** The first use of an entry after it should have been doubted. */
    const doubtful = new Map<Claims, { readonly claim: number; readonly since: number }>();
    const watched = watchClaims(context, () => ({
      restart: () => doubtful.clear(),
      asked: (claims, event) => {
        if (claims.event !== undefined && event.time - claims.event.time > REACHABLE_MAX) context.exercised();
        else if (claims.event === undefined && Number.isFinite(claims.askedAt)) context.exercised();
      },
      forwarded: (from, event, _sent, claims) => {
        if (claims?.event === undefined) return;
        const silence = event.time - claims.event.time;
        if (silence <= REACHABLE_MAX || event.frame.destination !== claims.mac) return;
        const since = firstUse(doubtful, claims, event.time);
        if (context.world.binding(event.port, claims.address)?.state === 'permanent') return;
        const overdue = isPolling(from) ? event.time - since > POLLING_MAX : silence > LIFETIME_MAX;
        if (!overdue) return;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `${formatIpv4(claims.address)} is asked for again, as it has been silent for ${Math.floor(silence / SECOND)} s`,
          received: `a packet to ${formatMac(claims.mac)}`,
          mechanism: isPolling(from) ? 'never-polled' : 'never-expired',
          events: [event.id, claims.event.id],
        });
      },
    }));
    return together(watched, { restart() {} });
  },
};

function isPolling(host: HostView): boolean {
  return profileOf(host)?.revalidation === 'polling';
}

function firstUse(
  doubtful: Map<Claims, { readonly claim: number; readonly since: number }>,
  claims: Claims,
  now: number,
): number {
  const known = doubtful.get(claims);
  if (known?.claim === claims.event!.id) return known.since;
  doubtful.set(claims, { claim: claims.event!.id, since: now });
  return now;
}

/** A was heard, and has been silent for 21 minutes. */
function silent() {
  return host()
    .received(request(A, H))
    .learned(A.ip, A.mac)
    .sent(packet(H, A))
    .wait(21 * 60_000);
}
