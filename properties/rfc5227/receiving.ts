import { profilesWhere } from '../../src/model/index.ts';
import type { Property } from '../../src/monitor/index.ts';
import { MAC_BROADCAST } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { A, announcement, example, H, host, reply, request, X_MAC } from '../rfc826/cast.ts';
import { watchLessons } from '../rfc826/lessons.ts';

/**
 * Section 1.2.1: "… any host that correctly implements the Packet Reception algorithm specified in RFC 826 will
 * correctly handle ARP Replies delivered via link-layer broadcast."
 */
export const broadcastRepliesResolve: Property = {
  id: 'rfc5227.broadcast-replies-resolve',
  level: 'MUST',
  source: 'RFC 5227, section 1.2.1; RFC 3927, section 2.5',
  rows: ['R5227-75', 'R3927-35'],
  statement: 'A broadcast reply completes a resolution as a unicast one does.',
  rationale: 'Stations with a link-local address send all their replies by broadcast; they would be unreachable.',
  exercisedBy: 'a stack that waits for an address gets a broadcast reply from it',
  needs: TALK,
  examples: {
    holds: example(() => host().pending(A.ip).sent(request(H, A)).received(toAll()).learned(A.ip, A.mac).settled()),
    violates: example(() => host().pending(A.ip).sent(request(H, A)).received(toAll()).settled()),
  },
  watch: (context) => watchLessons(context, ['broadcast-reply-to-pending']),
};

function toAll() {
  return reply(A, H, { destination: MAC_BROADCAST });
}

/**
 * Section 2.3: "The purpose of these ARP Announcements is to make sure that other hosts on the link do not have stale
 * ARP cache entries left over from some other host that may previously have been using the same address."
 */
export const announcementsUpdateEntries: Property = {
  id: 'rfc5227.announcements-update-entries',
  level: 'MUST',
  source: 'RFC 5227, section 2.3; RFC 826, Packet Reception (merge)',
  rows: ['R5227-76', 'GARP-01', 'GARP-02', 'GARP-03', 'GARP-06', 'GARP-13', 'LNX-33', 'LNX-47', 'TOPO-03'],
  statement: 'A gratuitous packet updates an entry that exists for its sender, at once.',
  rationale: 'Fail-over and live migration announce the new place of an address this way; who ignores it is cut off.',
  exercisedBy: 'a gratuitous packet from a sender with an entry that says otherwise',
  needs: TALK,
  profiles: profilesWhere(({ mergesFromOthers }) => mergesFromOthers),
  examples: {
    holds: example(() => known().received(announcement(MOVED_A)).learned(A.ip, X_MAC).settled()),
    violates: example(() => known().received(announcement(MOVED_A)).settled()),
  },
  watch: (context) => watchLessons(context, ['gratuitous']),
};

const MOVED_A = { ip: A.ip, mac: X_MAC };

function known() {
  return host().received(request(A, H)).learned(A.ip, A.mac);
}
