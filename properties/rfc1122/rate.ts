import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import { formatIpv4 } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import type { Claims } from '../rfc826/address-claims.ts';
import { A, example, H, host, request } from '../rfc826/cast.ts';
import { watchClaims } from '../rfc826/claims.ts';
import { profileOf, setting } from '../rfc826/settings.ts';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;
/** A tenth less than a second: timers of small systems are coarse, and the requirement is about load. */
const INTERVAL_MIN = 900 * MILLISECOND;
/** Stacks that start fast send up to four: at 0, 125, 375 and 875 ms (iPXE). Beyond that nothing is bounded. */
const REQUESTS_PER_SECOND_MAX = 4;

/**
 * "A mechanism to prevent ARP flooding (repeatedly sending an ARP Request for the same IP address, at a high rate) MUST
 * be included."
 */
export const noRequestFlood: Property = {
  id: 'rfc1122.no-request-flood',
  level: 'MUST',
  source: 'RFC 1122, section 2.3.2.1',
  rows: ['R1122-11', 'R1122-14', 'R1122-15', 'R1122-16'],
  statement: `However much there is to send, at most ${REQUESTS_PER_SECOND_MAX} requests a second ask for the same address.`,
  rationale: 'One request per packet turns a stream to a dead neighbour into a broadcast storm.',
  exercisedBy: 'a stack asks again for an address',
  needs: TALK,
  seconds: 2,
  examples: {
    holds: example(() => host().sent(request(H, A)).wait(1000).sent(request(H, A))),
    violates: example(() => {
      const asked = host();
      for (let count = 0; count < 5; count++) asked.sent(request(H, A));
      return asked;
    }),
  },
  watch: (context) => {
    const bursts = new Map<Claims, { readonly since: number; count: number }>();
    return watchClaims(context, () => ({
      restart: () => bursts.clear(),
      asked: (claims, event) => {
        if (!Number.isFinite(claims.askedAt)) return;
        if (event.time - claims.askedAt >= SECOND) {
          bursts.delete(claims);
          context.exercised();
          return;
        }
        const burst = bursts.get(claims);
        if (burst === undefined || event.time - burst.since >= SECOND) {
          bursts.set(claims, { since: claims.askedAt, count: 2 });
          return;
        }
        burst.count += 1;
        if (burst.count <= REQUESTS_PER_SECOND_MAX) return;
        context.violated({
          time: event.time,
          at: claims.host.name,
          expected: `at most ${REQUESTS_PER_SECOND_MAX} requests for ${formatIpv4(claims.address)} within a second`,
          received: `${burst.count} within ${Math.ceil((event.time - burst.since) / MILLISECOND)} ms`,
          mechanism: 'request-flood',
          events: [event.id, claims.askedBy],
        });
      },
    }));
  },
};

/** "The recommended maximum rate is 1 per second per destination." */
export const oneRequestASecond: Property = {
  id: 'rfc1122.one-request-a-second',
  level: 'SHOULD',
  source: 'RFC 1122, section 2.3.2.1',
  rows: ['R1122-12', 'INV-16'],
  statement: 'Two requests for the same address are at least a second apart, unless the operator set another interval.',
  rationale: 'Everyone on the segment has to look at every broadcast.',
  exercisedBy: 'a stack asks again for an address that was neither deleted by the operator nor lost with its link',
  needs: TALK,
  seconds: 2,
  examples: {
    holds: example(() => host().sent(request(H, A)).wait(1000).sent(request(H, A))),
    violates: example(() => host().sent(request(H, A)).wait(200).sent(request(H, A))),
  },
  watch: (context) =>
    watchClaims(context, () => ({
      asked: (claims, event) => {
        const since = event.time - claims.askedAt;
        if (!Number.isFinite(since) || hasOwnInterval(context, claims)) return;
        if (since >= INTERVAL_MIN) {
          context.exercised();
          return;
        }
        context.violated({
          time: event.time,
          at: claims.host.name,
          expected: `a second between two requests for ${formatIpv4(claims.address)}`,
          received: `${Math.floor(since / MILLISECOND)} ms`,
          mechanism: 'asked-again-too-soon',
          events: [event.id, claims.askedBy],
        });
      },
    })),
};

function hasOwnInterval({ world }: MonitorContext, { host: from, port }: Claims): boolean {
  return profileOf(from)?.sysctls === true && setting(world, port, 'retrans_time_ms') < 1000;
}
