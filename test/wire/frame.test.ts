import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFrame } from '../../src/wire/describe.ts';
import { arpFrameBytes, writeEthernet } from '../../src/wire/ethernet.ts';
import { Frame } from '../../src/wire/frame.ts';
import { MAC_BROADCAST } from '../../src/wire/mac.ts';
import { arpPackets, ipPackets, macs } from './arbitraries.ts';
import { bytesOf, dirtyBytes, hexOf } from './bytes.ts';
import {
  ARP_REPLY_FRAME,
  ARP_REPLY_PACKET,
  ARP_REQUEST_FRAME,
  ARP_REQUEST_OCTETS,
  ARP_REQUEST_PACKET,
  PEER,
  STATION,
} from './golden-frames.ts';

const SEED = 826_004;

/** All that a frame tells of itself. */
function told(frame: Frame): unknown {
  const { destination, source, etherType, vlan, payloadOffset, length, arp, ip } = frame;
  return { destination, source, etherType, vlan, payloadOffset, length, arp, ip, bytes: hexOf(frame.bytes) };
}

/** A frame with 802.1Q tag control information behind the addresses, and `rest` behind that. */
function tagged(control: string, rest: string): Frame {
  return new Frame(bytesOf(`ffffffffffff 021122334455 8100 ${control} ${rest}`));
}

describe('an Ethernet frame with an ARP packet', () => {
  it('is written octet by octet', () => {
    expect(hexOf(arpFrameBytes(MAC_BROADCAST, STATION, ARP_REQUEST_PACKET))).toBe(hexOf(ARP_REQUEST_FRAME));
    expect(hexOf(arpFrameBytes(STATION, PEER, ARP_REPLY_PACKET))).toBe(hexOf(ARP_REPLY_FRAME));
  });

  it('is read field by field', () => {
    const frame = new Frame(ARP_REPLY_FRAME);
    const fields = [frame.destination, frame.source, frame.etherType, frame.vlan, frame.payloadOffset, frame.length];
    expect(fields).toEqual([STATION, PEER, 0x0806, -1, 14, 42]);
    expect(frame.arp).toMatchObject({ isEthernetIpv4: true, ...ARP_REPLY_PACKET });
    expect(frame.ip).toBeUndefined();
  });

  it('may be padded', () => {
    const padded = new Frame(Uint8Array.of(...ARP_REQUEST_FRAME, ...dirtyBytes(18)));
    expect(padded.length).toBe(60);
    expect(padded.arp).toEqual(new Frame(ARP_REQUEST_FRAME).arp);
  });

  it('has a header of 14 octets, and nothing is written behind it', () => {
    const bytes = dirtyBytes(16);
    writeEthernet(bytes, STATION, PEER, 0x88a8);
    expect(hexOf(bytes)).toBe('0211223344550266778899aa88a8a5a5');
  });
});

describe('a frame that is made of parts', () => {
  it(`is the frame of its bytes: ARP (seed ${SEED})`, () => {
    const property = fc.property(macs, macs, arpPackets, (destination, source, packet) => {
      const frame = Frame.arpPacket(destination, source, packet);
      expect(told(frame)).toEqual(told(new Frame(frame.bytes)));
      expect(hexOf(frame.bytes)).toBe(hexOf(arpFrameBytes(destination, source, packet)));
    });
    fc.assert(property, { seed: SEED });
  });

  it(`is the frame of its bytes: IPv4 (seed ${SEED})`, () => {
    const property = fc.property(macs, macs, ipPackets, (destination, source, packet) => {
      const frame = Frame.ipPacket(destination, source, packet);
      expect(told(frame)).toEqual(told(new Frame(frame.bytes)));
      expect(frame.ip).toEqual(packet);
    });
    fc.assert(property, { seed: SEED });
  });

  it('has the same bytes each time', () => {
    const frame = Frame.arpPacket(STATION, PEER, ARP_REPLY_PACKET);
    expect(frame.bytes).toBe(frame.bytes);
  });
});

describe('802.1Q tags', () => {
  const octets = hexOf(ARP_REQUEST_OCTETS);

  it.each([
    ['0000', 0],
    ['0005', 5],
    ['e005', 5],
    ['1fff', 4095],
    ['6000', 0],
  ])('with control information %s are VLAN %d, and the packet starts behind', (control, vlan) => {
    const frame = tagged(control, `0806 ${octets}`);
    expect([frame.vlan, frame.etherType, frame.payloadOffset]).toEqual([vlan, 0x0806, 18]);
    expect(frame.arp).toMatchObject({ isEthernetIpv4: true, ...ARP_REQUEST_PACKET });
  });

  it('are read once: the inner tag of two is a type like any other', () => {
    const frame = tagged('0007', `8100 0008 0806 ${octets}`);
    expect([frame.vlan, frame.etherType, frame.arp]).toEqual([7, 0x8100, undefined]);
  });

  it('of a service provider are not looked behind', () => {
    const frame = new Frame(bytesOf(`ffffffffffff 021122334455 88a8 0007 0806 ${octets}`));
    expect([frame.vlan, frame.etherType, frame.arp]).toEqual([-1, 0x88a8, undefined]);
  });

  it.each([
    ['', '', -1, -1],
    ['00', '', -1, -1],
    ['0007', '', 7, -1],
    ['0007', '08', 7, -1],
    ['0007', '0806', 7, 0x0806],
  ])('may end early: %j and %j', (control, rest, vlan, etherType) => {
    const frame = tagged(control, rest);
    expect([frame.vlan, frame.etherType]).toEqual([vlan, etherType]);
    expect(frame.arp?.complete).toBe(etherType === 0x0806 ? false : undefined);
  });
});

describe('any bytes', () => {
  it('are a frame at every length: what is there is read, what is missing is zero or -1', () => {
    for (let length = 0; length <= ARP_REQUEST_FRAME.length; length++) {
      const frame = new Frame(ARP_REQUEST_FRAME.slice(0, length));
      expect(frame.length).toBe(length);
      expect(frame.destination).toBe(length >= 6 ? MAC_BROADCAST : 0);
      expect(frame.source).toBe(length >= 12 ? STATION : 0);
      expect(frame.etherType).toBe(length >= 14 ? 0x0806 : -1);
      expect(frame.arp?.complete).toBe(length < 14 ? undefined : length === 42);
    }
  });

  it('of an unknown type have no packet', () => {
    for (const type of ['0000', '0026', '0805', '0807', '86dd', '88cc', 'ffff']) {
      const frame = new Frame(bytesOf(`ffffffffffff 021122334455 ${type} ${hexOf(ARP_REQUEST_OCTETS)}`));
      expect([frame.etherType, frame.arp, frame.ip]).toEqual([Number.parseInt(type, 16), undefined, undefined]);
    }
  });

  it(`are read, and described in one line, without an exception (seed ${SEED})`, () => {
    const types = fc.constantFrom('', '0806', '0800', '8035', '8100 0007 0806', '8100 0000 0800', '8100');
    const property = fc.property(types, fc.uint8Array({ maxLength: 70 }), (type, rest) => {
      const head = type === '' ? '' : `ffffffffffff 021122334455 ${type}`;
      const frame = new Frame(Uint8Array.of(...bytesOf(head), ...rest));
      expect(describeFrame(frame)).toMatch(/^[^\n]+$/);
      const ports = [frame.destination, frame.source, frame.etherType, frame.vlan, frame.payloadOffset];
      expect(ports.every(Number.isSafeInteger)).toBe(true);
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});
