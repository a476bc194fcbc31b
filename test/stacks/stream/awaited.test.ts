import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awaited } from '../../../src/stacks/stream/awaited.ts';

describe('waiting for a stream', () => {
  let awaited: Awaited;
  let hasCome: boolean;
  /** Milliseconds that this process has been stopped for. */
  let stopped: number;

  beforeEach(() => {
    vi.useFakeTimers();
    awaited = new Awaited();
    hasCome = false;
    stopped = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + stopped);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  function wait(): { readonly answer: () => boolean | undefined } {
    let answer: boolean | undefined;
    void awaited
      .until(() => hasCome, 100)
      .then((isOver) => {
        answer = isOver;
      });
    return { answer: () => answer };
  }

  it('is over as soon as it has come', async () => {
    const { answer } = wait();
    awaited.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer()).toBeUndefined();
    hasCome = true;
    awaited.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer()).toBe(true);
  });

  it('is over at once if it is there already', async () => {
    hasCome = true;
    const { answer } = wait();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer()).toBe(true);
  });

  it('is in vain once the deadline has passed', async () => {
    const { answer } = wait();
    await vi.advanceTimersByTimeAsync(99);
    expect(answer()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2);
    expect(answer()).toBe(false);
  });

  it('is in vain once it is given up', async () => {
    const { answer } = wait();
    awaited.giveUp();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer()).toBe(false);
  });

  it('begins anew when this process was itself stopped', async () => {
    const { answer } = wait();
    stopped = 5000;
    await vi.advanceTimersByTimeAsync(150);
    expect(answer()).toBeUndefined();
    hasCome = true;
    awaited.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer()).toBe(true);
  });

  it('comes to an end even if this process is stopped again and again', async () => {
    const { answer } = wait();
    for (let time = 0; time < 20; time += 1) {
      stopped += 5000;
      await vi.advanceTimersByTimeAsync(101);
    }
    expect(answer()).toBe(false);
  });
});
