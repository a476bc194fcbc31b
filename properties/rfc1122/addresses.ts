import type { Property } from '../../src/monitor/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  formatIpv4,
  IPV4_BROADCAST,
  isLoopbackIpv4,
  isMulticastIpv4,
  parseIpv4,
} from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { isNobodys } from '../rfc826/addresses.ts';
import { A, example, H, host, request } from '../rfc826/cast.ts';
import { watchSent } from '../rfc826/sent.ts';

/**
 * RFC 1112 section 6.4: "An IP host group address is mapped to an Ethernet multicast address by placing the low-order
 * 23-bits of the IP address into the low-order 23 bits of the Ethernet multicast address". Broadcasts of the network
 * layer go out as broadcasts of the link layer (RFC 1122 section 3.3.6). Neither is anybody's to answer for.
 */
export const groupAddressesAreNotResolved: Property = {
  id: 'rfc1122.group-addresses-are-not-resolved',
  level: 'MUST',
  source: 'RFC 1122, section 3.3.6; RFC 1112, section 6.4',
  rows: ['R1122-40', 'R1122-41', 'R1122-42', 'R1812-06', 'SPA-03', 'SPA-05'],
  statement: 'No request asks for a broadcast address, for a multicast address, or for 0.0.0.0.',
  rationale: 'Nobody has such an address; whoever answers all the same gets the traffic of everyone.',
  exercisedBy: 'a stack sends a request',
  needs: TALK,
  examples: {
    holds: example(() => host().sent(request(H, A))),
    violates: example(() => host().sent(request(H, { ip: parseIpv4('224.0.0.1')! }))),
  },
  watch: (context) =>
    watchSent(context, {
      kinds: ['request'],
      odd: (from, event) => {
        const { complete, operation, targetIp: target } = event.frame.arp!;
        // Octets that a packet lacks read as zero, and ask for nobody.
        if (!complete || operation !== ARP_REQUEST || !isNobodys(from, target) || isLoopbackIpv4(target)) return true;
        const isBroadcast = target === IPV4_BROADCAST || (target !== 0 && !isMulticastIpv4(target));
        context.violated({
          time: event.time,
          at: from.name,
          expected: 'requests ask for addresses that a station may have',
          received: `a request for ${formatIpv4(target)}`,
          mechanism: isBroadcast ? 'asked-for-broadcast' : target === 0 ? 'asked-for-zero' : 'asked-for-multicast',
          events: [event.id],
        });
        return false;
      },
    }),
};

/** Section 3.2.1.3 (g): "Addresses of this form MUST NOT appear outside a host." */
export const loopbackStaysInside: Property = {
  id: 'rfc1122.loopback-stays-inside',
  level: 'MUST',
  source: 'RFC 1122, section 3.2.1.3 (g)',
  rows: ['R1122-43', 'ASEL-04', 'TPA-06'],
  statement: 'No ARP packet that a stack sends speaks for a loopback address, and none asks for one.',
  rationale: 'A neighbour that answers for 127.0.0.1 reads what the host says to itself.',
  exercisedBy: 'a stack sends an ARP packet',
  examples: {
    holds: example(() => host().sent(request(H, A))),
    violates: example(() => host().sent(request(H, { ip: parseIpv4('127.0.0.1')! }))),
  },
  watch: (context) =>
    watchSent(context, {
      kinds: ['request', 'announcement', 'reply'],
      odd: (from, event) => {
        const { operation, senderIp, targetIp } = event.frame.arp!;
        // The target of a reply is what the asker called itself.
        if (!isLoopbackIpv4(senderIp) && (operation === ARP_REPLY || !isLoopbackIpv4(targetIp))) return true;
        context.violated({
          time: event.time,
          at: from.name,
          expected: 'no loopback address on the wire',
          received: `an ARP packet from ${formatIpv4(senderIp)} for ${formatIpv4(targetIp)}`,
          mechanism: isLoopbackIpv4(senderIp) ? 'loopback-sender' : 'loopback-target',
          events: [event.id],
        });
        return false;
      },
    }),
};
