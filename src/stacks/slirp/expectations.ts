import { expectationsOf } from '../deviation.ts';

const INPUT = 'src/slirp.c, arp_input';

/** libslirp as Debian has it (4.7.0); the files are those of its repository. */
export const expectations = expectationsOf('slirp', [
  {
    property: 'rfc826.answers-requests',
    mechanisms: ['own-claim-unanswered'],
    reason: 'A request in the name of its own address is taken for an announcement, and not answered (C06).',
    source: INPUT,
    rows: ['R5227-50'],
  },
  {
    property: 'rfc826.reply-goes-to-the-sender',
    mechanisms: ['reply-to-ethernet-source'],
    reason: 'Replies go to the source of the Ethernet frame, not to the sender hardware address (C10).',
    source: INPUT,
    rows: ['R826-48'],
  },
  {
    property: 'rfc5227.replies-are-unicast',
    mechanisms: ['broadcast-reply'],
    reason:
      'As replies go to the source of the Ethernet frame, one that claims to come from everyone is answered to everyone.',
    source: INPUT,
    rows: ['ETH-13', 'R5227-74'],
  },
  {
    property: 'rfc826.foreign-hardware-type-is-ignored',
    mechanisms: ['answered', 'learned', 'updated'],
    reason: 'The hardware type is not looked at.',
    source: INPUT,
    rows: ['R826-20'],
  },
  {
    property: 'rfc826.foreign-protocol-type-is-ignored',
    mechanisms: ['answered', 'learned', 'updated'],
    reason: 'The protocol type is not looked at.',
    source: INPUT,
    rows: ['R826-23'],
  },
  {
    property: 'robustness.wrong-address-lengths-are-ignored',
    mechanisms: ['answered', 'learned'],
    reason: 'The address lengths are not looked at (C17).',
    source: INPUT,
    rows: ['R826-26', 'R826-27'],
  },
  {
    property: 'rfc826.frames-for-others-are-ignored',
    mechanisms: ['answered', 'learned', 'updated'],
    reason: 'It has no Ethernet destination to compare with: the wire ends there (C22).',
    source: 'src/slirp.c, slirp_input',
    rows: ['R826-67'],
  },
  {
    property: 'rfc826.merges-third-party-claims',
    mechanisms: ['third-party-request-not-followed'],
    reason: 'A request for somebody else is dropped before the merge (C01).',
    source: INPUT,
    rows: ['R826-31'],
  },
  {
    property: 'rfc826.merges-unknown-operations',
    mechanisms: ['asked-back-after-unknown-operation', 'unknown-operation-not-followed'],
    reason: 'Operations other than request and reply are dropped first (C02).',
    source: INPUT,
    rows: ['R826-35', 'R826-40'],
  },
  {
    property: 'rfc826.no-entry-from-third-parties',
    mechanisms: ['learned-from-third-party-reply', 'learned-from-gratuitous', 'learned-from-third-party-request'],
    reason: 'Every reply and every announcement makes an entry, whomever it is for.',
    source: INPUT,
    rows: ['R826-37', 'GARP-04', 'GARP-05'],
  },
  {
    property: 'rfc826.packets-follow-a-claim',
    mechanisms: ['sent-unresolved', 'sent-to-another-neighbour', 'sent-to-zero-address'],
    reason: 'What it learned from replies to others and from announcements is used like anything else.',
    source: INPUT,
    rows: ['R826-37'],
  },
  {
    property: 'rfc1122.one-request-a-second',
    mechanisms: ['asked-again-too-soon'],
    reason: 'It asks once for every packet that waits, however many there are.',
    source: 'src/slirp.c, if_encap4',
    rows: ['R1122-11'],
  },
  {
    property: 'rfc1122.group-addresses-are-not-resolved',
    mechanisms: ['asked-for-multicast'],
    reason: 'An echo request in the name of a group is answered, so the group is asked for.',
    source: 'src/ip_icmp.c, icmp_input',
    rows: ['SPA-04'],
  },
  {
    property: 'rfc1122.loopback-stays-inside',
    mechanisms: ['loopback-target'],
    reason: 'An echo request in the name of a loopback address is answered, so that address is asked for.',
    source: 'src/ip_icmp.c, icmp_input',
    rows: ['SPA-05'],
  },
  {
    property: 'rfc5227.own-address-is-never-learned',
    mechanisms: ['conflict-learned'],
    reason: 'Whatever a packet claims goes into the table, its own address too; from then on it sends to the impostor.',
    source: 'src/arp_table.c, arp_table_add',
    rows: ['R5227-64', 'SPA-08'],
  },
  {
    property: 'robustness.nobodys-addresses-are-not-learned',
    mechanisms: ['learned-group', 'learned-loopback'],
    reason: 'Of sender addresses only 0.0.0.0 and broadcast are kept out of the table; groups and loopback get in.',
    source: 'src/arp_table.c, arp_table_add',
    rows: ['SPA-05', 'SPA-06'],
  },
  {
    property: 'rfc1122.claims-change-no-route',
    mechanisms: ['sent-to-claimant'],
    reason: 'It has no routes: whatever is not for the world outside is on the link, whosever address it is.',
    source: 'src/slirp.c, if_encap4',
    rows: ['SPA-10'],
  },
  {
    property: 'rfc1122.asks-for-next-hops-only',
    mechanisms: ['asked-for-another-network'],
    reason: 'It has no routes: whoever it answers is asked for on the link, whatever the network.',
    source: 'src/slirp.c, if_encap4',
    rows: ['R1122-46'],
  },
]);
