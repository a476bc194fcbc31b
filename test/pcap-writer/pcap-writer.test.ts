import { describe, expect, it } from 'vitest';
import { PcapWriter, pcapBytes } from '../../src/pcap-writer/index.ts';
import { BYTE_ORDERS, integer, joined, octets } from './handmade.ts';

const GOLDEN = octets(`
  4d3cb2a1          ; magic: nanoseconds, little-endian
  0200 0400         ; version 2.4
  00000000 00000000 ; reserved
  00000400          ; snap length 262144
  01000000          ; Ethernet
  01000000 7b000000 ; 1.000000123 s
  03000000 03000000 ; 3 octets of 3
  aabbcc
  02000000 00000000
  01000000 dc050000 ; 1 octet of 1500
  dd
`);

const PACKETS = [
  { timestampNs: 1_000_000_123, data: Uint8Array.of(0xaa, 0xbb, 0xcc) },
  { timestampNs: 2_000_000_000n, data: Uint8Array.of(0xdd), originalLength: 1500 },
];

describe('PcapWriter', () => {
  it('writes the bytes of the draft', () => {
    expect(pcapBytes(PACKETS)).toEqual(GOLDEN);
  });

  it('writes a header when there are no packets', () => {
    expect(pcapBytes([])).toEqual(GOLDEN.subarray(0, 24));
  });

  it.each(BYTE_ORDERS)('writes every field in %s order', (byteOrder) => {
    const words = [0xa1b23c4d, 0, 0, 0, 262144, 1, 1, 123, 3, 3].map((word) => integer(4, word, byteOrder));
    words[1] = joined(integer(2, 2, byteOrder), integer(2, 4, byteOrder));
    expect(pcapBytes(PACKETS.slice(0, 1), { byteOrder })).toEqual(joined(...words, Uint8Array.of(0xaa, 0xbb, 0xcc)));
  });

  it('cuts stamps to microseconds if asked to', () => {
    const stamps = [1_999, 7_000_000_000 - 1, 2n ** 32n * 10n ** 9n - 1n];
    const bytes = pcapBytes(
      stamps.map((timestampNs) => ({ timestampNs, data: new Uint8Array(0) })),
      { nanoseconds: false },
    );
    const view = new DataView(bytes.buffer);
    expect(view.getUint32(0, true)).toBe(0xa1b2c3d4);
    const written = stamps.map((_, index) => [24, 28].map((at) => view.getUint32(at + 16 * index, true)));
    expect(written).toEqual([
      [0, 1],
      [6, 999_999],
      [2 ** 32 - 1, 999_999],
    ]);
  });

  it('keeps every nanosecond of the largest safe integer', () => {
    const view = new DataView(pcapBytes([{ timestampNs: Number.MAX_SAFE_INTEGER, data: new Uint8Array(0) }]).buffer);
    expect(BigInt(view.getUint32(24, true)) * 10n ** 9n + BigInt(view.getUint32(28, true))).toBe(2n ** 53n - 1n);
  });

  it('writes the link type and the snap length that it is given', () => {
    const view = new DataView(pcapBytes([], { linkType: 113, snapLength: 96 }).buffer);
    expect([view.getUint32(16, true), view.getUint32(20, true)]).toEqual([96, 113]);
  });

  it.each([1, 16, 17, 24, 43, 44, 1000])('hands the same bytes over in chunks of %i octets', (chunkLength) => {
    const chunks: Uint8Array[] = [];
    const writer = new PcapWriter((chunk) => chunks.push(chunk.slice()), { chunkLength });
    for (const packet of PACKETS) writer.packet(packet);
    writer.flush();
    expect(joined(...chunks)).toEqual(GOLDEN);
    expect(chunks.slice(0, -1).every((chunk) => chunk.length === chunkLength)).toBe(true);
    expect(chunks.at(-1)!.length).toBeGreaterThan(0);
  });

  it('can go on after a flush, and flushes nothing twice', () => {
    const chunks: Uint8Array[] = [];
    const writer = new PcapWriter((chunk) => chunks.push(chunk.slice()));
    for (const packet of PACKETS) {
      writer.packet(packet);
      writer.flush();
      writer.flush();
    }
    expect(chunks.length).toBe(2);
    expect(joined(...chunks)).toEqual(GOLDEN);
  });

  it('makes room for packets that are longer than a chunk', () => {
    const chunks: Uint8Array[] = [];
    const writer = new PcapWriter((chunk) => chunks.push(chunk.slice()), { chunkLength: 4096 });
    const packets = [10, 20_000, 0, 262_144, 5000, 1].map((length, index) => ({
      timestampNs: index,
      data: new Uint8Array(length).fill(index),
    }));
    for (const packet of packets) writer.packet(packet);
    writer.flush();
    expect(Buffer.compare(joined(...chunks), pcapBytes(packets))).toBe(0);
    expect(chunks.slice(0, -1).every((chunk) => chunk.length === 4096)).toBe(true);
  });

  it('keeps what a failing sink did not take', () => {
    const chunks: Uint8Array[] = [];
    let room = 3;
    const sink = (chunk: Uint8Array) => {
      if (room === 0) throw new Error('disk full');
      room -= 1;
      chunks.push(chunk.slice());
    };
    const writer = new PcapWriter(sink, { chunkLength: 16 });
    for (const packet of PACKETS) writer.packet(packet);
    expect(() => writer.flush()).toThrow('disk full');
    expect(chunks.length).toBe(3);
    room = 100;
    writer.flush();
    expect(joined(...chunks)).toEqual(GOLDEN);
  });
});

describe('PcapWriter refuses what the format cannot hold', () => {
  const data = Uint8Array.of(1, 2, 3, 4);

  it.each([
    [{ timestampNs: -1, data }, /timestampNs .* got -1$/],
    [{ timestampNs: -1n, data }, /timestampNs .* got -1$/],
    [{ timestampNs: 0.5, data }, /timestampNs/],
    [{ timestampNs: Number.NaN, data }, /timestampNs/],
    [{ timestampNs: 2 ** 53, data }, /safe integer/],
    [{ timestampNs: 2n ** 32n * 10n ** 9n, data }, /2\^32 seconds/],
    [{ timestampNs: 0, data, originalLength: 3 }, /originalLength must be an integer from 4/],
    [{ timestampNs: 0, data, originalLength: 4.5 }, /originalLength/],
    [{ timestampNs: 0, data, originalLength: Number.NaN }, /originalLength/],
    [{ timestampNs: 0, data, originalLength: 2 ** 32 }, /originalLength/],
    [{ timestampNs: 0, data: new Uint8Array(262_145) }, /262145 octets exceeds the snap length 262144/],
  ])('packet %#', (packet, message) => {
    const chunks: Uint8Array[] = [];
    const writer = new PcapWriter((chunk) => chunks.push(chunk.slice()));
    expect(() => writer.packet(packet)).toThrow(RangeError);
    expect(() => writer.packet(packet)).toThrow(message);
    writer.flush();
    expect(joined(...chunks)).toEqual(GOLDEN.subarray(0, 24));
  });

  it.each([
    { snapLength: 0 },
    { snapLength: 262_145 },
    { snapLength: 1.5 },
    { linkType: -1 },
    { linkType: 65_536 },
    { linkType: 0.5 },
    { chunkLength: 0 },
    { chunkLength: Number.NaN },
  ])('options %o', (options) => {
    expect(() => pcapBytes([], options)).toThrow(RangeError);
  });

  it('a packet that is longer than the snap length it was given', () => {
    expect(() => pcapBytes([{ timestampNs: 0, data }], { snapLength: 3 })).toThrow('cut it and pass originalLength');
    expect(pcapBytes([{ timestampNs: 0, data }], { snapLength: 4 }).length).toBe(24 + 16 + 4);
  });
});
