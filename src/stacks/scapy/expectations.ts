import { expectationsOf } from '../deviation.ts';

const MACHINE = 'scapy/layers/l2.py, class ARP_am';

/** scapy as Debian has it (2.5.0). */
export const expectations = expectationsOf('scapy', [
  {
    property: 'rfc826.reply-goes-to-the-sender',
    mechanisms: ['reply-to-ethernet-source'],
    reason: 'Replies go to the source of the Ethernet frame, not to the sender hardware address (C10).',
    source: MACHINE,
    rows: ['R826-48'],
  },
  {
    property: 'rfc5227.replies-are-unicast',
    mechanisms: ['broadcast-reply'],
    reason:
      'As replies go to the source of the Ethernet frame, one that claims to come from everyone is answered to everyone.',
    source: MACHINE,
    rows: ['ETH-13', 'R5227-74'],
  },
  {
    property: 'rfc826.foreign-hardware-type-is-ignored',
    mechanisms: ['answered'],
    reason: 'The hardware type is not looked at.',
    source: `${MACHINE}, is_request`,
    rows: ['R826-20'],
  },
  {
    property: 'rfc826.frames-for-others-are-ignored',
    mechanisms: ['answered'],
    reason: 'It listens to everything on the wire.',
    source: `${MACHINE}, is_request`,
    rows: ['R826-67'],
  },
  {
    property: 'robustness.tagged-frames-are-ignored',
    mechanisms: ['answered'],
    reason: 'It finds the ARP packet behind any tag, and answers without one.',
    source: `${MACHINE}, is_request`,
    rows: ['ETH-21'],
  },
  {
    property: 'robustness.other-frames-are-not-arp',
    mechanisms: ['answered-nested-tags'],
    reason: 'A packet is looked for behind any number of tags, whatever VLANs they name.',
    source: MACHINE,
    rows: ['ETH-25'],
  },
]);
