import { readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passt } from '../../../src/stacks/passt/passt.ts';
import type { StartedStack } from '../../../src/stacks/stack.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { ARP_REPLY, Frame, formatMac } from '../../../src/wire/index.ts';
import { goneWith, mayRun, processesIn, processesTold, requestFor, said } from '../conversation.ts';

const SPEC = parseStackSpec('passt');
const IDENTITY = passt.identity(SPEC);

/** Needs passt and the right to make namespaces. */
describe.skipIf(!mayRun(passt))('passt', () => {
  let started: StartedStack;

  beforeAll(async () => {
    started = await passt.start(SPEC);
  });

  afterAll(() => started.stack.close());

  it('answers with the MAC address that it was given', async () => {
    const { stack, version } = started;
    expect(version).toMatch(/^passt \d/);
    stack.transmit(requestFor('10.0.0.1'));
    expect(await stack.settle()).toBe('quiet');
    const { arp, destination } = new Frame(stack.receive()!);
    expect(arp?.operation).toBe(ARP_REPLY);
    expect(formatMac(arp!.senderMac)).toBe(IDENTITY.mac);
    expect(formatMac(destination)).toBe('02:00:00:20:00:07');
    expect(stack.receive()).toBeUndefined();
  });

  it.each(['10.99.99.99', '198.51.100.1', '255.255.255.255', '127.0.0.1', '0.0.0.0'])(
    'answers for %s, which is nobody',
    async (target) => {
      expect(await said(started.stack, requestFor(target))).toEqual([`${target} is at ${IDENTITY.mac}`]);
    },
  );

  it('is silent on announcements, and on requests for its guest', async () => {
    const announcement = requestFor('10.20.0.7', { ip: '10.20.0.7' });
    expect(await said(started.stack, announcement, requestFor('10.255.255.250'))).toEqual([]);
  });

  it('answers in order, however many frames wait', async () => {
    const targets = Array.from({ length: 3000 }, (_, index) => `10.1.${index >> 8}.${index & 255}`);
    const expected = targets.map((target) => `${target} is at ${IDENTITY.mac}`);
    expect(await said(started.stack, ...targets.map((target) => requestFor(target)))).toEqual(expected);
  });

  it('only knows of receiving frames', () => {
    expect(started.stack.clock).toBe('real');
    expect([...started.stack.abilities]).toEqual([]);
  });
});

describe.skipIf(!mayRun(passt))('a passt of its own', () => {
  it('is who it is told to be, in namespaces of its own, and nothing of it is left', async () => {
    const mac = '02:00:00:5e:00:01';
    const { stack } = await passt.start(SPEC, { ...IDENTITY, mac, addresses: ['172.16.3.4/16'] });
    const there = processesTold(mac);
    expect(there.length).toBeGreaterThan(0);
    const { namespace } = there.at(-1)!;
    expect(namespace).not.toBe(readlinkSync('/proc/self/ns/net'));
    expect(await said(stack, requestFor('172.16.3.4', { ip: '172.16.9.9' }))).toEqual([`172.16.3.4 is at ${mac}`]);
    await stack.close();
    await stack.close();
    await goneWith(mac);
    expect(processesIn(namespace)).toEqual([]);
    expect(stack.failure).toBeUndefined();
  });

  it('has died when its process has', async () => {
    const mac = '02:00:00:5e:00:02';
    const { stack } = await passt.start(SPEC, { ...IDENTITY, mac });
    process.kill(processesTold(mac).at(-1)!.pid, 'SIGKILL');
    await stack.settle();
    expect(stack.failure).toMatchObject({ kind: 'died' });
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([]);
    await stack.close();
    await goneWith(mac);
  });

  it('does not start when it cannot be who it is told to be', async () => {
    const identity = { ...IDENTITY, addresses: ['10.0.0.1/31'] };
    await expect(passt.start(SPEC, identity)).rejects.toThrow('10.0.0.1/31 leaves no room for a guest');
    await expect(passt.start(SPEC, { ...IDENTITY, mac: 'nonsense' })).rejects.toThrow('nonsense');
    expect(processesTold('nonsense')).toEqual([]);
  });
});
