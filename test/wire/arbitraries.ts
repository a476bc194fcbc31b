import fc from 'fast-check';
import type { ArpPacket, IpPacket, Ipv4, Mac } from '../../src/wire/index.ts';

/** Any MAC address, the special ones often. */
export const macs: fc.Arbitrary<Mac> = fc.oneof(
  fc.maxSafeInteger().map((value) => (Math.abs(value) % 2 ** 48) as Mac),
  fc.constantFrom(0, 1, 0xffff_ffff, 0x1_0000_0000, 0x0100_5e00_0001, 0xffff_ffff_ffff).map((value) => value as Mac),
);

/** Any IPv4 address, the special ones often. */
export const ipv4s: fc.Arbitrary<Ipv4> = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }).map((value) => value as Ipv4),
  fc.constantFrom(0, 0x7fff_ffff, 0x8000_0000, 0xa9fe_0101, 0xffff_ffff).map((value) => value as Ipv4),
);

export const arpPackets: fc.Arbitrary<ArpPacket> = fc.record({
  operation: fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 0, max: 0xffff })),
  senderMac: macs,
  senderIp: ipv4s,
  targetMac: macs,
  targetIp: ipv4s,
});

export const MESSAGES = ['echo-request', 'echo-reply', 'syn', 'syn-ack', 'datagram', 'datagram-answer'] as const;

export const ipPackets: fc.Arbitrary<IpPacket> = fc.record({
  source: ipv4s,
  destination: ipv4s,
  message: fc.constantFrom(...MESSAGES),
  id: fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 1, 0xfffe, 0xffff)),
});
