import { describe, expect, it } from 'vitest';
import { CaptureAnnotator, type CaptureOutcome, pcapBytes, pcapngBytes } from '../../src/pcap-writer/index.ts';
import {
  BYTE_ORDERS,
  type ByteOrder,
  block,
  integer,
  interfaceBlock,
  joined,
  option,
  pcapHeader,
  pcapRecord,
  section,
} from './handmade.ts';
import { readAll } from './read-all.ts';

function annotated(
  bytes: Uint8Array,
  comments: Readonly<Record<number, readonly string[]>>,
  chunkLength = bytes.length,
) {
  const chunks: Uint8Array[] = [];
  const annotator = new CaptureAnnotator(
    (chunk) => chunks.push(chunk.slice()),
    (frame) => comments[frame] ?? [],
  );
  for (let at = 0; at < bytes.length; at += chunkLength) annotator.push(bytes.subarray(at, at + chunkLength));
  const outcome: CaptureOutcome = annotator.end();
  return { bytes: joined(...chunks), outcome };
}

/** An enhanced packet block with two octets of data. */
function packet(order: ByteOrder, ...options: readonly Uint8Array[]): Uint8Array {
  const words = [0, 1, 2, 2, 60].map((word) => integer(4, word, order));
  return block(order, 6, ...words, Uint8Array.of(7, 8, 0, 0), ...options);
}

describe.each(BYTE_ORDERS)('pcapng in %s order', (order) => {
  const end = option(order, 0, '');
  const custom = option(order, 0x8abc, Uint8Array.of(1, 2, 3));
  const names = block(order, 4, new Uint8Array(4));
  const unknown = block(order, 0x7777_7777, Uint8Array.of(1, 2, 3, 4));
  const source = joined(
    section(order, [option(order, 1, 'mine'), end]),
    interfaceBlock(order, [option(order, 2, 'eth0'), end]),
    names,
    packet(order),
    unknown,
    packet(order, option(order, 1, 'old'), custom, end),
  );

  it('is the same to the octet without comments', () => {
    expect(annotated(source, {})).toEqual({ bytes: source, outcome: { ok: true } });
    expect(annotated(source, {}, 3).bytes).toEqual(source);
  });

  it('gets comments behind the options that are there, and nothing else changes', () => {
    const expected = joined(
      section(order, [option(order, 1, 'mine'), end]),
      interfaceBlock(order, [option(order, 2, 'eth0'), end]),
      names,
      packet(order, option(order, 1, 'VIOLATION a'), option(order, 1, 'CAUSE b'), end),
      unknown,
      packet(order, option(order, 1, 'old'), custom, option(order, 1, 'VIOLATION c'), end),
    );
    expect(annotated(source, { 1: ['VIOLATION a', 'CAUSE b'], 2: ['VIOLATION c'] }).bytes).toEqual(expected);
  });

  it('makes a simple packet block that gets a comment an enhanced one', () => {
    const simple = block(order, 3, integer(4, 2, order), Uint8Array.of(7, 8, 0, 0));
    const bytes = joined(section(order), interfaceBlock(order), simple, simple);
    const read = readAll(annotated(bytes, { 2: ['here'] }).bytes);
    expect(read.outcome).toEqual({ ok: true });
    expect(read.packets.map((each) => [[...each.data], each.originalLength, each.timestampNs, each.comments])).toEqual([
      [[7, 8], 2, 0n, []],
      [[7, 8], 2, 0n, ['here']],
    ]);
  });

  it('forgets the length of a section, which is another one now', () => {
    const bytes = section(order);
    new DataView(bytes.buffer).setBigInt64(16, 1000n, order === 'little-endian');
    expect(annotated(bytes, {}).bytes.subarray(16, 24)).toEqual(new Uint8Array(8).fill(0xff));
  });
});

describe('pcap', () => {
  const packets = [1_700_000_000_123_456_789n, 5n].map((timestampNs) => ({
    timestampNs,
    data: Uint8Array.of(1, 2, 3, 4, 5),
    originalLength: 99,
  }));

  it.each([true, false])('becomes pcapng with all that it says (nanoseconds: %s)', (nanoseconds) => {
    const bytes = pcapBytes(packets, { nanoseconds, linkType: 113, snapLength: 96 });
    const before = readAll(bytes);
    const after = readAll(annotated(bytes, { 2: ['here'] }).bytes);
    expect(after).toMatchObject({ format: 'pcapng', outcome: { ok: true } });
    expect(after.interfaces).toEqual(before.interfaces);
    expect(after.packets).toEqual(
      before.packets.map((each, index) => ({ ...each, comments: index === 1 ? ['here'] : [] })),
    );
  });

  it.each(BYTE_ORDERS)('keeps the length of check sequences, and stamps of more than a second (%s)', (order) => {
    const record = pcapRecord(order, { seconds: 3, fraction: 1_500_000, data: Uint8Array.of(1) });
    const bytes = joined(pcapHeader(order, 0xa1b2_c3d4, 0x2400_0001), record);
    const { interfaces, packets: read } = readAll(annotated(bytes, {}).bytes);
    expect(interfaces[0]).toMatchObject({ linkType: 1, fcsLength: 4 });
    expect(read[0]!.timestampNs).toBe(4_500_000_000n);
  });

  it('without packets is a capture without packets', () => {
    const { bytes, outcome } = annotated(pcapBytes([]), {});
    expect(outcome).toEqual({ ok: true });
    expect(readAll(bytes)).toMatchObject({ format: 'pcapng', packets: [], outcome: { ok: true } });
  });

  it('that is cut off is written as far as it can be read', () => {
    const whole = pcapBytes(packets);
    const { bytes, outcome } = annotated(whole.subarray(0, -1), {});
    expect(outcome).toMatchObject({ ok: false });
    expect(readAll(bytes)).toMatchObject({ outcome: { ok: true }, packets: { length: 1 } });
  });
});

it('writes nothing of what is no capture', () => {
  expect(annotated(new Uint8Array(100), {})).toMatchObject({ bytes: new Uint8Array(0), outcome: { ok: false } });
  expect(annotated(pcapngBytes([], []), {}).outcome).toEqual({ ok: true });
});
