/** Frames that the kernel is told of ahead: it must not be possible to tell from its answers. */
import { describe, expect, it, vi } from 'vitest';
import { WriteBatch } from '../../../src/stacks/kernel/write-batch.ts';
import { addressOf, canRun, echoRequest, type KernelLab, kernelLabs, reply, request } from './kernel-lab.ts';

/** What it says to each frame. */
function answers(lab: KernelLab, frames: readonly Uint8Array[]): readonly (readonly string[])[] {
  return frames.map((frame) => lab.hears(frame));
}

const CONVERSATIONS: Readonly<Record<string, readonly Uint8Array[]>> = {
  'requests, for it and for others': [request(7), request(8, '10.0.0.77'), request(9, '10.0.0.2'), request(7)],
  'a reply that several packets wait for': [echoRequest(8, 1), echoRequest(8, 2), reply(8), request(9), reply(8)],
  'frames that are too short, in between': [request(7), new Uint8Array(5), new Uint8Array(13), request(8)],
  'any bytes, at the end': [request(7), new Uint8Array(14), new Uint8Array(41).fill(0xff), new Uint8Array(1514)],
  'more than go in one call': Array.from({ length: 150 }, (_, index) => request(index + 1)),
  'more than fits into one': [request(7), new Uint8Array(4000), request(8)],
  'the same one again': Array.from({ length: 3 }, () => [request(7), echoRequest(7, 3)]).flat(),
};

describe.skipIf(!canRun)('a kernel that is told what comes', () => {
  const start = kernelLabs();

  it.each(Object.entries(CONVERSATIONS))('says the same to each frame: %s', async (_, frames) => {
    const [told, untold] = [await start(), await start()];
    const expected = answers(untold, frames);
    told.stack.anticipate?.(frames);
    expect(answers(told, frames)).toEqual(expected);
    expect(told.stack.failure).toBeUndefined();
    expect(await told.neighbours()).toEqual(await untold.neighbours());
    // And goes on as if nothing had been.
    expect(answers(told, frames)).toEqual(answers(untold, frames));
  });

  it('says the same where it cannot look ahead', async () => {
    const ahead = await start();
    const spy = vi.spyOn(WriteBatch, 'shared').mockReturnValue(undefined);
    const plain = await start();
    spy.mockRestore();
    for (const frames of Object.values(CONVERSATIONS)) {
      for (const { stack } of [ahead, plain]) {
        await stack.beginCase();
        stack.anticipate?.(frames);
      }
      expect(answers(ahead, frames)).toEqual(answers(plain, frames));
    }
  });

  it('says nothing before a frame is there, and what it said before is not lost', async () => {
    const { stack, ...lab } = await start().then((each) => ({ stack: each.stack, says: () => each.says() }));
    await stack.send(addressOf(20), 1);
    const frames = [request(7), request(8)];
    stack.anticipate?.(frames);
    expect(lab.says()).toEqual(['who has 10.0.1.20 from 10.0.0.1 02:00:00:00:00:01 to ff:ff:ff:ff:ff:ff']);
    stack.transmit(frames[0]!);
    expect(lab.says()).toEqual(['reply from 10.0.0.1 02:00:00:00:00:01 to 02:00:00:00:01:07']);
    expect(lab.says()).toEqual([]);
    stack.transmit(frames[1]!);
    expect(lab.says()).toEqual(['reply from 10.0.0.1 02:00:00:00:00:01 to 02:00:00:00:01:08']);
  });

  it('takes no other frame than the one that was foretold, until the next case', async () => {
    const lab = await start();
    lab.stack.anticipate?.([request(7), request(8)]);
    expect(() => lab.hears(request(7))).toThrow('another frame was foretold');
    await lab.stack.beginCase();
    expect(lab.hears(request(9))).toEqual(['reply from 10.0.0.1 02:00:00:00:00:01 to 02:00:00:00:01:09']);
  });

  it('says when it is no more', async () => {
    const lab = await start();
    await lab.stack.close();
    lab.stack.anticipate?.([request(7), request(8)]);
    expect(lab.hears(request(7))).toEqual([]);
  });
});
