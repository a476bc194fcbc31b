import { expectationsOf } from '../deviation.ts';

const ARP = 'pkg/tcpip/network/arp/arp.go, HandlePacket';
const ENTRY = 'pkg/tcpip/stack/neighbor_entry.go, handleConfirmationLocked and handleProbeLocked';

/** Netstack as Debian has it (20221219); the files are those of its repository. */
export const expectations = expectationsOf('gvisor', [
  {
    property: 'rfc826.answers-only-for-own-addresses',
    mechanisms: ['answer-for-nobodys-address'],
    reason:
      'It answers for the broadcast address of its subnet and for 255.255.255.255: CheckLocalAddress takes them for its own.',
    source: ARP,
    rows: ['TPA-01', 'TPA-02'],
  },
  {
    property: 'rfc826.frames-for-others-are-ignored',
    mechanisms: ['answered', 'learned', 'updated'],
    reason: 'It does not look at the Ethernet destination and leaves that to the hardware (C22).',
    source: ARP,
    rows: ['R826-67'],
  },
  {
    property: 'rfc826.updates-from-replies',
    mechanisms: ['reply-from-known-not-followed', 'asked-back-after-reply-from-known'],
    reason: 'A reply with another MAC address is not adopted: ARP has no override flag, so none is set (C05).',
    source: ENTRY,
    rows: ['R826-32'],
  },
  {
    property: 'rfc826.merges-third-party-claims',
    mechanisms: ['third-party-request-not-followed', 'third-party-reply-not-followed'],
    reason: 'Packets for others are dropped before the merge (C01).',
    source: ARP,
    rows: ['R826-31'],
  },
  {
    property: 'rfc5227.announcements-update-entries',
    mechanisms: ['gratuitous-not-followed'],
    reason: 'Packets for others, announcements among them, are dropped before the merge (C01).',
    source: ARP,
    rows: ['R5227-76'],
  },
  {
    property: 'rfc826.learns-from-unsolicited-replies',
    mechanisms: ['asked-back-after-unsolicited-reply', 'unsolicited-reply-not-followed'],
    reason: 'A reply that was not asked for makes no entry (C03).',
    source: ENTRY,
    rows: ['R826-39'],
  },
  {
    property: 'rfc826.merges-unknown-operations',
    mechanisms: ['asked-back-after-unknown-operation', 'unknown-operation-not-followed'],
    reason: 'Operations other than request and reply are dropped first (C02).',
    source: ARP,
    rows: ['R826-35', 'R826-40'],
  },
]);
