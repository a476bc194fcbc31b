import { profilesWhere } from '../../src/model/index.ts';
import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import { formatIpv4, formatMac, MAC_BROADCAST, MAC_ZERO, type Mac } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import type { Claims } from './address-claims.ts';
import { A, B, example, H, host, packet, reply, request, X_MAC } from './cast.ts';
import { type ClaimBook, watchClaims } from './claims.ts';

/** A as it claims to be elsewhere. */
const MOVED_A = { ip: A.ip, mac: X_MAC };

/**
 * "If it finds the pair, it gives the corresponding 48.bit Ethernet address back to the caller (hardware driver) which
 * then transmits the packet." Addresses come from the table alone, and what is in the table from ARP packets.
 */
export const packetsFollowAClaim: Property = {
  id: 'rfc826.packets-follow-a-claim',
  level: 'MUST',
  source: 'RFC 826, Packet Generation and Packet Reception',
  rows: [
    'INV-06',
    'R826-15',
    'R826-21',
    'R826-24',
    'R826-36',
    'R826-37',
    'R1122-26',
    'SEC-10',
    'SEC-13',
    'SEC-18',
    'LEN-02',
    'TOPO-06',
  ],
  statement:
    'An IPv4 packet for a neighbour goes to a hardware address that a believable ARP packet, or the operator, gave for it.',
  rationale: 'The central safety property: whatever goes elsewhere is lost, or read by somebody else.',
  exercisedBy: 'a stack sends an IPv4 packet to a station',
  needs: TALK,
  examples: {
    holds: example(() => host().received(request(A, H)).sent(packet(H, A))),
    violates: example(() =>
      host()
        .received(request(A, H))
        .sent(packet(H, { ip: B.ip, mac: A.mac })),
    ),
  },
  watch: (context) =>
    watchClaims(context, (book) => ({
      forwarded: (from, event, sent, claims) => {
        const to = event.frame.destination;
        if (context.world.binding(event.port, sent.destination)?.state === 'permanent') return;
        const known = claims === undefined ? book.isClaimed(event.port, to) : claims.wasEver(to);
        if (known) {
          context.exercised();
          return;
        }
        const said = claims?.mac === undefined ? 'nobody has said' : `${formatMac(claims.mac)} is`;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the packet for ${formatIpv4(sent.destination)} goes to where somebody has said that it is`,
          received: `it went to ${formatMac(to)}; ${said} where it is`,
          mechanism: guess(context, event.port, to, book, claims),
          events: [event.id, claims?.event?.id ?? -1].filter((id) => id >= 0),
        });
      },
    })),
};

function guess({ world }: MonitorContext, port: number, to: Mac, book: ClaimBook, claims: Claims | undefined): string {
  if (to === MAC_BROADCAST) return 'sent-to-everyone';
  if (to === MAC_ZERO) return 'sent-to-zero-address';
  if (to === world.portOf(port).mac) return 'sent-to-itself';
  if (claims !== undefined && book.isClaimed(port, to)) return 'sent-to-another-neighbour';
  return claims?.mac === undefined ? 'sent-unresolved' : 'sent-to-unbelieved-claim';
}

/**
 * "… if an entry already exists for the <protocol type, sender protocol address> pair, then the new hardware address
 * supersedes the old one."
 */
export const packetsGoToTheNewestClaim: Property = {
  id: 'rfc826.packets-go-to-the-newest-claim',
  level: 'MUST',
  source: 'RFC 826, Packet Reception',
  rows: ['INV-07', 'R826-59', 'R826-30', 'R826-31', 'R826-32', 'R826-33', 'LNX-45', 'LNX-46'],
  statement:
    'An IPv4 packet for a neighbour goes to the newest claim that its profile believes; on Linux a claim within locktime may lose.',
  rationale: 'The neighbour has moved, and said so: packets to its old place are lost.',
  exercisedBy: 'a stack sends an IPv4 packet to a neighbour that has claimed more than one hardware address',
  needs: TALK,
  profiles: profilesWhere(({ override }) => override !== 'confirmed'),
  examples: {
    holds: example(() => host().received(request(A, H)).received(request(MOVED_A, H)).sent(packet(H, MOVED_A))),
    violates: example(() => host().received(request(A, H)).received(reply(MOVED_A, H)).sent(packet(H, A))),
  },
  watch: (context) =>
    watchClaims(context, () => ({
      forwarded: (from, event, _sent, claims) => {
        if (claims?.mac === undefined || (claims.former.length === 0 && claims.others.length === 0)) return;
        const to = event.frame.destination;
        if (claims.mayBe(to)) {
          context.exercised();
          return;
        }
        if (!claims.wasEver(to)) return;
        const known = formatMac(claims.mac);
        const where = claims.isNarrowed ? 'where the one before it went' : 'the newest claim';
        context.violated({
          time: event.time,
          at: from.name,
          expected: `the packet for ${formatIpv4(claims.address)} goes to ${known}, ${where}`,
          received: `it went to ${formatMac(to)}, ${claims.isNarrowed ? 'which nobody has said since' : 'an older one'}`,
          mechanism: claims.isNarrowed ? 'went-back-to-another-claim' : `${claims.kind}-not-followed`,
          events: [event.id, claims.event!.id],
        });
      },
    })),
};
