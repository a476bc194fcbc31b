import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IpMessage, ipFrameBytes, ipFrameLength, readIpPacket } from '../../src/wire/ip-packet.ts';
import type { Ipv4 } from '../../src/wire/ipv4.ts';
import { ipPackets, macs } from './arbitraries.ts';
import { bytesOf, hexOf } from './bytes.ts';
import { GOLDEN_IP, PEER, STATION } from './golden-frames.ts';
import { internetChecksum, pseudoHeader } from './internet-checksum.ts';

const SEED = 826_005;
const ETHERNET = 14;
const TRANSPORT = ETHERNET + 20;

describe.each(GOLDEN_IP.map((each) => [each.packet.message, each] as const))('%s', (_, golden) => {
  it('is written octet by octet', () => {
    expect(hexOf(ipFrameBytes(PEER, STATION, golden.packet))).toBe(hexOf(golden.frame));
  });

  it('is read again', () => {
    expect(readIpPacket(golden.frame, ETHERNET)).toEqual(golden.packet);
  });

  it('is not read from fewer octets than it has', () => {
    for (let length = 0; length < golden.frame.length; length++) {
      expect(readIpPacket(golden.frame.slice(0, length), ETHERNET)).toBeUndefined();
    }
  });

  it('is read from a padded frame', () => {
    const padded = new Uint8Array(80).fill(0xa5);
    padded.set(golden.frame);
    expect(readIpPacket(padded, ETHERNET)).toEqual(golden.packet);
  });
});

describe('a packet on the wire', () => {
  it(`is read as it was written, in as many octets as were announced (seed ${SEED})`, () => {
    const property = fc.property(macs, macs, ipPackets, (destination, source, packet) => {
      const bytes = ipFrameBytes(destination, source, packet);
      expect(bytes.length).toBe(ipFrameLength(packet));
      expect((bytes[ETHERNET + 2]! << 8) | bytes[ETHERNET + 3]!).toBe(bytes.length - ETHERNET);
      expect(readIpPacket(bytes, ETHERNET)).toEqual(packet);
    });
    fc.assert(property, { seed: SEED });
  });

  it(`has right checksums: the sum over what they cover is zero (seed ${SEED})`, () => {
    const property = fc.property(ipPackets, (packet) => {
      const bytes = ipFrameBytes(PEER, STATION, packet);
      expect(internetChecksum(bytes.subarray(ETHERNET, TRANSPORT))).toBe(0);
      const isIcmp = packet.message === 'echo-request' || packet.message === 'echo-reply';
      const covered = isIcmp ? new Uint8Array() : pseudoHeader(bytes);
      expect(internetChecksum(covered, bytes.subarray(TRANSPORT))).toBe(0);
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });

  it('never has the UDP checksum zero, which means that there is none', () => {
    const [destination, ports, lengthTwice, protocol] = [0x0a00 + 0x0001, 0x9c40 + 0x1fbd, 8 + 8, 17];
    const source = (0xffff - destination - ports - lengthTwice - protocol) as Ipv4;
    const packet = { source, destination: 0x0a00_0001 as Ipv4, message: 'datagram', id: 1 } as const;
    const bytes = ipFrameBytes(PEER, STATION, packet);
    expect(hexOf(bytes.subarray(TRANSPORT + 6))).toBe('ffff');
    expect(internetChecksum(pseudoHeader(bytes), bytes.subarray(TRANSPORT))).toBe(0);
  });

  it.each([0, 1, 0xfffe, 0xffff])('acknowledges the octet behind sequence number %d', (id) => {
    const [syn, synAck] = (['syn', 'syn-ack'] as const).map((message) => {
      const bytes = ipFrameBytes(PEER, STATION, { ...GOLDEN_IP[0]!.packet, message, id });
      return new DataView(bytes.buffer, TRANSPORT);
    });
    expect(synAck!.getUint32(8)).toBe(syn!.getUint32(4) + 1);
  });
});

describe('the id of a packet from a stack that numbers its packets itself', () => {
  const ID = 0xbeef;

  function renumbered(message: IpMessage): Uint8Array {
    const bytes = ipFrameBytes(PEER, STATION, { ...GOLDEN_IP[0]!.packet, message, id: ID });
    bytes.set([0x12, 0x34], ETHERNET + 4);
    return bytes;
  }

  function datagram(length: number, ...payload: readonly number[]): Uint8Array {
    const bytes = Uint8Array.from([...renumbered('datagram'), ...payload]);
    bytes[TRANSPORT + 5] = length;
    return bytes;
  }

  it.each(['echo-request', 'echo-reply', 'syn', 'syn-ack'] as const)('is in the body: %s', (message) => {
    expect(readIpPacket(renumbered(message), ETHERNET)).toMatchObject({ message, id: ID });
  });

  it('of a SYN-ACK is what it acknowledges, around the end of the sequence space', () => {
    const bytes = renumbered('syn-ack');
    bytes.set([0, 0, 0, 0], TRANSPORT + 8);
    expect(readIpPacket(bytes, ETHERNET)?.id).toBe(0xffff);
  });

  it('is at the start of the payload of a datagram, and in the header if there is none', () => {
    expect(readIpPacket(datagram(10, 0xca, 0xfe), ETHERNET)?.id).toBe(0xcafe);
    expect(readIpPacket(datagram(8), ETHERNET)?.id).toBe(0x1234);
    expect(readIpPacket(datagram(9, 0xca), ETHERNET)?.id).toBe(0x1234);
  });

  it('is not in the padding of the frame, nor behind its end', () => {
    expect(readIpPacket(datagram(8, 0xca, 0xfe), ETHERNET)?.id).toBe(0x1234);
    expect(readIpPacket(datagram(10), ETHERNET)?.id).toBe(0x1234);
  });
});

describe('what is not read as a packet', () => {
  const [echo, , syn, , datagram] = GOLDEN_IP.map((each) => each.frame);

  function withOctet(frame: Uint8Array | undefined, offset: number, value: number): Uint8Array {
    const bytes = frame!.slice();
    bytes[offset] = value;
    return bytes;
  }

  it.each([
    ['another IP version', withOctet(echo, ETHERNET, 0x65)],
    ['IP options', withOctet(echo, ETHERNET, 0x46)],
    ['an unknown protocol', withOctet(echo, ETHERNET + 9, 47)],
    ['another ICMP type', withOctet(echo, TRANSPORT, 3)],
    ['a TCP reset', withOctet(syn, TRANSPORT + 13, 0x04)],
    ['a TCP acknowledgment', withOctet(syn, TRANSPORT + 13, 0x10)],
    ['nothing', bytesOf('')],
  ])('%s', (_, bytes) => {
    expect(readIpPacket(bytes, ETHERNET)).toBeUndefined();
  });

  it('a datagram to another port is an answer', () => {
    expect(readIpPacket(withOctet(datagram, TRANSPORT + 2, 0), ETHERNET)?.message).toBe('datagram-answer');
  });

  it(`any bytes are read without an exception (seed ${SEED})`, () => {
    const property = fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 70 }), (bytes, offset) => {
      bytes[offset] = 0x45;
      readIpPacket(bytes, offset);
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});
