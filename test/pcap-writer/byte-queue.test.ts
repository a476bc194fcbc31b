import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteQueue } from '../../src/pcap-writer/byte-queue.ts';

const SEED = 1122;

describe('ByteQueue', () => {
  it(`gives back what was pushed, in room for twice what waits (seed ${SEED})`, () => {
    const move = fc.record({ push: fc.nat(50), consume: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const queue = new ByteQueue();
        let pushed = 0;
        let most = 0;
        for (const { push, consume } of moves) {
          queue.push(Uint8Array.from({ length: push }, () => pushed++));
          most = Math.max(most, queue.length);
          expect(queue.offset + queue.length).toBe(pushed);
          const waiting = Array.from({ length: queue.length }, (_, index) => (queue.offset + index) & 0xff);
          expect([...queue.copy(0, queue.length)]).toEqual(waiting);
          if (queue.length > 0) expect(queue.view.getUint8(queue.start)).toBe(waiting[0]);
          queue.consume(Math.min(consume, queue.length));
          expect(queue.bytes.length).toBeLessThanOrEqual(2 * most);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('moves its bytes rarely when they come one by one', () => {
    const queue = new ByteQueue();
    const rooms = new Set<Uint8Array>();
    for (let count = 0; count < 100_000; count++) {
      queue.push(Uint8Array.of(1));
      rooms.add(queue.bytes);
    }
    expect(rooms.size).toBeLessThan(20);
  });
});
