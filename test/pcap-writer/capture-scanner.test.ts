import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptureScanner, pcapBytes, pcapngBytes } from '../../src/pcap-writer/index.ts';
import { BYTE_ORDERS, block, integer, interfaceBlock, joined, option, section } from './handmade.ts';
import { readAll } from './read-all.ts';

const SEED = 1122;

interface Scanned {
  readonly numbers: readonly number[];
  readonly stamps: readonly bigint[];
  readonly data: readonly number[][];
  readonly records: readonly Uint8Array[];
  readonly others: readonly number[];
}

function scan(bytes: Uint8Array, chunkLength = bytes.length): Scanned {
  const others: number[] = [];
  const scanner = new CaptureScanner({ otherBlock: (each) => others.push(each.length) });
  const [numbers, stamps, data, records]: [number[], bigint[], number[][], Uint8Array[]] = [[], [], [], []];
  const drain = (): void => {
    while (scanner.advance()) {
      const { packet } = scanner;
      numbers.push(packet.number);
      stamps.push(BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanoseconds));
      data.push([...packet.data]);
      records.push(packet.bytes.slice(packet.recordStart, packet.recordStart + packet.recordLength));
    }
  };
  for (let at = 0; at < bytes.length; at += chunkLength) {
    scanner.push(bytes.subarray(at, at + chunkLength));
    drain();
  }
  scanner.end();
  drain();
  expect(scanner.outcome).toEqual({ ok: true });
  return { numbers, stamps, data, records, others };
}

/** An enhanced packet block whose stamp has these halves. */
function stampedBlock(order: 'little-endian' | 'big-endian', stamp: bigint): Uint8Array {
  const words = [0, Number(stamp >> 32n), Number(stamp & 0xffff_ffffn), 0, 0];
  return block(order, 6, ...words.map((word) => integer(4, word, order)));
}

describe('CaptureScanner', () => {
  it.each([1, 7, 64, 100_000])('shows in place what the reader copies, in chunks of %i octets', (chunkLength) => {
    const packets = Array.from({ length: 20 }, (_, index) => ({
      timestampNs: 1_700_000_000_000_000_000n + BigInt(index) * 999_999_937n,
      data: new Uint8Array(index * 3).fill(index),
      interfaceId: 0,
      comments: index === 3 ? ['a comment'] : [],
    }));
    for (const bytes of [pcapBytes(packets), pcapngBytes([{ name: 'a' }], packets)]) {
      const scanned = scan(bytes, chunkLength);
      const read = readAll(bytes).packets;
      expect(scanned.stamps).toEqual(read.map((each) => each.timestampNs));
      expect(scanned.data).toEqual(read.map((each) => [...each.data]));
      expect(scanned.numbers).toEqual(read.map((_, index) => index + 1));
    }
  });

  it('hands over every octet of a pcapng file: blocks of packets, and the others in their turn', () => {
    const names = block('little-endian', 4, new Uint8Array(8));
    const packets = [1n, 2n].map((stamp) => stampedBlock('little-endian', stamp));
    const bytes = joined(
      section('little-endian'),
      interfaceBlock('little-endian'),
      packets[0]!,
      names,
      packets[1]!,
      block('little-endian', 0x0bad, new Uint8Array(4)),
    );
    const { records, others } = scan(bytes, 5);
    expect(records).toEqual(packets);
    expect(others).toEqual([28, 20, 20, 16]);
    expect([...records, ...others].length).toBe(6);
  });

  it.each(BYTE_ORDERS)('counts journal entries as frames, as Wireshark does (%s)', (order) => {
    const journal = block(order, 9, new TextEncoder().encode('A=1\n'));
    const bytes = joined(section(order), interfaceBlock(order), journal, stampedBlock(order, 1n));
    expect(scan(bytes).numbers).toEqual([2]);
  });

  it(`reads stamps of every resolution to the nanosecond (seed ${SEED})`, () => {
    const resolutions = fc.oneof(fc.nat(9), fc.constantFrom(10, 12, 19, 0x80, 0x8a, 0x9e, 0xa0, 0xbf));
    const offsets = fc.constantFrom(0n, 1n, -5n, 1_700_000_000n);
    fc.assert(
      fc.property(resolutions, offsets, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (resolution, offset, stamp) => {
        const order = 'little-endian';
        const options = [option(order, 9, integer(1, resolution, order)), option(order, 14, integer(8, offset, order))];
        const bytes = joined(section(order), interfaceBlock(order, options), stampedBlock(order, stamp));
        const exponent = BigInt(resolution & 0x7f);
        const units = resolution < 0x80 ? 10n ** exponent : 2n ** exponent;
        // No clock is 285 million years off: seconds are exact as far as a double holds them.
        fc.pre(stamp / units < 2n ** 53n);
        expect(scan(bytes).stamps).toEqual([(stamp * 1_000_000_000n) / units + offset * 1_000_000_000n]);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
