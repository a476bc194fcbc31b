import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Breath } from '../../src/runner/breath.ts';

/** Milliseconds that seem to have passed. */
let now = 0;

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  vi.restoreAllMocks();
});

it('answers at once while the event loop had its turn a moment ago', () => {
  const controller = new AbortController();
  const breath = new Breath(controller.signal);
  expect(breath.interrupted()).toBe(false);
  controller.abort();
  expect(breath.interrupted()).toBe(true);
  expect(new Breath().interrupted()).toBe(false);
});

it('gives the event loop its turn after ten milliseconds, and looks again then', async () => {
  const controller = new AbortController();
  const breath = new Breath(controller.signal);
  now = 10;
  const answer = breath.interrupted();
  expect(answer).toBeInstanceOf(Promise);
  controller.abort();
  expect(await answer).toBe(true);
});

it('lets others do their work meanwhile, and counts from there', async () => {
  const breath = new Breath();
  const done: string[] = [];
  setImmediate(() => done.push('somebody else'));
  now = 25;
  expect(await breath.interrupted()).toBe(false);
  expect(done).toEqual(['somebody else']);
  now = 34;
  expect(breath.interrupted()).toBe(false);
  now = 35;
  expect(breath.interrupted()).toBeInstanceOf(Promise);
});
