import { describe, expect, it } from 'vitest';
import {
  BYTE_ORDERS,
  type ByteOrder,
  block,
  enhancedPacket,
  integer,
  interfaceBlock,
  joined,
  obsoletePacket,
  octets,
  option,
  section,
  simplePacket,
} from './handmade.ts';
import { readAll } from './read-all.ts';

const DATA = Uint8Array.of(1, 2, 3, 4, 5);

function outcomeOf(...parts: readonly Uint8Array[]) {
  return readAll(joined(...parts)).outcome;
}

describe.each(BYTE_ORDERS)('reading pcapng in %s order', (order) => {
  const end = option(order, 0, '');

  it('understands enhanced, simple and obsolete packet blocks', () => {
    const options = [option(order, 1, 'one'), option(order, 2, integer(4, 1, order)), option(order, 1, 'two'), end];
    const capture = readAll(
      joined(
        section(order),
        interfaceBlock(order),
        interfaceBlock(order, [], 113),
        enhancedPacket(order, { interfaceId: 1, stamp: 2n ** 33n + 7n, data: DATA, original: 99, options }),
        simplePacket(order, DATA),
        obsoletePacket(order, { interfaceId: 1, stamp: 5n, data: DATA, options }),
      ),
    );
    expect(capture.outcome).toEqual({ ok: true });
    expect(capture.format).toBe('pcapng');
    const commented = { interfaceId: 1, data: DATA, comments: ['one', 'two'], direction: 'inbound' };
    expect(capture.packets).toEqual([
      { ...commented, timestampNs: (2n ** 33n + 7n) * 1000n, originalLength: 99 },
      { interfaceId: 0, timestampNs: 0n, data: DATA, originalLength: 5, comments: [], direction: undefined },
      { ...commented, timestampNs: 5000n, originalLength: 5 },
    ]);
  });

  it('cuts a simple packet at the snap length of the first interface', () => {
    const packets = readAll(
      joined(section(order), interfaceBlock(order, [], 1, 3), simplePacket(order, Uint8Array.of(1, 2, 3), 1500)),
    ).packets;
    expect(packets).toMatchObject([{ data: Uint8Array.of(1, 2, 3), originalLength: 1500 }]);
  });

  it('reads the texts of sections and interfaces', () => {
    const sectionOptions = [
      option(order, 1, 'first\r\nline'),
      option(order, 2, 'hardware'),
      option(order, 3, 'os'),
      option(order, 4, 'tool 1.0'),
      option(order, 1, 'zweiter Kömmentar 🜁'),
      option(order, 2988, joined(integer(4, 32473, order), Uint8Array.of(1))),
    ];
    const interfaceOptions = [
      option(order, 2, 'VM-3.eth0'),
      option(order, 3, 'cut\0here'),
      option(order, 1, Uint8Array.of(0x61, 0xff, 0x62)),
      option(order, 1, '\ufeffmark'),
      option(order, 11, '\0arp'),
      end,
    ];
    const bytes = joined(section(order, sectionOptions), interfaceBlock(order, interfaceOptions, 1, 96));
    const { sections, interfaces, outcome } = readAll(bytes);
    expect(outcome).toEqual({ ok: true });
    expect(sections).toEqual([
      {
        comments: ['first\r\nline', 'zweiter Kömmentar 🜁'],
        hardware: 'hardware',
        os: 'os',
        userApplication: 'tool 1.0',
      },
    ]);
    const comments = ['a\ufffdb', '\ufeffmark'];
    const name = 'VM-3.eth0';
    const shape = { linkType: 1, snapLength: 96, fcsLength: undefined, timestampResolution: 6 };
    expect(interfaces).toEqual([{ section: 0, name, description: 'cut', ...shape, comments }]);
  });

  it.each([
    ['seconds', 0, 0n, 3n, 3_000_000_000n],
    ['milliseconds', 3, 0n, 3n, 3_000_000n],
    ['nanoseconds', 9, 0n, 2n ** 64n - 1n, 2n ** 64n - 1n],
    ['picoseconds, rounded down', 12, 0n, 1_999n, 1n],
    ['10^-127 s', 127, 0n, 2n ** 64n - 1n, 0n],
    ['2^-10 s', 0x8a, 0n, 1025n, 1_000_976_562n],
    ['2^-32 s', 0xa0, 0n, (5n << 32n) | (1n << 31n), 5_500_000_000n],
    ['2^-127 s', 0xff, 0n, 2n ** 64n - 1n, 0n],
    ['nanoseconds from an offset', 9, 1_700_000_000n, 1n, 1_700_000_000_000_000_001n],
    ['milliseconds before 1970', 3, -2n, 500n, -1_500_000_000n],
  ])('with stamps in %s', (_name, resolution, offset, stamp, expected) => {
    const options = [option(order, 9, integer(1, resolution, order)), option(order, 14, integer(8, offset, order))];
    const packet = enhancedPacket(order, { stamp, data: DATA });
    const { packets, outcome } = readAll(joined(section(order), interfaceBlock(order, options), packet));
    expect(outcome).toEqual({ ok: true });
    expect(packets.map((each) => each.timestampNs)).toEqual([expected]);
  });

  it.each([
    [0, undefined],
    [1, 'inbound'],
    [2, 'outbound'],
    [3, undefined],
    [0xffff_fff1, 'inbound'],
    [0x1e2, 'outbound'],
  ])('with packet flags %i', (flags, direction) => {
    const packet = enhancedPacket(order, { data: DATA, options: [option(order, 2, integer(4, flags, order))] });
    expect(readAll(joined(section(order), interfaceBlock(order), packet)).packets[0]!.direction).toBe(direction);
  });

  it('skips name, statistics, secrets, custom and unknown blocks', () => {
    const other = [4, 5, 10, 0xbad, 0x4000_0bad, 9, 0x8000_0001, 0].map((type) =>
      block(order, type, new Uint8Array(8)),
    );
    const packet = enhancedPacket(order, { data: DATA });
    const { packets, outcome } = readAll(joined(section(order), ...other, interfaceBlock(order), ...other, packet));
    expect([packets.length, outcome]).toEqual([1, { ok: true }]);
  });

  it('ends the options at their end marker', () => {
    const options = [end, option(order, 1, 'behind the end')];
    const packet = enhancedPacket(order, { data: DATA, options });
    expect(readAll(joined(section(order), interfaceBlock(order), packet)).packets[0]!.comments).toEqual([]);
  });
});

describe('several sections', () => {
  it('have interfaces and a byte order of their own', () => {
    const parts = BYTE_ORDERS.flatMap((order) => [
      section(order, [option(order, 4, order)]),
      interfaceBlock(order, [option(order, 2, `${order} 0`), option(order, 9, Uint8Array.of(9))]),
      interfaceBlock(order, [option(order, 2, `${order} 1`)]),
      enhancedPacket(order, { interfaceId: 1, stamp: 1n, data: DATA }),
      enhancedPacket(order, { interfaceId: 0, stamp: 1n, data: DATA }),
      simplePacket(order, DATA),
    ]);
    const { packets, sections, interfaces, outcome } = readAll(joined(...parts));
    expect(outcome).toEqual({ ok: true });
    expect(sections.map((each) => each.userApplication)).toEqual(['little-endian', 'big-endian']);
    expect(interfaces.map((each) => [each.section, each.name])).toEqual([
      [0, 'little-endian 0'],
      [0, 'little-endian 1'],
      [1, 'big-endian 0'],
      [1, 'big-endian 1'],
    ]);
    expect(packets.map((each) => [each.interfaceId, each.timestampNs])).toEqual([
      [1, 1000n],
      [0, 1n],
      [0, 0n],
      [3, 1000n],
      [2, 1n],
      [2, 0n],
    ]);
  });

  it('do not lend each other interfaces', () => {
    const order = 'little-endian';
    const first = joined(section(order), interfaceBlock(order));
    const second = joined(section(order), enhancedPacket(order, { data: DATA }));
    const offset = first.length + section(order).length + 8;
    const message = `byte ${offset}: a packet of interface 0, which is not described; expected an interface description before the first packet`;
    expect(outcomeOf(first, second)).toEqual({ ok: false, error: { offset, message } });
  });

  it.each([
    [1, 1],
    [2, 0],
    [0, 0],
  ])('of version %i.%i are skipped, and that is not called success', (major, minor) => {
    const order: ByteOrder = 'big-endian';
    const packet = enhancedPacket(order, { data: DATA });
    const known = joined(section(order), interfaceBlock(order), packet);
    // What a block of a later version holds is not ours to judge: this would be no valid interface description.
    const strange = block(order, 1, new Uint8Array(8), integer(4, 0x0009_ffff, order));
    const unknown = joined(section(order, [], [major, minor]), strange, packet);
    const { packets, sections, outcome } = readAll(joined(known, unknown, unknown, known));
    expect([packets.length, sections.length]).toEqual([2, 2]);
    const offset = known.length + 12;
    const message = `byte ${offset}: a section of version ${major}.${minor} was skipped; expected 1.0 or 1.2`;
    expect(outcome).toEqual({ ok: false, error: { offset, message } });
  });

  it('of version 1.2 are read', () => {
    const order = 'little-endian';
    expect(outcomeOf(section(order, [], [1, 2]), interfaceBlock(order))).toEqual({ ok: true });
  });
});

describe.each(BYTE_ORDERS)('errors of pcapng in %s order', (order) => {
  const start = joined(section(order), interfaceBlock(order));
  const at = start.length;
  const word = (value: number) => integer(4, value, order);
  const header = (type: number, length: number) => joined(word(type), word(length), new Uint8Array(24));
  const packetWith = (...options: Uint8Array[]) => enhancedPacket(order, { data: new Uint8Array(4), options });

  it.each([
    [
      'length below the frame',
      header(9, 8),
      4,
      'length 8 of a block of type 0x00000009; expected a multiple of 4 from 12',
    ],
    [
      'length below the fields',
      header(6, 28),
      4,
      'length 28 of a block of type 0x00000006; expected a multiple of 4 from 32',
    ],
    ['odd length', header(6, 33), 4, 'length 33 of a block'],
    ['huge length', header(6, 16 * 1024 * 1024 + 4), 4, 'expected a multiple of 4 from 32 to 16777216'],
    ['greatest length', header(9, 0xffff_fffc), 4, 'length 4294967292 of a block'],
    ['trailer', joined(word(9), word(16), word(0), word(20)), 12, 'block length 20 at the end of a block; expected 16'],
    ['byte order', joined(octets('0a0d0d0a'), word(28), word(7)), 8, 'expected 0x1a2b3c4d'],
    [
      'interface',
      enhancedPacket(order, { interfaceId: 1, data: DATA }),
      8,
      'interface 1, which is not described; expected an id below 1',
    ],
    [
      'captured length',
      block(order, 6, word(0), word(0), word(0), word(5), word(5), word(0)),
      20,
      'captured length 5 of a packet; expected at most 4',
    ],
    ['simple length', block(order, 3, word(5), word(0)), 8, 'length 5 of a simple packet; expected at most 4'],
    [
      'option length',
      packetWith(joined(integer(2, 1, order), integer(2, 1, order))),
      34,
      'option of 1 octets; expected at most 0',
    ],
    ['flags length', packetWith(option(order, 2, Uint8Array.of(1))), 34, 'packet flags of 1 octets; expected 4'],
    [
      'end length',
      packetWith(joined(integer(2, 0, order), integer(2, 4, order), word(0))),
      34,
      'end of options with length 4; expected 0',
    ],
    ['if_tsresol', interfaceBlock(order, [option(order, 9, '')]), 18, 'if_tsresol of 0 octets; expected 1'],
    ['if_tsoffset', interfaceBlock(order, [option(order, 14, 'abc')]), 18, 'if_tsoffset of 3 octets; expected 8'],
    ['section option', section(order, [joined(integer(2, 4, order), integer(2, 5, order))]), 26, 'option of 5 octets'],
  ])('%s', (_name, bytes, offset, message) => {
    const before = enhancedPacket(order, { data: DATA });
    const { packets, outcome } = readAll(joined(start, before, bytes, before));
    expect(packets.length).toBe(1);
    const place = at + before.length + offset;
    expect(outcome).toMatchObject({ ok: false, error: { offset: place } });
    expect(outcome).toHaveProperty('error.message', expect.stringContaining(message));
    expect(outcome).toHaveProperty('error.message', expect.stringMatching(new RegExp(`^byte ${place}: `)));
  });

  it('a packet that is longer than any', () => {
    const fields = [0, 0, 0, 262_145, 262_145].map(word);
    const bytes = block(order, 6, ...fields, new Uint8Array(262_148));
    expect(outcomeOf(start, bytes)).toHaveProperty('error.message', expect.stringContaining('at most 262144'));
  });

  it('a simple packet without an interface', () => {
    const { length } = section(order);
    expect(outcomeOf(section(order), simplePacket(order, DATA))).toMatchObject({
      ok: false,
      error: { offset: length },
    });
  });

  it('descriptions without end', () => {
    const description = interfaceBlock(
      order,
      Array.from({ length: 200 }, () => option(order, 1, new Uint8Array(65_535))),
    );
    const capture = readAll(joined(section(order), description, description));
    expect(capture.interfaces.length).toBe(1);
    expect(capture.outcome).toMatchObject({ ok: false, error: { offset: section(order).length + description.length } });
  });
});
