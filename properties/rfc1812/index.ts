import { profilesWhere } from '../../src/model/index.ts';
import type { Property } from '../../src/monitor/index.ts';
import { isGroupMac, MAC_BROADCAST } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { A, example, H, host, reply } from '../rfc826/cast.ts';
import { watchUnlearnable } from '../robustness/unlearnable.ts';

const CAREFUL = { profile: 'host-5227' };

/**
 * Section 3.3.2: "A router MUST not believe any ARP reply that claims that the Link Layer address of another host or
 * router is a broadcast or multicast address."
 */
const groupAddressesAreNotBelieved: Property = {
  id: 'rfc1812.group-addresses-are-not-believed',
  level: 'MUST',
  source: 'RFC 1812, section 3.3.2',
  rows: ['R1812-01', 'R1812-02', 'R1812-03', 'SHA-01', 'SHA-02', 'SHA-05'],
  statement: 'No packet makes an entry with a broadcast or multicast hardware address.',
  rationale:
    'What is sent there reaches everyone: one claim turns the traffic of two hosts into a broadcast that all others read.',
  exercisedBy:
    'a packet with a group address for its sender reaches a stack; where the cache is not visible, it then has traffic for that sender',
  needs: TALK,
  profiles: profilesWhere(({ believesGroupMacs }) => !believesGroupMacs),
  examples: {
    holds: example(() => host(CAREFUL).received(fromEveryone()).settled()),
    violates: example(() => host(CAREFUL).received(fromEveryone()).learned(A.ip, MAC_BROADCAST)),
  },
  watch: (context) =>
    watchUnlearnable(context, {
      isCase: (_host, { frame }) => isGroupMac(frame.arp!.senderMac),
      mechanism: (_host, { frame }) =>
        frame.arp!.senderMac === MAC_BROADCAST ? 'believed-broadcast-address' : 'believed-multicast-address',
    }),
};

function fromEveryone() {
  return reply(A, H, { senderMac: MAC_BROADCAST, source: A.mac });
}

/** What RFC 1812 asks of routers, and careful hosts do as well (C08). */
export const rfc1812: readonly Property[] = [groupAddressesAreNotBelieved];
