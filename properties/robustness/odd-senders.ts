import { profilesWhere } from '../../src/model/index.ts';
import type { Property } from '../../src/monitor/index.ts';
import { IPV4_ANY, isGroupMac, isLoopbackIpv4, isMulticastIpv4, MAC_ZERO, parseIpv4 } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { isNobodys } from '../rfc826/addresses.ts';
import { A, example, H, host, packet, request, X_MAC } from '../rfc826/cast.ts';
import { watchUnlearnable } from './unlearnable.ts';

const CAREFUL = { profile: 'host-5227' };
const EVERYONE = { ip: parseIpv4('10.0.0.255')!, mac: X_MAC };

/** Nobody can be reached at these hardware addresses; RFC 826 does not ask whether anybody can (C08). */
export const emptyAddressesAreNotBelieved: Property = {
  id: 'robustness.empty-addresses-are-not-believed',
  level: 'SHOULD',
  source: 'practice (FreeBSD, Zephyr, FreeRTOS-Plus-TCP); RFC 826 has no such check',
  rows: ['SHA-03', 'SHA-04'],
  statement: "No packet makes an entry with the hardware address zero, or with the host's own.",
  rationale: 'Packets for such a neighbour reach nobody, until the entry is given up: a cheap way to cut a host off.',
  exercisedBy:
    'a packet whose sender hardware address is zero or the own one; where the cache is not visible, the stack then has traffic for its sender',
  needs: TALK,
  profiles: profilesWhere(({ believesGroupMacs }) => !believesGroupMacs),
  examples: {
    holds: example(() =>
      host(CAREFUL)
        .received(request({ ip: A.ip, mac: MAC_ZERO }, H))
        .settled(),
    ),
    violates: example(() =>
      host(CAREFUL)
        .received(request({ ip: A.ip, mac: MAC_ZERO }, H))
        .learned(A.ip, MAC_ZERO),
    ),
  },
  watch: (context) => {
    const { world } = context;
    return watchUnlearnable(context, {
      isCase: (at, { port, frame }) => {
        const { senderMac, senderIp } = frame.arp!;
        // An own packet that comes back is no claim of somebody else.
        if (at.owns(senderIp)) return false;
        return senderMac === MAC_ZERO || senderMac === world.portOf(port).mac;
      },
      mechanism: (_at, { frame }) => (frame.arp!.senderMac === MAC_ZERO ? 'believed-zero' : 'believed-own-address'),
    });
  },
};

/** RFC 1122 section 3.2.1.3: such addresses "MUST NOT be used as a source address", and are no neighbour's. */
export const nobodysAddressesAreNotLearned: Property = {
  id: 'robustness.nobodys-addresses-are-not-learned',
  level: 'SHOULD',
  source: 'RFC 1122, section 3.2.1.3 (derived)',
  rows: ['SPA-03', 'SPA-04', 'SPA-05', 'SPA-06'],
  statement: 'A packet whose sender protocol address is for broadcast, a group or loopback makes no entry for it.',
  rationale: 'Who has claimed the broadcast address gets what the host says to everyone, and the others no longer do.',
  exercisedBy:
    'a packet in the name of such an address reaches a stack; where the cache is not visible, the stack then has traffic for it',
  needs: TALK,
  examples: {
    holds: example(() => host().received(request(EVERYONE, H)).settled()),
    violates: example(() => host({ cacheVisible: false }).received(request(EVERYONE, H)).sent(packet(H, EVERYONE))),
  },
  watch: (context) =>
    watchUnlearnable(context, {
      isCase: (at, { frame }) => {
        const { senderIp, senderMac } = frame.arp!;
        // Where such packets go by right tells nothing.
        return senderIp !== IPV4_ANY && !isGroupMac(senderMac) && isNobodys(at, senderIp);
      },
      mechanism: (_at, { frame }) => {
        const { senderIp } = frame.arp!;
        if (isLoopbackIpv4(senderIp)) return 'learned-loopback';
        return isMulticastIpv4(senderIp) ? 'learned-group' : 'learned-broadcast';
      },
    }),
};
