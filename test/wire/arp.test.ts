import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARP_LENGTH, type ArpDefect, type ArpPacket, ArpView, arpDefect, writeArp } from '../../src/wire/arp.ts';
import { arpPackets } from './arbitraries.ts';
import { bytesOf, dirtyBytes, hexOf } from './bytes.ts';
import { ARP_REQUEST_OCTETS, ARP_REQUEST_PACKET } from './golden-frames.ts';

const SEED = 826_003;

/** The fields of a view that are also those of a packet. */
function packetOf({ operation, senderMac, senderIp, targetMac, targetIp }: ArpPacket): ArpPacket {
  return { operation, senderMac, senderIp, targetMac, targetIp };
}

/** The golden request with some octets replaced. */
function requestWith(offset: number, hex: string): Uint8Array {
  const bytes = ARP_REQUEST_OCTETS.slice();
  bytes.set(bytesOf(hex), offset);
  return bytes;
}

describe('an ARP packet', () => {
  it('is read field by field', () => {
    expect(ArpView.read(ARP_REQUEST_OCTETS, 0)).toMatchObject({
      complete: true,
      hardwareType: 1,
      protocolType: 0x0800,
      hardwareLength: 6,
      protocolLength: 4,
      isEthernetIpv4: true,
      ...ARP_REQUEST_PACKET,
    });
  });

  it('is written octet by octet, and nothing before or behind it', () => {
    const bytes = dirtyBytes(3 + ARP_LENGTH + 2);
    writeArp(bytes, 3, ARP_REQUEST_PACKET);
    expect(hexOf(bytes)).toBe(`a5a5a5${hexOf(ARP_REQUEST_OCTETS)}a5a5`);
  });

  it(`is read as it was written, wherever it starts (seed ${SEED})`, () => {
    const property = fc.property(arpPackets, fc.nat({ max: 20 }), fc.nat({ max: 4 }), (packet, before, behind) => {
      const bytes = dirtyBytes(before + ARP_LENGTH + behind);
      writeArp(bytes, before, packet);
      const view = ArpView.read(bytes, before);
      expect(packetOf(view)).toEqual(packet);
      expect(view.isEthernetIpv4).toBe(true);
    });
    fc.assert(property, { seed: SEED });
  });

  it(`has the view of its bytes without being written (seed ${SEED})`, () => {
    const property = fc.property(arpPackets, (packet) => {
      const bytes = dirtyBytes(ARP_LENGTH);
      writeArp(bytes, 0, packet);
      expect(ArpView.of(packet)).toEqual(ArpView.read(bytes, 0));
    });
    fc.assert(property, { seed: SEED });
  });

  it.each([
    ['0a0b0c0d', true],
    ['0a0b0c0e', false],
    ['00000000', false],
  ])('with sender %s, asking for 0a0b0c0d, is gratuitous: %s', (sender, isGratuitous) => {
    expect(ArpView.read(requestWith(14, sender), 0).isGratuitous).toBe(isGratuitous);
  });
});

describe('bytes that are no ARP packet for Ethernet and IPv4', () => {
  it.each<[ArpDefect | undefined, number, string]>([
    [undefined, 0, '0001'],
    ['hardware type', 0, '0006'],
    ['hardware type', 0, '0100'],
    ['hardware length', 4, '05'],
    ['hardware length', 4, '00'],
    ['protocol type', 2, '0801'],
    ['protocol type', 2, '86dd'],
    ['protocol length', 5, '10'],
    // Several at once: the first one in RFC 826's order.
    ['hardware type', 0, '0003 0801 08 10'],
    ['hardware length', 2, '0801 08 10'],
    ['protocol type', 2, '0801 06 10'],
  ])('%s, octets from %d on are %s', (defect, offset, hex) => {
    const view = ArpView.read(requestWith(offset, hex), 0);
    expect(arpDefect(view)).toBe(defect);
    expect(view.isEthernetIpv4).toBe(defect === undefined);
  });

  it('cut anywhere they keep the fields that are there, and the others read as zero', () => {
    for (let length = 0; length < ARP_LENGTH; length++) {
      const cut = ARP_REQUEST_OCTETS.slice(0, length);
      const padded = new Uint8Array(ARP_LENGTH);
      padded.set(cut);
      const view = ArpView.read(cut, 0);
      expect(packetOf(view)).toEqual(packetOf(ArpView.read(padded, 0)));
      expect([view.complete, view.isEthernetIpv4, arpDefect(view)]).toEqual([false, false, 'truncated']);
    }
  });

  it(`are read without an exception, and within their bounds (seed ${SEED})`, () => {
    const property = fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 90 }), (bytes, offset) => {
      const view = ArpView.read(bytes, offset);
      for (const mac of [view.senderMac, view.targetMac]) expect(mac >= 0 && mac < 2 ** 48).toBe(true);
      for (const ip of [view.senderIp, view.targetIp]) expect(ip >= 0 && ip < 2 ** 32).toBe(true);
      expect(view.complete).toBe(bytes.length - offset >= ARP_LENGTH);
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});
