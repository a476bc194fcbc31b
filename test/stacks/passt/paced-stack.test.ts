import { expect, it } from 'vitest';
import { ModuleStack } from '../../../src/stacks/module/module-stack.ts';
import { PacedStack } from '../../../src/stacks/passt/paced-stack.ts';

const IDENTITY = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined };

/** It says everything back, and notes when it was heard out. */
class Echo extends ModuleStack {
  readonly log: string[] = [];

  constructor() {
    super(({ send }) => ({ receive: send }), IDENTITY);
  }

  override transmit(frame: Uint8Array): void {
    this.log.push(String(frame[0]));
    super.transmit(frame);
  }

  override settle(): 'quiet' {
    this.log.push('heard');
    return super.settle();
  }
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
  const echo = new Echo();
  const stack = new PacedStack(echo, 2);
  const frame = new Uint8Array(1);
  for (let index = 0; index < count; index++) {
    frame[0] = index;
    stack.transmit(frame);
  }
  expect(echo.log).toEqual([]);
  expect(await stack.settle()).toBe('quiet');
  expect(echo.log).toEqual(expected);
  expect(numbers(stack)).toEqual(Array.from({ length: count }, (_, index) => index));
});

it('deals with frames of a case before the next one', async () => {
  const echo = new Echo();
  const stack = new PacedStack(echo, 2);
  stack.transmit(Uint8Array.of(7));
  expect(await stack.beginCase()).toBe('empty');
  expect(echo.log).toEqual(['7', 'heard']);
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
