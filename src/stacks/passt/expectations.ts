import { expectationsOf } from '../deviation.ts';

const ARP = 'arp.c, arp()';

/** passt as Debian has it (2023-03-09): it stands in for the whole network of one guest, by design (C19). */
export const expectations = expectationsOf('passt', [
  {
    property: 'rfc826.answers-only-for-own-addresses',
    mechanisms: ['answer-for-another-host', 'answer-for-nobodys-address'],
    reason: "It answers for every address but the guest's own, broadcast, group and loopback addresses among them.",
    source: ARP,
    rows: ['R826-41', 'R1027-09', 'TPA-01', 'TPA-02', 'TPA-03', 'TPA-04', 'TPA-05', 'TPA-06'],
  },
  {
    property: 'rfc1122.loopback-stays-inside',
    mechanisms: ['loopback-sender'],
    reason: 'It answers for loopback addresses, too.',
    source: ARP,
    rows: ['TPA-06'],
  },
  {
    property: 'rfc826.answers-requests',
    mechanisms: ['own-claim-unanswered'],
    reason: 'A request whose sender and target address are the same is an announcement, and not answered (C06).',
    source: ARP,
    rows: ['R5227-50'],
  },
  {
    property: 'rfc826.reply-goes-to-the-sender',
    mechanisms: ['reply-to-ethernet-source'],
    reason: 'Replies go to the source of the Ethernet frame, not to the sender hardware address (C10).',
    source: ARP,
    rows: ['R826-48'],
  },
  {
    property: 'rfc5227.replies-are-unicast',
    mechanisms: ['broadcast-reply'],
    reason:
      'As replies go to the source of the Ethernet frame, one that claims to come from everyone is answered to everyone.',
    source: ARP,
    rows: ['ETH-13', 'R5227-74'],
  },
  {
    property: 'rfc826.frames-for-others-are-ignored',
    mechanisms: ['answered'],
    reason: 'There is one guest on its wire, so every frame is for it (C22).',
    source: 'tap.c, tap4_handler',
    rows: ['R826-67'],
  },
]);
