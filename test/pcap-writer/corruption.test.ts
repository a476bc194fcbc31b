import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptureReader, pcapBytes, pcapngBytes } from '../../src/pcap-writer/index.ts';
import { integer, interfaceBlock, joined, pcapHeader, section } from './handmade.ts';
import { readAll, type WholeCapture } from './read-all.ts';

const SEED = 5227;

const PACKETS = [
  { timestampNs: 1, data: Uint8Array.of(1, 2, 3, 4, 5), originalLength: 9 },
  { timestampNs: 2n ** 40n, data: new Uint8Array(0) },
  { timestampNs: 3, data: Uint8Array.of(6) },
];
const COMMENTED = PACKETS.map((packet, index) => ({
  ...packet,
  interfaceId: index % 2,
  comments: ['VIOLATION x', 'é'].slice(index),
  direction: index === 0 ? ('inbound' as const) : undefined,
}));
const INTERFACES = [
  { name: 'VM-3.eth0', description: 'guest' },
  { name: 'x', comments: ['y'] },
];
const TEXTS = { comments: ['{"version":1}'], hardware: 'h', os: 'o', userApplication: 'a' };

/** The capture with the first packets only, for every number of them. */
const FORMATS: readonly (readonly [string, readonly Uint8Array[]])[] = [
  ['pcap, little-endian', prefixes(PACKETS, (packets) => pcapBytes(packets))],
  ['pcap, big-endian', prefixes(PACKETS, (packets) => pcapBytes(packets, { byteOrder: 'big-endian' }))],
  ['pcap, modified', prefixes(PACKETS, modifiedPcap)],
  ['pcapng', prefixes(COMMENTED, (packets) => pcapngBytes(INTERFACES, packets, TEXTS))],
];

function prefixes<Packet>(packets: readonly Packet[], write: (packets: readonly Packet[]) => Uint8Array) {
  return Array.from({ length: packets.length + 1 }, (_, count) => write(packets.slice(0, count)));
}

/** With the longer record headers of the modified format. */
function modifiedPcap(packets: readonly { readonly data: Uint8Array }[]): Uint8Array {
  const order = 'little-endian';
  const records = packets.map(({ data }) =>
    joined(...[1, 2, data.length, data.length, 0, 0].map((word) => integer(4, word, order)), data),
  );
  return joined(pcapHeader(order, 0xa1b2_cd34), ...records);
}

/** What holds for any bytes: reading ends, says how, and makes up nothing that is longer than the file. */
function readSoundly(bytes: Uint8Array, chunkLengths: readonly number[] = []): WholeCapture {
  const capture = readAll(bytes, chunkLengths);
  const octets = capture.packets.reduce((sum, packet) => sum + packet.data.length, 0);
  expect(octets).toBeLessThanOrEqual(bytes.length);
  for (const packet of capture.packets) {
    expect(packet.originalLength).toBeGreaterThanOrEqual(packet.data.length);
    expect(capture.interfaces[packet.interfaceId]).toBeDefined();
  }
  if (!capture.outcome.ok) {
    const { offset, message } = capture.outcome.error;
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThanOrEqual(bytes.length);
    expect(message).toMatch(new RegExp(`^byte ${offset}: .*(expected|convert)`));
  }
  return capture;
}

describe.each(FORMATS)('%s', (_name, captures) => {
  const whole = captures.at(-1)!;
  const original = readAll(whole);
  const ends = captures.map((bytes) => bytes.length);

  it('gives every packet of the intact file', () => {
    expect([original.packets.length, original.outcome]).toEqual([PACKETS.length, { ok: true }]);
  });

  it('gives the packets before the cut of every truncation, and an error unless the cut is between packets', () => {
    for (let length = 0; length < whole.length; length++) {
      const { packets, outcome } = readSoundly(whole.slice(0, length));
      const complete = ends.filter((end) => end <= length).length - 1;
      expect(packets).toEqual(original.packets.slice(0, Math.max(complete, 0)));
      if (ends.includes(length)) expect(outcome).toEqual({ ok: true });
      // Inside the descriptions of a pcapng file, a cut between two blocks leaves a valid file as well.
      else if (length > ends[0]!) expect(outcome).toMatchObject({ ok: false, error: { offset: ends[complete] } });
    }
  });

  it('survives every flipped bit, and still gives the packets before it', () => {
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = whole.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const { packets } = readSoundly(bytes);
      const unharmed = ends.filter((end) => end <= bit >> 3).length - 1;
      if (unharmed > 0) expect(packets.slice(0, unharmed)).toEqual(original.packets.slice(0, unharmed));
    }
  });

  it(`reads damaged bytes the same in any chunks (seed ${SEED})`, () => {
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 });
    const chunkLengths = fc.array(fc.nat(40), { maxLength: 30 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), chunkLengths, (changes, length, lengths) => {
        const bytes = whole.slice(0, length);
        for (const [at, value] of changes) if (at < length) bytes[at] = value;
        expect(readSoundly(bytes, lengths)).toEqual(readSoundly(bytes));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it(`survives arbitrary bytes behind a valid beginning (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.constantFrom(4, 12, ...ends), fc.uint8Array({ maxLength: 200 }), (length, rest) => {
        readSoundly(joined(whole.slice(0, length), rest));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

describe('a length that is not backed by bytes', () => {
  const order = 'little-endian';
  const words = (...values: number[]) => joined(...values.map((value) => integer(4, value, order)));
  const LARGEST_BLOCK = 16 * 1024 * 1024;

  it.each([
    ['pcap', joined(pcapHeader(order, 0xa1b23c4d), words(0, 0, 262_144, 262_144)), 24, 16 + 262_144],
    ['pcapng', joined(section(order), interfaceBlock(order), words(6, LARGEST_BLOCK, 0, 0, 0)), 48, LARGEST_BLOCK],
    ['pcapng section', joined(section(order), words(0x0a0d0d0a, LARGEST_BLOCK, 0x1a2b3c4d)), 28, LARGEST_BLOCK],
  ])('claims no memory in %s', (_name, bytes, offset, expected) => {
    const reader = new CaptureReader();
    const before = process.memoryUsage().arrayBuffers;
    for (const octet of bytes) {
      reader.push(Uint8Array.of(octet));
      expect(reader.next()).toBeUndefined();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200_000);
    reader.end();
    expect(reader.next()).toBeUndefined();
    const { outcome } = reader;
    const there = bytes.length - offset;
    expect(outcome).toHaveProperty('error.offset', offset);
    expect(outcome).toHaveProperty(
      'error.message',
      expect.stringContaining(`expected ${expected} octets, got ${there}`),
    );
  });
});

describe('CaptureReader', () => {
  it('drops what comes behind an error', () => {
    const reader = new CaptureReader();
    reader.push(new Uint8Array(8));
    expect(reader.next()).toBeUndefined();
    const { outcome } = reader;
    expect(outcome).toMatchObject({ ok: false });
    reader.push(pcapBytes(PACKETS));
    reader.end();
    expect(reader.next()).toBeUndefined();
    expect(reader.outcome).toBe(outcome);
  });

  it('takes no bytes after the end', () => {
    const reader = new CaptureReader();
    reader.end();
    expect(() => reader.push(new Uint8Array(1))).toThrow('push() after end()');
  });

  it('knows format, sections and interfaces as they come', () => {
    const bytes = pcapngBytes(INTERFACES, COMMENTED, TEXTS);
    const reader = new CaptureReader();
    const seen: string[] = [];
    for (let at = 0; at < bytes.length; at += 4) {
      reader.push(bytes.subarray(at, at + 4));
      reader.next();
      const state = `${reader.format ?? '-'} ${reader.sections.length} ${reader.interfaces.length} ${reader.outcome}`;
      if (seen.at(-1) !== state) seen.push(state);
    }
    const states = ['pcapng 0 0', 'pcapng 1 0', 'pcapng 1 1', 'pcapng 1 2'];
    expect(seen).toEqual(states.map((state) => `${state} undefined`));
  });
});
