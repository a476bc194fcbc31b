import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { linkLocalCandidate } from '../../../src/model/index.ts';
import { address, mac } from '../../../src/network/index.ts';
import { startProcessStack } from '../../../src/stacks/stream/process-stack.ts';
import type { StreamStack } from '../../../src/stacks/stream/stream-stack.ts';
import { describeFrame, Frame } from '../../../src/wire/index.ts';
import { BUILD_MILLISECONDS_MAX, buildCli } from '../../e2e/built-cli.ts';
import { echoTo, received, replyTo, requestFor, said } from '../conversation.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../../dist/src/stacks/stream/reference-program.js');
const IDENTITY = {
  mac: '02:00:00:00:00:01',
  addresses: ['10.0.0.1/8', '10.0.0.2/8'],
  staticNeighbour: undefined,
};
const ANSWER = '10.0.0.1 is at 02:00:00:00:00:01';
const QUESTION = 'who has 10.20.0.7? tell 10.0.0.1';

let stack: StreamStack;

beforeAll(() => buildCli(), BUILD_MILLISECONDS_MAX);
afterEach(() => stack.close());

async function start(control: boolean, args: readonly string[] = []): Promise<StreamStack> {
  stack = await startProcessStack({ command: process.execPath, args: [PROGRAM, ...args], identity: IDENTITY, control });
  return stack;
}

describe('the reference stack as a program', () => {
  it('answers', async () => {
    await start(false);
    expect(stack.clock).toBe('real');
    expect([...stack.abilities]).toEqual(['ping']);
    expect(await said(stack, requestFor('10.0.0.1'), requestFor('10.0.0.2'), requestFor('10.0.0.3'))).toEqual([
      ANSWER,
      '10.0.0.2 is at 02:00:00:00:00:01',
    ]);
  });

  it('asks by itself who it does not know, again and again, in its own time', async () => {
    await start(false);
    stack.transmit(echoTo(IDENTITY));
    const heard: string[] = [];
    // It asks again after a second, which no verdict here rests on.
    while (heard.length < 2) {
      await stack.settle();
      heard.push(...received(stack));
    }
    expect(heard).toEqual([QUESTION, QUESTION]);
  });

  it('has a control channel, and then time is what it is told', async () => {
    await start(true);
    expect(stack).toMatchObject({ clock: 'virtual', title: 'arpcheck reference stack 1' });
    const abilities = ['advance', 'detect', 'flush', 'link-local', 'neighbours', 'ping', 'send'];
    expect([...stack.abilities].toSorted()).toEqual(abilities);
    expect(await stack.beginCase()).toBe('empty');
    expect(await stack.neighbours()).toEqual([]);
    expect(await stack.send(address('10.20.0.7'), 42)).toBe(true);
    expect(received(stack)).toEqual([QUESTION]);
    await stack.advance(900);
    expect(received(stack)).toEqual([]);
    await stack.advance(200);
    expect(received(stack)).toEqual([QUESTION]);
    const [delivered] = await said(stack, replyTo(IDENTITY));
    expect(delivered).toContain('10.20.0.7');
    expect(await stack.neighbours()).toMatchObject([{ address: address('10.20.0.7'), mac: mac('02:00:00:20:00:07') }]);
    await stack.flush(undefined);
    expect(await stack.neighbours()).toEqual([]);
    expect(await stack.send(address('192.0.2.1'), 43)).toBe(false);
    expect(stack.failure).toBeUndefined();
  });

  it('forgets everything between two cases, what is under way included', async () => {
    await start(true);
    await stack.send(address('10.20.0.7'), 42);
    expect(await stack.beginCase()).toBe('empty');
    await stack.advance(60_000);
    expect(received(stack)).toEqual([]);
    expect(await stack.neighbours()).toEqual([]);
  });

  it('tests an address, and tells what becomes of it in the order of its frames', async () => {
    await start(true);
    const own = { address: address('10.1.0.1'), prefix: 8, scope: 'global' } as const;
    expect(await stack.detection!.configure(own, { policy: 'defend-once', delays: [1e8, 1e9, 2e9] })).toBe(true);
    expect(await stack.detection!.configure(own, { policy: 'cease', delays: [] })).toBe(false);
    await stack.advance(9000);
    const told: string[] = [];
    for (;;) {
      for (let report = stack.detection!.next(); report; report = stack.detection!.next()) told.push(report.phase);
      const bytes = stack.receive();
      if (bytes === undefined) break;
      told.push(describeFrame(new Frame(bytes)));
    }
    const probe = 'who has 10.1.0.1? (probe)';
    const announcement = '10.1.0.1 is at 02:00:00:00:00:01 (gratuitous request)';
    expect(told).toEqual(['probing', probe, probe, probe, 'announcing', announcement, 'in-use', announcement]);
    expect(await stack.detection!.remove(own)).toBe(true);
    expect(await said(stack, requestFor('10.1.0.1'))).toEqual([]);
  });

  it('chooses a link-local address, and tells which', async () => {
    await start(true);
    const order = { policy: 'defend-once', delays: [1e8, 1e9, 2e9] } as const;
    expect(await stack.detection!.chooseLinkLocal!(order)).toBe(true);
    expect(await stack.detection!.chooseLinkLocal!(order)).toBe(false);
    await stack.advance(9000);
    expect(received(stack)).toHaveLength(5);
    const chosen = { address: linkLocalCandidate(mac(IDENTITY.mac), 0) };
    for (const phase of ['probing', 'announcing', 'in-use']) {
      expect(stack.detection!.next()).toMatchObject({ ...chosen, phase });
    }
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([]);
  });

  it('does not offer to test addresses under a profile that tests none', async () => {
    await start(true, ['linux']);
    expect(stack.abilities.has('detect') || stack.abilities.has('link-local')).toBe(false);
    expect(stack.detection).toBeUndefined();
  });

  it('takes many frames at once', async () => {
    await start(true);
    for (let time = 0; time < 5000; time += 1) stack.transmit(requestFor('10.0.0.1'));
    expect(await stack.settle()).toBe('quiet');
    expect(received(stack)).toHaveLength(5000);
  });

  it('behaves as another profile says', async () => {
    await start(true, ['linux']);
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
  });

  it('says what profiles there are', async () => {
    await expect(start(false, ['windows'])).rejects.toMatchObject({
      message: expect.stringContaining('it ended with exit code 64'),
      stderr: [expect.stringContaining('rfc826-strict')],
    });
  });
});
