import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PacketToWrite, pcapBytes, pcapngBytes, readCapture } from '../../src/pcap-writer/index.ts';
import { readAll } from './read-all.ts';

const SEED = 826;

const data = fc.oneof(
  { arbitrary: fc.uint8Array({ maxLength: 64 }), weight: 20 },
  { arbitrary: fc.uint8Array({ minLength: 1000, maxLength: 3000, size: 'max' }), weight: 1 },
);
const chunkLengths = fc.array(fc.nat(80), { maxLength: 40 });
const chunkLength = fc.constantFrom(1, 7, 64, 1000, undefined);
/** Any text that an option can hold. Lone surrogates are no part of UTF-8, `binary` has none. */
const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((each) => !each.includes('\0'));
const optionalText = fc.option(text, { nil: undefined });
const texts = fc.array(text, { maxLength: 3 });

function stamp(limit: bigint): fc.Arbitrary<bigint | number> {
  return fc.oneof(fc.bigInt({ min: 0n, max: limit - 1n }), fc.maxSafeNat());
}

/** Adds an original length, absent or up to what 32 bits hold. */
function cut<Packet extends PacketToWrite>(
  packet: fc.Arbitrary<Packet>,
): fc.Arbitrary<Packet & { originalLength: number | undefined }> {
  const missing = fc.option(fc.oneof(fc.nat(2000), fc.constant(0xffff_0000)), { nil: undefined });
  return fc.tuple(packet, missing).map(([each, octets]) => ({
    ...each,
    originalLength: octets === undefined ? undefined : each.data.length + octets,
  }));
}

const pcapPackets = fc.array(cut(fc.record({ timestampNs: stamp(2n ** 32n * 10n ** 9n), data })), { maxLength: 12 });

describe('pcap', () => {
  const options = fc.record({
    linkType: fc.nat(65_535),
    snapLength: fc.integer({ min: 3000, max: 262_144 }),
    byteOrder: fc.constantFrom('little-endian' as const, 'big-endian' as const),
    chunkLength,
  });

  it(`reads what it writes, to the nanosecond (seed ${SEED})`, () => {
    fc.assert(
      fc.property(pcapPackets, options, chunkLengths, (packets, settings, lengths) => {
        const { linkType, snapLength } = settings;
        const capture = readAll(pcapBytes(packets, settings), lengths);
        expect(capture.outcome).toEqual({ ok: true });
        expect(capture.interfaces).toMatchObject([{ linkType, snapLength }]);
        expect(capture.packets).toEqual(
          packets.map((packet) => ({
            interfaceId: 0,
            timestampNs: BigInt(packet.timestampNs),
            data: packet.data,
            originalLength: packet.originalLength ?? packet.data.length,
            comments: [],
            direction: undefined,
          })),
        );
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it(`reads what it writes, to the microsecond (seed ${SEED})`, () => {
    fc.assert(
      fc.property(pcapPackets, options, (packets, settings) => {
        const read = readAll(pcapBytes(packets, { ...settings, nanoseconds: false })).packets;
        const cutStamps = packets.map((packet) => (BigInt(packet.timestampNs) / 1000n) * 1000n);
        expect(read.map((packet) => packet.timestampNs)).toEqual(cutStamps);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

const interfaces = fc.array(
  fc.record({
    name: optionalText,
    description: optionalText,
    linkType: fc.nat(65_535),
    snapLength: fc.oneof(fc.constant(0), fc.integer({ min: 3000, max: 262_144 })),
    comments: texts,
  }),
  { minLength: 1, maxLength: 4 },
);
const sectionTexts = fc.record({
  comments: texts,
  hardware: optionalText,
  os: optionalText,
  userApplication: optionalText,
});
const pcapngCapture = fc.tuple(interfaces, sectionTexts).chain(([described, texted]) => {
  const packet = fc.record({
    interfaceId: fc.nat(described.length - 1),
    timestampNs: stamp(2n ** 64n),
    data,
    comments: texts,
    direction: fc.constantFrom('inbound' as const, 'outbound' as const, undefined),
  });
  return fc.record({
    interfaces: fc.constant(described),
    section: fc.constant(texted),
    packets: fc.array(cut(packet), { maxLength: 12 }),
  });
});

describe('pcapng', () => {
  it(`reads what it writes (seed ${SEED})`, () => {
    fc.assert(
      fc.property(pcapngCapture, chunkLength, chunkLengths, (written, length, lengths) => {
        const options = { ...written.section, chunkLength: length };
        const read = readAll(pcapngBytes(written.interfaces, written.packets, options), lengths);
        expect(read.outcome).toEqual({ ok: true });
        expect(read.sections).toEqual([written.section]);
        expect(read.interfaces).toEqual(
          written.interfaces.map((each) => ({ section: 0, fcsLength: undefined, timestampResolution: 9, ...each })),
        );
        expect(read.packets).toEqual(
          written.packets.map((packet) => ({
            ...packet,
            timestampNs: BigInt(packet.timestampNs),
            originalLength: packet.originalLength ?? packet.data.length,
          })),
        );
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it(`writes the same bytes again from what it read, and in any chunks (seed ${SEED})`, () => {
    fc.assert(
      fc.property(pcapngCapture, chunkLength, (written, length) => {
        const bytes = pcapngBytes(written.interfaces, written.packets, written.section);
        const capture = readCapture(bytes);
        const packets = [...capture];
        const again = { ...capture.sections[0], chunkLength: length };
        expect(Buffer.compare(pcapngBytes(capture.interfaces, packets, again), bytes)).toBe(0);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});
