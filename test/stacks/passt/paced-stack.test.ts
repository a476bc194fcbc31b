import { expect, it, vi } from 'vitest';
import { ModuleStack } from '../../../src/stacks/module/module-stack.ts';
import { PacedStack } from '../../../src/stacks/passt/paced-stack.ts';

const IDENTITY = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined };

/** It says everything back, and notes when it was heard out. */
function echo(): { readonly stack: PacedStack; readonly log: readonly string[] } {
  const log: string[] = [];
  const receive = (frame: Uint8Array, send: (frame: Uint8Array) => void): void => {
    log.push(String(frame[0]));
    send(frame);
  };
  const inner = new ModuleStack(({ send }) => ({ receive: (frame) => receive(frame, send) }), IDENTITY);
  vi.spyOn(inner, 'settle').mockImplementation(() => {
    log.push('heard');
    return 'quiet';
  });
  log.length = 0;
  return { stack: new PacedStack(inner, 2), log };
}

function numbers(stack: PacedStack): number[] {
  const seen: number[] = [];
  for (let frame = stack.receive(); frame !== undefined; frame = stack.receive()) seen.push(frame[0]!);
  return seen;
}

it.each([
  [0, ['heard']],
  [2, ['0', '1', 'heard']],
  [3, ['0', '1', 'heard', '2', 'heard']],
  [4, ['0', '1', 'heard', '2', '3', 'heard']],
])('%i frames, at most two at a time', async (count, expected) => {
  const { stack, log } = echo();
  const frame = new Uint8Array(1);
  for (let index = 0; index < count; index++) {
    frame[0] = index;
    stack.transmit(frame);
  }
  expect(log).toEqual([]);
  expect(await stack.settle()).toBe('quiet');
  expect(log).toEqual(expected);
  expect(numbers(stack)).toEqual(Array.from({ length: count }, (_, index) => index));
});

it('deals with frames of a case before the next one', async () => {
  const { stack, log } = echo();
  stack.transmit(Uint8Array.of(7));
  expect(await stack.beginCase()).toBe('empty');
  expect(log).toEqual(['7', 'heard']);
  expect(numbers(stack)).toEqual([]);
});

it('is as alive as what it paces', async () => {
  const receive = () => {
    throw new Error('enough');
  };
  const stack = new PacedStack(new ModuleStack(() => ({ receive }), IDENTITY), 2);
  stack.transmit(new Uint8Array(60));
  await stack.settle();
  expect(stack.failure?.kind).toBe('died');
});
