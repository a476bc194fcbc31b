import { describe, expect, it } from 'vitest';
import { fitsInOption, PcapngWriter, pcapngBytes, readCapture } from '../../src/pcap-writer/index.ts';
import { joined, octets } from './handmade.ts';

const GOLDEN = octets(`
  0a0d0d0a 30000000          ; section header, 48 octets
  4d3c2b1a 0100 0000         ; little-endian, version 1.0
  ffffffff ffffffff          ; section length unknown
  0100 0200 68690000         ; comment "hi"
  0400 0400 74657374         ; user application "test"
  00000000                   ; end of options
  30000000

  01000000 30000000          ; interface description, 48 octets
  0100 0000 00000400         ; Ethernet, snap length 262144
  0200 0400 65746830         ; name "eth0"
  0300 0300 566d3100         ; description "Vm1"
  0900 0100 09000000         ; stamps in 10^-9 s
  00000000
  30000000

  06000000 3c000000          ; enhanced packet, 60 octets
  00000000                   ; interface 0
  01000000 02000000          ; 2^32 + 2 ns
  03000000 05000000          ; 3 octets of 5
  aabbcc00
  0100 0500 43415553 45000000 ; comment "CAUSE"
  0200 0400 02000000         ; outbound
  00000000
  3c000000
  06000000 20000000          ; enhanced packet without data or options
  00000000 ffffffff ffffffff 00000000 00000000
  20000000
`);

const OPTIONS = { comments: ['hi'], userApplication: 'test' };
const INTERFACE = { name: 'eth0', description: 'Vm1' };
const PACKETS = [
  {
    interfaceId: 0,
    timestampNs: 2 ** 32 + 2,
    data: Uint8Array.of(0xaa, 0xbb, 0xcc),
    originalLength: 5,
    comments: ['CAUSE'],
    direction: 'outbound',
  },
  { interfaceId: 0, timestampNs: 2n ** 64n - 1n, data: new Uint8Array(0) },
] as const;

describe('PcapngWriter', () => {
  it('writes the bytes of the draft', () => {
    expect(pcapngBytes([INTERFACE], PACKETS, OPTIONS)).toEqual(GOLDEN);
  });

  it('writes a section header when there is nothing else', () => {
    const bytes = pcapngBytes([], []);
    expect(bytes).toEqual(octets('0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000'));
  });

  it.each([1, 28, 48, 100, 1000])('hands the same bytes over in chunks of %i octets', (chunkLength) => {
    const chunks: Uint8Array[] = [];
    const writer = new PcapngWriter((chunk) => chunks.push(chunk.slice()), { ...OPTIONS, chunkLength });
    expect(writer.interface(INTERFACE)).toBe(0);
    for (const packet of PACKETS) writer.packet(packet);
    writer.flush();
    expect(joined(...chunks)).toEqual(GOLDEN);
  });

  it('pads with zeros, whatever the buffer held before', () => {
    const chunks: Uint8Array[] = [];
    const writer = new PcapngWriter((chunk) => chunks.push(chunk.slice()), { chunkLength: 64 });
    writer.interface();
    writer.packet({ interfaceId: 0, timestampNs: 0, data: new Uint8Array(200).fill(0xff) });
    writer.flush();
    writer.packet({ interfaceId: 0, timestampNs: 0, data: Uint8Array.of(1), comments: ['12345'] });
    writer.flush();
    const last = chunks.at(-1)!;
    expect([...last.subarray(28, 32)]).toEqual([1, 0, 0, 0]);
    expect([...last.subarray(41, 44)]).toEqual([0, 0, 0]);
  });

  it('allows an interface to be described between packets', () => {
    const chunks: Uint8Array[] = [];
    const writer = new PcapngWriter((chunk) => chunks.push(chunk.slice()));
    writer.packet({ interfaceId: writer.interface({ name: 'a' }), timestampNs: 1, data: Uint8Array.of(1) });
    writer.packet({ interfaceId: writer.interface({ name: 'b' }), timestampNs: 2, data: Uint8Array.of(2) });
    writer.flush();
    const capture = readCapture(chunks);
    const names = [...capture].map((packet) => capture.interfaces[packet.interfaceId]!.name);
    expect(names).toEqual(['a', 'b']);
  });
});

describe('PcapngWriter refuses what the format cannot hold', () => {
  const data = Uint8Array.of(1, 2, 3, 4);
  const good = { interfaceId: 0, timestampNs: 0, data };

  it.each([
    [{ ...good, interfaceId: 1 }, 'no interface has the id 1; 1 are described'],
    [{ ...good, interfaceId: -1 }, 'no interface has the id -1'],
    [{ ...good, timestampNs: -1 }, 'timestampNs'],
    [{ ...good, timestampNs: 2 ** 53 }, 'timestampNs'],
    [{ ...good, timestampNs: 2n ** 64n }, 'below 2^64'],
    [{ ...good, timestampNs: -1n }, 'timestampNs'],
    [{ ...good, originalLength: 3 }, 'originalLength'],
    [{ ...good, data: new Uint8Array(65) }, 'a packet of 65 octets exceeds the snap length 64'],
    [
      { ...good, comments: ['x'.repeat(65_536)] },
      'a packet comment is 65536 octets long; an option holds at most 65535',
    ],
    [{ ...good, comments: ['fine', 'a\0b'] }, 'a packet comment has a U+0000'],
    [{ ...good, comments: Array.from({ length: 257 }, () => 'x'.repeat(65_535)) }, 'write fewer or shorter comments'],
  ])('packet %#', (packet, message) => {
    const chunks: Uint8Array[] = [];
    const writer = new PcapngWriter((chunk) => chunks.push(chunk.slice()));
    writer.interface({ snapLength: 64 });
    expect(() => writer.packet(packet)).toThrow(RangeError);
    expect(() => writer.packet(packet)).toThrow(message);
    writer.packet(good);
    writer.flush();
    expect(joined(...chunks)).toEqual(pcapngBytes([{ snapLength: 64 }], [good]));
  });

  it.each([
    { comments: ['ok', '\0'] },
    { hardware: 'x'.repeat(65_536) },
    { os: 'ü'.repeat(32_768) },
    { userApplication: '\0' },
    { comments: Array.from({ length: 257 }, () => 'x'.repeat(65_535)) },
  ])('section %#', (options) => {
    expect(() => pcapngBytes([], [], options)).toThrow(RangeError);
  });

  it.each([
    { name: 'x'.repeat(65_536) },
    { description: '\0' },
    { comments: ['\0'] },
    { linkType: 65_536 },
    { snapLength: -1 },
  ])('interface %#', (description) => {
    expect(() => pcapngBytes([description], [])).toThrow(RangeError);
  });

  it('more descriptions than a reader keeps', () => {
    const writer = new PcapngWriter(() => {});
    const description = { comments: Array.from({ length: 127 }, () => 'x'.repeat(65_535)) };
    writer.interface(description);
    writer.interface(description);
    expect(() => writer.interface(description)).toThrow('descriptions exceed 16777216 octets');
    expect(writer.interface()).toBe(2);
  });
});

describe('fitsInOption', () => {
  it.each([
    ['', true],
    ['x'.repeat(65_535), true],
    ['x'.repeat(65_536), false],
    ['ü'.repeat(32_767), true],
    ['ü'.repeat(32_768), false],
    ['🜁'.repeat(16_383), true],
    ['🜁'.repeat(16_384), false],
    ['a\0b', false],
    ['\ud800', true],
  ])('says of text %# what the writer does', (text, fits) => {
    expect(fitsInOption(text)).toBe(fits);
    const write = () => pcapngBytes([], [], { comments: [text] });
    if (fits) expect(write).not.toThrow();
    else expect(write).toThrow(RangeError);
  });
});
