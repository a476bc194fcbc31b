import { describe, expect, it } from 'vitest';
import { BYTE_ORDERS, integer, joined, octets, pcapHeader, pcapRecord } from './handmade.ts';
import { readAll } from './read-all.ts';

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
const RECORDS = [
  { seconds: 1, fraction: 999_999, data: Uint8Array.of(1, 2, 3) },
  { seconds: 0xffff_ffff, fraction: 1, data: new Uint8Array(0) },
  { seconds: 0, fraction: 0, data: Uint8Array.of(4), original: 1500 },
];

describe.each(BYTE_ORDERS)('reading pcap in %s order', (order) => {
  it.each([
    ['microseconds', MICROSECONDS, 1000n],
    ['nanoseconds', NANOSECONDS, 1n],
  ])('with %s', (_name, magic, unit) => {
    const capture = readAll(joined(pcapHeader(order, magic), ...RECORDS.map((record) => pcapRecord(order, record))));
    expect(capture.outcome).toEqual({ ok: true });
    expect(capture.format).toBe('pcap');
    expect(capture.packets).toEqual(
      RECORDS.map(({ seconds, fraction, data, original }) => ({
        interfaceId: 0,
        timestampNs: BigInt(seconds) * 10n ** 9n + BigInt(fraction) * unit,
        data,
        originalLength: original ?? data.length,
        comments: [],
        direction: undefined,
      })),
    );
  });

  it('describes the file as one section and one interface', () => {
    // 0x24000000: a frame check sequence of two 16-bit words.
    const capture = readAll(pcapHeader(order, NANOSECONDS, 0x2400_0071));
    expect(capture.sections).toEqual([
      { comments: [], hardware: undefined, os: undefined, userApplication: undefined },
    ]);
    expect(capture.interfaces).toEqual([
      {
        section: 0,
        name: undefined,
        description: undefined,
        linkType: 113,
        fcsLength: 4,
        timestampResolution: 9,
        snapLength: 65535,
        comments: [],
      },
    ]);
    expect([capture.packets, capture.outcome]).toEqual([[], { ok: true }]);
  });

  it('reads the modified format, whose record headers are eight octets longer', () => {
    const record = (data: Uint8Array, original = data.length): Uint8Array =>
      joined(...[7, 8, data.length, original, 3, 0x0806_0000].map((word) => integer(4, word, order)), data);
    const packets = [record(Uint8Array.of(1, 2, 3), 9), record(Uint8Array.of(4))];
    const bytes = joined(pcapHeader(order, 0xa1b2_cd34), ...packets);
    const read = readAll(bytes);
    expect(
      read.packets.map(({ timestampNs, data, originalLength }) => [timestampNs, [...data], originalLength]),
    ).toEqual([
      [7_000_008_000n, [1, 2, 3], 9],
      [7_000_008_000n, [4], 1],
    ]);
    expect(read.outcome).toEqual({ ok: true });
    const cut = readAll(bytes.subarray(0, -1)).outcome;
    const offset = 24 + 27;
    expect(cut).toMatchObject({ ok: false, error: { offset } });
    expect(cut).toHaveProperty('error.message', expect.stringContaining('expected 25 octets, got 24'));
  });

  it('takes an original length below the captured one for the captured one', () => {
    const record = pcapRecord(order, { seconds: 0, fraction: 0, data: new Uint8Array(5), original: 2 });
    expect(readAll(joined(pcapHeader(order, NANOSECONDS), record)).packets[0]!.originalLength).toBe(5);
  });

  it.each([
    [2, 3],
    [3, 4],
    [2, 5],
    [0, 0],
  ])('refuses version %i.%i', (major, minor) => {
    expect(readAll(pcapHeader(order, MICROSECONDS, 1, [major, minor])).outcome).toEqual({
      ok: false,
      error: {
        offset: 4,
        message: `byte 4: pcap version ${major}.${minor}; expected 2.4, convert it with \`editcap -F pcapng\``,
      },
    });
  });

  it('refuses reserved bits of the link type', () => {
    const { outcome } = readAll(pcapHeader(order, MICROSECONDS, 0x0001_0001));
    expect(outcome).toMatchObject({ ok: false, error: { offset: 20 } });
    expect(outcome).toHaveProperty('error.message', expect.stringContaining('0x00010001'));
  });

  it.each([262_145, 0x7fff_ffff, 0xffff_ffff])('stops at a packet of %i octets', (length) => {
    const good = pcapRecord(order, { seconds: 1, fraction: 2, data: Uint8Array.of(9) });
    const huge = [0, 0, length, length].map((word) => integer(4, word, order));
    const capture = readAll(joined(pcapHeader(order, MICROSECONDS), good, ...huge));
    expect(capture.packets.length).toBe(1);
    const message = `byte 49: captured length ${length} of a packet; expected at most 262144`;
    expect(capture.outcome).toEqual({ ok: false, error: { offset: 49, message } });
  });

  it('reads a packet of the greatest length', () => {
    const data = new Uint8Array(262_144).fill(7);
    const record = pcapRecord(order, { seconds: 0, fraction: 0, data });
    const read = readAll(joined(pcapHeader(order, MICROSECONDS), record)).packets[0]!.data;
    // `toEqual` takes seconds for this many elements.
    expect(Buffer.compare(read, data)).toBe(0);
  });
});

describe('what is no capture', () => {
  it.each([
    ['nothing', '', 'byte 0: no octets at all; expected the magic number'],
    ['three octets', 'a1b2c3', 'byte 0: only 3 octets; expected'],
    ['text', '68656c6c6f', 'byte 0: 68656c6c begins no capture; expected'],
    ['gzip', '1f8b0800 00000000', 'byte 0: the capture is compressed with gzip, decompress it first'],
    ['zstd', '28b52ffd 00000000', 'byte 0: the capture is compressed with zstd'],
    ['bzip2', '425a6839 31415926', 'byte 0: the capture is compressed with bzip2'],
    ['xz', 'fd377a58 5a000004', 'byte 0: the capture is compressed with xz'],
  ])('%s', (_name, text, message) => {
    const { packets, outcome, format } = readAll(octets(text));
    expect([packets, format]).toEqual([[], undefined]);
    expect(outcome).toHaveProperty('error.message', expect.stringContaining(message));
  });
});
