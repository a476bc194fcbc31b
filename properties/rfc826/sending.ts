import type { Property } from '../../src/monitor/index.ts';
import { ARP_REPLY, ARP_REQUEST, arpDefect, formatIpv4, formatMac, IPV4_ANY } from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { A, altered, B, example, H, host, reply, request, X_MAC } from './cast.ts';
import { type SentKind, watchSent } from './sent.ts';
import { isProxy } from './settings.ts';

const EVERYTHING: readonly SentKind[] = ['request', 'announcement', 'reply'];

/** "The Address Resolution module then sets … ar$sha with the 48.bit ethernet address of itself" */
export const sendsOwnHardwareAddress: Property = {
  id: 'rfc826.sends-own-hardware-address',
  level: 'MUST',
  source: 'RFC 826, Packet Generation and Packet Reception',
  rows: ['R826-08', 'R826-16', 'R826-44', 'INV-02'],
  statement:
    "The sender hardware address of every ARP packet, and the source of its frame, are the sending interface's own.",
  rationale: 'Every receiver believes it: another address there takes the traffic to another station, or nowhere.',
  exercisedBy: 'a stack sends an ARP packet',
  examples: {
    holds: example(() => host().sent(request(H, A))),
    violates: example(() => host().sent(request(H, A, { senderMac: X_MAC, source: H.mac }))),
  },
  watch: (context) =>
    watchSent(context, {
      kinds: EVERYTHING,
      odd: (from, event, own) => {
        const { frame } = event;
        const claimed = frame.arp!.senderMac;
        if (claimed === own && frame.source === own) return true;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `${formatMac(own)} as sender hardware address and as Ethernet source`,
          received: `${formatMac(claimed)} in a frame from ${formatMac(frame.source)}`,
          mechanism: claimed === own ? 'foreign-ethernet-source' : 'foreign-sender-hardware-address',
          events: [event.id],
        });
        return false;
      },
    }),
};

/**
 * "… ar$spa with the protocol address of itself"; "hosts don't transmit information about anyone other than
 * themselves"
 */
export const sendsOwnProtocolAddress: Property = {
  id: 'rfc826.sends-own-protocol-address',
  level: 'MUST',
  source: 'RFC 826, Packet Generation; RFC 5227, section 1.1 (probes)',
  rows: ['R826-09', 'INV-03', 'ASEL-01', 'ASEL-04', 'ASEL-05', 'R1122-44'],
  statement: 'The sender protocol address of a request is an address that the host has at that time, or 0.0.0.0.',
  rationale: 'A request teaches its sender to everyone who hears it; in the name of another host it takes its traffic.',
  exercisedBy: 'a stack sends a request',
  needs: TALK,
  examples: {
    holds: example(() => host().sent(request(H, A))),
    violates: example(() => host().sent(request({ ip: B.ip, mac: H.mac }, A))),
  },
  watch: (context) =>
    watchSent(context, {
      kinds: ['request', 'announcement'],
      odd: (from, event) => {
        const arp = event.frame.arp!;
        if (arp.operation !== ARP_REQUEST || arp.senderIp === IPV4_ANY || from.owns(arp.senderIp)) return true;
        if (isProxy(context.world, event.port)) return true;
        context.violated({
          time: event.time,
          at: from.name,
          expected: `a request in the name of ${from.name}`,
          received: `a request in the name of ${formatIpv4(arp.senderIp)}`,
          mechanism: arp.isGratuitous ? 'foreign-announcement' : 'foreign-sender-protocol-address',
          events: [event.id],
        });
        return false;
      },
    }),
};

/** "Packet format": the fields, their order and their widths. */
export const sendsWellFormedPackets: Property = {
  id: 'rfc826.sends-well-formed-packets',
  level: 'MUST',
  source: 'RFC 826, Packet format',
  rows: ['R826-02', 'R826-03', 'R826-04', 'R826-05', 'R826-06', 'R826-07', 'R826-13', 'R826-49', 'INV-01', 'OP-00'],
  statement: 'Every ARP packet sent is a request or a reply of 28 octets for Ethernet (1, 6) and IPv4 (0x0800, 4).',
  rationale: 'Receivers check each of these fields, and drop what differs.',
  exercisedBy: 'a stack sends an ARP packet',
  examples: {
    holds: example(() => host().sent(reply(H, A))),
    violates: example(() => host().sent(altered(reply(H, A), 4, 16))),
  },
  watch: (context) =>
    watchSent(context, {
      kinds: EVERYTHING,
      odd: (from, event) => {
        const arp = event.frame.arp!;
        const known = arp.operation === ARP_REQUEST || arp.operation === ARP_REPLY;
        if (arp.isEthernetIpv4 && known) return true;
        const defect = arpDefect(arp);
        context.violated({
          time: event.time,
          at: from.name,
          expected: 'an ARP request or reply for Ethernet and IPv4',
          received: defect === undefined ? `operation ${arp.operation}` : `a packet with a wrong ${defect}`,
          mechanism: (defect ?? 'operation').replace(' ', '-'),
          events: [event.id],
        });
        return false;
      },
    }),
};
