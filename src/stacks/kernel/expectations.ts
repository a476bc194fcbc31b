import { expectationsOf } from '../deviation.ts';

const ARP = 'net/ipv4/arp.c, arp_process';
const STRICT = ['rfc826-strict'] as const;

/** Linux 6.18 against RFC 826 to the letter; under its own profile nothing is known. */
export const expectations = expectationsOf('kernel', [
  {
    property: 'rfc826.answers-requests',
    mechanisms: ['own-claim-unanswered'],
    profiles: STRICT,
    reason: 'A request in the name of an own address fails the source validation of the route lookup (C06).',
    source: `${ARP}; net/ipv4/fib_frontend.c`,
    rows: ['R5227-50'],
  },
  {
    property: 'rfc826.foreign-hardware-type-is-ignored',
    mechanisms: ['answered'],
    profiles: STRICT,
    reason: 'Hardware type 6 (IEEE 802) is taken for Ethernet (C15).',
    source: ARP,
    rows: ['R826-20'],
  },
  {
    property: 'rfc826.updates-from-replies',
    mechanisms: ['reply-from-known-not-followed', 'asked-back-after-reply-from-known'],
    profiles: STRICT,
    reason: 'For locktime (1 s) the first answer stays in force; a reply to nothing makes no entry (C05, C03).',
    source: `${ARP}; Documentation/networking/ip-sysctl.rst, locktime`,
    rows: ['R826-32'],
  },
  {
    property: 'rfc826.merges-third-party-claims',
    mechanisms: ['third-party-request-not-followed', 'third-party-reply-not-followed'],
    profiles: STRICT,
    reason: 'For locktime (1 s) an entry that has changed does not change again (C05).',
    source: ARP,
    rows: ['R826-31'],
  },
  {
    property: 'rfc5227.announcements-update-entries',
    mechanisms: ['gratuitous-not-followed'],
    profiles: STRICT,
    reason: 'A gratuitous reply whose target hardware address is not the sender’s is a reply like others (locktime).',
    source: `${ARP}, arp_is_garp`,
    rows: ['GARP-03'],
  },
  {
    property: 'rfc826.learns-from-unsolicited-replies',
    mechanisms: ['asked-back-after-unsolicited-reply'],
    profiles: STRICT,
    reason: 'A reply that was not asked for makes no entry unless arp_accept is set (C03).',
    source: ARP,
    rows: ['R826-39'],
  },
  {
    property: 'rfc826.merges-unknown-operations',
    mechanisms: ['asked-back-after-unknown-operation', 'unknown-operation-not-followed'],
    profiles: STRICT,
    reason: 'Operations other than request and reply are dropped first (C02).',
    source: ARP,
    rows: ['R826-35', 'R826-40'],
  },
]);
