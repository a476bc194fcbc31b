import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LiveStack } from '../../../src/network/index.ts';
import { address } from '../../../src/network/index.ts';
import { gvisor } from '../../../src/stacks/gvisor/gvisor.ts';
import type { StackIdentity } from '../../../src/stacks/stack.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { echoTo, goneWith, mayRun, processesTold, received, replyTo, requestFor, said } from '../conversation.ts';

const SPEC = parseStackSpec('gvisor');
const WHO: StackIdentity = { ...gvisor.identity(SPEC), mac: '02:00:00:67:76:01' };
/** Compiling it for the first time takes a minute on a small machine. */
const BUILD_MILLISECONDS = 300_000;

/** Needs Debian's golang-gvisor-gvisor-dev and golang-go. */
describe.skipIf(!mayRun(gvisor))('gvisor', () => {
  let stack: LiveStack;
  let version: string;

  beforeAll(async () => {
    ({ stack, version } = await gvisor.start(SPEC, WHO));
  }, BUILD_MILLISECONDS);

  beforeEach(async () => {
    expect(await stack.beginCase()).toBe('empty');
  });

  afterAll(() => stack.close());

  it('can do all that is asked of a stack', () => {
    expect(version).toMatch(/^gVisor \d/);
    expect(stack.clock).toBe('virtual');
    expect([...stack.abilities].toSorted()).toEqual(['advance', 'flush', 'neighbours', 'ping', 'send']);
  });

  it('answers for each of its addresses', async () => {
    const requests = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((target) => requestFor(target));
    expect(await said(stack, ...requests)).toEqual([`10.0.0.1 is at ${WHO.mac}`, `10.0.0.2 is at ${WHO.mac}`]);
  });

  it.each(['255.255.255.255', '10.255.255.255'])('answers for %s, which is everybody', async (target) => {
    expect(await said(stack, requestFor(target))).toEqual([`${target} is at ${WHO.mac}`]);
  });

  it('learns from a request to it, and tells', async () => {
    await said(stack, requestFor('10.0.0.1'));
    expect(await stack.neighbours()).toEqual([
      { address: address('10.20.0.7'), mac: expect.anything(), state: 'Stale' },
    ]);
    expect(await said(stack, echoTo(WHO))).toEqual(['echo reply 10.0.0.1 → 10.20.0.7']);
    await stack.flush(address('10.20.0.7'));
    expect(await stack.neighbours()).toEqual([]);
    // It has to ask again.
    expect(await said(stack, echoTo(WHO))).toEqual(['who has 10.20.0.7? tell 10.0.0.1']);
    expect(await said(stack, replyTo(WHO))).toEqual(['echo reply 10.0.0.1 → 10.20.0.7']);
  });

  it('asks three times, one second of virtual time apart', async () => {
    const question = 'who has 10.30.0.1? tell 10.0.0.1';
    expect(await stack.send(address('10.30.0.1'), 0x002a)).toBe(true);
    expect(received(stack)).toEqual([question]);
    const asked: string[][] = [];
    for (const milliseconds of [999, 1, 999, 1, 60_000]) {
      await stack.advance(milliseconds);
      asked.push(received(stack));
    }
    expect(asked).toEqual([[], [question], [], [question], []]);
  });

  it('sends the datagrams that waited once it has been answered, in order', async () => {
    const packets = Array.from({ length: 15 }, (_, index) => index + 1);
    for (const packet of packets) await stack.send(address('10.20.0.7'), packet);
    expect(received(stack)).toEqual(['who has 10.20.0.7? tell 10.0.0.1']);
    expect(await said(stack, replyTo(WHO))).toEqual(packets.map(() => 'UDP datagram 10.0.0.1 → 10.20.0.7'));
  });

  it('answers thousands of pings while time stands still', async () => {
    await said(stack, requestFor('10.0.0.1'));
    const echoes = Array.from({ length: 5000 }, () => echoTo(WHO));
    expect(await said(stack, ...echoes)).toHaveLength(echoes.length);
  });

  it('has forgotten everything in the next case', async () => {
    await said(stack, requestFor('10.0.0.1'));
    await stack.send(address('10.30.0.1'), 1);
    await stack.beginCase();
    expect(await stack.neighbours()).toEqual([]);
    await stack.advance(10_000);
    expect(received(stack)).toEqual([]);
  });

  it('does the same again, byte for byte', async () => {
    const runs: string[][] = [];
    for (let run = 0; run < 2; run++) {
      await stack.beginCase();
      const frames: Uint8Array[] = [];
      for (let index = 0; index < 40; index++) await stack.send(address(`10.40.0.${index}`), index);
      stack.transmit(echoTo(WHO));
      await stack.settle();
      await stack.advance(1500);
      for (let frame = stack.receive(); frame !== undefined; frame = stack.receive()) frames.push(frame);
      runs.push(frames.map((frame) => Buffer.from(frame).toString('hex')));
    }
    expect(runs[0]!.length).toBeGreaterThan(80);
    expect(runs[1]).toEqual(runs[0]);
  });

  it('leaves nothing behind', async () => {
    const who = { ...WHO, mac: '02:00:00:67:76:02' };
    const { stack: another } = await gvisor.start(SPEC, who);
    expect(processesTold(who.mac)).toHaveLength(1);
    await another.close();
    await another.close();
    await goneWith(who.mac);
  });
});
