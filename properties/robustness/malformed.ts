import type { Property } from '../../src/monitor/index.ts';
import { ARP_LENGTH } from '../../src/wire/index.ts';
import { A, altered, example, H, host, reply, request, resized, tagged } from '../rfc826/cast.ts';
import { watchExchange } from '../rfc826/exchange.ts';
import { watchIgnored } from '../rfc826/ignored.ts';
import { watchSent } from '../rfc826/sent.ts';
import { together } from '../rfc826/shared-fold.ts';

/** RFC 826, "Packet format": 28 octets for Ethernet and IPv4; what is shorter has no such fields to read. */
export const truncatedPacketsAreIgnored: Property = {
  id: 'robustness.truncated-packets-are-ignored',
  level: 'MUST',
  source: 'RFC 826, Packet format (derived)',
  rows: ['LEN-01', 'LEN-02', 'LEN-03', 'LEN-05', 'R5227-67'],
  statement: 'A packet that ends before its 28 octets do is not answered, and nothing is learned from it.',
  rationale: 'What a stack reads behind the end is memory of its own: an earlier frame, or worse.',
  exercisedBy: 'a truncated ARP packet reaches a stack',
  examples: {
    holds: example(() =>
      host()
        .received(resized(request(A, H), 24))
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(resized(request(A, H), 24))
        .sent(reply(H, A)),
    ),
  },
  watch: (context) => watchIgnored(context, ['truncated']),
};

/** RFC 826: "[optionally check the hardware length ar$hln]" and "[optionally check the protocol length ar$pln]" */
export const wrongAddressLengthsAreIgnored: Property = {
  id: 'robustness.wrong-address-lengths-are-ignored',
  level: 'SHOULD',
  source: 'RFC 826, Packet Reception (optional check)',
  rows: ['R826-26', 'R826-27', 'LEN-20', 'LEN-21', 'LEN-22', 'LEN-23', 'LEN-24', 'LEN-25', 'LEN-26', 'LEN-27'],
  statement: 'A packet whose address lengths are not 6 and 4 is not answered, and nothing is learned from it.',
  rationale: 'Its fields are elsewhere than the stack reads them; the addresses that it finds are made of the pieces.',
  exercisedBy: 'a packet with another hardware or protocol address length reaches a stack',
  examples: {
    holds: example(() =>
      host()
        .received(altered(request(A, H), 4, 8))
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(altered(request(A, H), 4, 8))
        .learned(A.ip, A.mac),
    ),
  },
  watch: (context) => watchIgnored(context, ['hardware length', 'protocol length']),
};

/** IEEE 802.1Q: a tagged frame belongs to its VLAN; an interface without that VLAN has not received it. */
export const taggedFramesAreIgnored: Property = {
  id: 'robustness.tagged-frames-are-ignored',
  level: 'MUST',
  source: 'IEEE 802.1Q',
  rows: ['ETH-21', 'ETH-22', 'ETH-24', 'ETH-26'],
  statement: 'A packet in a frame of a VLAN that is not configured is not answered, and nothing is learned from it.',
  rationale: 'VLANs keep networks apart. A stack that looks behind any tag joins them.',
  exercisedBy: 'an ARP packet behind a VLAN tag other than 0 reaches a stack',
  examples: {
    holds: example(() =>
      host()
        .received(tagged(request(A, H), 5))
        .settled(),
    ),
    violates: example(() =>
      host()
        .received(tagged(request(A, H), 5))
        .sent(reply(H, A)),
    ),
  },
  watch: (context) => watchIgnored(context, ['tagged']),
};

/** RFC 894: "the data field should be padded (with octets of zero)", and with nothing else. */
export const trailingBytesAreNotEchoed: Property = {
  id: 'robustness.trailing-bytes-are-not-echoed',
  level: 'MUST',
  source: 'RFC 894; CVE-2003-0001',
  rows: ['ETH-02', 'ETH-03', 'ETH-04', 'SEC-11', 'INV-08'],
  statement: 'Whatever follows the 28 octets of an ARP packet that a stack sends is zero.',
  rationale: 'Replies made in the buffer of the request send back what was behind it; padding leaks memory.',
  exercisedBy: 'a request with octets behind its end is answered, or a stack pads what it sends',
  examples: {
    holds: example(() =>
      host()
        .received(resized(request(A, H), 46))
        .sent(reply(H, A)),
    ),
    violates: example(() =>
      host()
        .received(resized(request(A, H), 46))
        .sent(resized(reply(H, A), 46)),
    ),
  },
  watch: (context) => {
    const exchange = watchExchange(context, {
      kinds: ['request', 'probe'],
      rightReplies: 'skip',
      replied: (_from, _event, question) => {
        const { length, payloadOffset } = question!.event.frame;
        if (length > payloadOffset + ARP_LENGTH) context.exercised();
      },
    });
    const sent = watchSent(context, {
      kinds: [],
      odd: (from, event) => {
        const end = event.frame.payloadOffset + ARP_LENGTH;
        // Asking for the octets makes a frame write them.
        if (event.frame.length <= end) return true;
        const { bytes } = event.frame;
        if (bytes.subarray(end).every((octet) => octet === 0)) {
          context.exercised();
          return true;
        }
        context.violated({
          time: event.time,
          at: from.name,
          expected: `octets of zero behind the ARP packet, or none`,
          received: `${bytes.length - end} octets: ${Buffer.from(bytes.subarray(end, end + 8)).toString('hex')}…`,
          mechanism: 'trailing-octets',
          events: [event.id],
        });
        return false;
      },
    });
    return together(exchange, sent);
  },
};
