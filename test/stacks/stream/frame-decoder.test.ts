import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MAX, FrameDecoder, framed } from '../../../src/stacks/stream/frame-decoder.ts';

const SEED = 826_01;

/** The same bytes in other pieces: the cuts are fractions of the whole. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const offsets = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return offsets.slice(1).map((end, index) => bytes.subarray(offsets[index], end));
}

/** Compared in no time, as long arrays are not. */
function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function header(length: number): Uint8Array {
  return Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length);
}

describe('frames over a stream', () => {
  it(`are the same in whatever pieces they come (seed ${SEED})`, () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 5000, size: 'max' }), { maxLength: 8 });
    const property = fc.property(frames, fc.array(fc.nat(), { maxLength: 20 }), (sent, cuts) => {
      const decoder = new FrameDecoder();
      const stream = Buffer.concat(sent.map(framed));
      const received = pieces(stream, cuts).flatMap((piece) => decoder.push(piece));
      expect(received.map(hex)).toEqual(sent.map(hex));
      expect(decoder.unfinished).toBeUndefined();
      expect(decoder.defect).toBeUndefined();
    });
    fc.assert(property, { seed: SEED, numRuns: 300 });
  });

  it('may come octet by octet, the longest one included', () => {
    const longest = Uint8Array.from({ length: FRAME_MAX }, (_, index) => index % 251);
    const decoder = new FrameDecoder();
    const received = [...framed(longest), ...framed(Uint8Array.of(7))].flatMap((octet) =>
      decoder.push(Uint8Array.of(octet)),
    );
    expect(received.map(hex)).toEqual([hex(longest), '07']);
  });

  it('are copies: what the stream does with its buffer later does not change them', () => {
    const decoder = new FrameDecoder();
    const buffer = Buffer.from(framed(Uint8Array.of(1, 2, 3)));
    const [frame] = decoder.push(buffer);
    buffer.fill(0);
    expect(frame).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('may be empty', () => {
    expect(new FrameDecoder().push(Buffer.concat([header(0), framed(Uint8Array.of(5))]))).toEqual([
      new Uint8Array(0),
      Uint8Array.of(5),
    ]);
  });

  it.each([
    [0xffff_ffff, 'a frame of 4294967295 octets (0xffffffff)'],
    [FRAME_MAX + 1, 'a frame of 65536 octets (0x00010000)'],
    // A stack that prints to its standard output: "star".
    [0x7374_6172, 'a frame of 1937006962 octets (0x73746172)'],
  ])('have a limit: a length of %i, in one piece or in several', (length, message) => {
    for (const cuts of [[], [2], [5], [6, 7, 8]]) {
      const decoder = new FrameDecoder();
      const stream = Buffer.concat([framed(Uint8Array.of(9)), header(length), new Uint8Array(70)]);
      const received = pieces(stream, cuts).flatMap((piece) => decoder.push(piece));
      expect(received).toEqual([Uint8Array.of(9)]);
      expect(decoder.defect).toContain(message);
      expect(decoder.push(framed(Uint8Array.of(1)))).toEqual([]);
    }
  });

  it.each([
    [[], undefined],
    [[0, 0], 'after 2 octets of the length of a frame'],
    [[0, 0, 0, 60], 'after 0 octets of a frame of 60'],
    [[0, 0, 0, 60, 1, 2, 3], 'after 3 octets of a frame of 60'],
  ])('that break off say where: %j', (octets, expected) => {
    const decoder = new FrameDecoder();
    decoder.push(framed(Uint8Array.of(1)));
    decoder.push(Uint8Array.from(octets));
    expect(decoder.unfinished).toBe(expected);
  });
});
