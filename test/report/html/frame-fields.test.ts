import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameFields } from '../../../src/report/html/frame-fields.ts';
import { FIELDS_MAX } from '../../../src/report/html/frame-section.ts';
import { Frame, MAC_BROADCAST, MAC_ZERO, parseIpv4, parseMac } from '../../../src/wire/index.ts';

const A = parseMac('02:00:00:00:00:0a')!;
const [SENDER, TARGET] = [parseIpv4('169.254.1.1')!, parseIpv4('10.0.0.2')!];
const REQUEST = Frame.arpPacket(MAC_BROADCAST, A, {
  operation: 1,
  senderMac: A,
  senderIp: SENDER,
  targetMac: MAC_ZERO,
  targetIp: TARGET,
}).bytes;

function told(bytes: Uint8Array): readonly string[] {
  return frameFields(bytes).map(({ offset, length, name, value }) => `${offset}+${length} ${name}: ${value}`);
}

describe('the fields of a frame', () => {
  test('are named as RFC 826 names them, with what they mean', () => {
    expect(told(REQUEST)).toEqual([
      '0+6 destination (Ethernet): ff:ff:ff:ff:ff:ff, everybody',
      '6+6 source (Ethernet): 02:00:00:00:00:0a',
      '12+2 type (Ethernet): 0x0806, ARP',
      '14+2 hardware type (ar$hrd): 1, Ethernet',
      '16+2 protocol type (ar$pro): 0x0800, IPv4',
      '18+1 hardware address length (ar$hln): 6',
      '19+1 protocol address length (ar$pln): 4',
      '20+2 operation (ar$op): 1, request',
      '22+6 sender hardware address (ar$sha): 02:00:00:00:00:0a',
      '28+4 sender protocol address (ar$spa): 169.254.1.1',
      '32+6 target hardware address (ar$tha): 00:00:00:00:00:00',
      '38+4 target protocol address (ar$tpa): 10.0.0.2',
    ]);
  });

  test('end where the frame ends', () => {
    expect(told(REQUEST.subarray(0, 30)).slice(-2)).toEqual([
      '22+6 sender hardware address (ar$sha): 02:00:00:00:00:0a',
      '28+2 sender protocol address (ar$spa): cut off: 2 of 4 octets',
    ]);
  });

  test('are found behind a tag, and before padding', () => {
    const tagged = Uint8Array.of(...REQUEST.subarray(0, 12), 0x81, 0, 0x20, 5, ...REQUEST.subarray(12), 0, 0);
    expect(told(tagged)).toEqual(
      expect.arrayContaining([
        '12+2 tag (802.1Q): 0x8100, 802.1Q tag',
        '14+2 priority and VLAN: VLAN 5',
        '46+2 padding: 2 octets',
      ]),
    );
  });

  test('are those of an echo request, too', () => {
    const packet = { source: SENDER, destination: TARGET, message: 'echo-request', id: 7 } as const;
    expect(told(Frame.ipPacket(A, A, packet).bytes)).toEqual(
      expect.arrayContaining([
        '23+1 protocol: 1, ICMP',
        '26+4 source address: 169.254.1.1',
        '34+1 ICMP type: 8, echo request',
      ]),
    );
  });

  test('cover any octets, each once, in order, and never more than the style can highlight (seed 1)', () => {
    const types = fc.constantFrom(
      [8, 6],
      [8, 0],
      [0x81, 0, 0, 1, 8, 6],
      [0x81, 0, 0, 1, 8, 0, 0x45],
      [8, 0, 0x45],
      [0x86, 0xdd],
    );
    const rest = fc.uint8Array({ maxLength: 80 });
    const frames = fc
      .tuple(fc.uint8Array({ maxLength: 12 }), types, rest)
      .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
    fc.assert(
      fc.property(frames, (bytes) => {
        const fields = frameFields(bytes);
        let at = 0;
        for (const { offset, length } of fields) {
          expect(offset).toBe(at);
          expect(length).toBeGreaterThan(0);
          at += length;
        }
        expect(at).toBe(bytes.length);
        expect(fields.length).toBeLessThan(FIELDS_MAX);
      }),
      { seed: 1 },
    );
  });
});
