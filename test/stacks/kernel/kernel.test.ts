/** The machine's own kernel as a stack under test. Skipped without koffi, /dev/net/tun, or the right to namespaces. */
import { release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { kernel } from '../../../src/stacks/kernel/kernel.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { parseIpv4 } from '../../../src/wire/index.ts';
import { addressOf, announcement, canRun, echoRequest, kernelLabs, reply, request } from './kernel-lab.ts';

const STATIC = '10.0.0.9 02:00:00:00:09:09 permanent';

describe.skipIf(!canRun)('the kernel', () => {
  const start = kernelLabs();

  it('is available, and says which it is', () => {
    expect(kernel.check(parseStackSpec('kernel'))).toEqual({ available: true, version: `Linux ${release()}` });
  });

  it('answers a request at once and learns the asker; says nothing to one for another', async () => {
    const lab = await start();
    expect(lab.hears(request(7))).toEqual(['reply from 10.0.0.1 02:00:00:00:00:01 to 02:00:00:00:01:07']);
    expect(lab.hears(request(7, '10.0.0.2'))).toEqual(['reply from 10.0.0.2 02:00:00:00:00:01 to 02:00:00:00:01:07']);
    expect(lab.hears(request(8, '10.0.0.77'))).toEqual([]);
    expect(lab.stack.settle()).toBe('quiet');
    expect(await lab.neighbours()).toEqual([STATIC, '10.0.1.7 02:00:00:00:01:07 stale']);
  });

  it('says nothing by itself when it starts, and knows its static neighbour', async () => {
    const lab = await start('kernel,arp_notify=1');
    expect(lab.says()).toEqual([]);
    expect(await lab.neighbours()).toEqual([STATIC]);
    await lab.stack.send(parseIpv4('10.0.0.9')!, 0x0102);
    expect(lab.says()).toEqual(['datagram 258 for 10.0.0.9 to 02:00:00:00:09:09']);
  });

  it('asks for whom it sends to, and sends all 16 bits once it is told', async () => {
    const lab = await start();
    expect(await lab.stack.send(addressOf(7), 0xabcd)).toBe(true);
    expect(lab.says()).toEqual(['who has 10.0.1.7 from 10.0.0.1 02:00:00:00:00:01 to ff:ff:ff:ff:ff:ff']);
    expect(await lab.neighbours()).toContain('10.0.1.7 unknown incomplete');
    expect(lab.hears(reply(7))).toEqual(['datagram 43981 for 10.0.1.7 to 02:00:00:00:01:07']);
  });

  it('has no way to other networks', async () => {
    const lab = await start();
    expect(await lab.stack.send(parseIpv4('192.0.2.1')!, 1)).toBe(false);
    expect(lab.says()).toEqual([]);
  });

  it('answers echo requests, to whom it knows or after asking', async () => {
    const lab = await start();
    expect(lab.hears(request(7), echoRequest(7, 5)).at(-1)).toBe('echo-reply 5 for 10.0.1.7 to 02:00:00:00:01:07');
    expect(lab.hears(echoRequest(8, 6))).toEqual([
      'who has 10.0.1.8 from 10.0.0.1 02:00:00:00:00:01 to ff:ff:ff:ff:ff:ff',
    ]);
  });

  it('forgets one neighbour, or all but the static one', async () => {
    const lab = await start();
    lab.hears(request(7), request(8), request(9), echoRequest(10, 1));
    await lab.stack.flush(addressOf(8));
    await lab.stack.flush(addressOf(200));
    expect(await lab.neighbours()).toEqual([
      STATIC,
      '10.0.1.10 unknown incomplete',
      '10.0.1.7 02:00:00:00:01:07 stale',
      '10.0.1.9 02:00:00:00:01:09 stale',
    ]);
    await lab.stack.flush(parseIpv4('10.0.0.9'));
    await lab.stack.flush(undefined);
    expect(await lab.neighbours()).toEqual([STATIC]);
    expect(lab.says()).toEqual([]);
  });

  it('does not take more messages in one call than it can answer', async () => {
    const lab = await start();
    for (let number = 1; number <= 250; number++) lab.hears(request(number));
    expect(await lab.neighbours()).toHaveLength(251);
    await lab.stack.flush(undefined);
    expect(await lab.neighbours()).toEqual([STATIC]);
  });

  it.each([['kernel'], ['kernel,arp_notify=1'], ['kernel,forwarding=1'], ['kernel,proxy_arp=1,forwarding=1']])(
    '%s begins every case empty and silent',
    async (label) => {
      const lab = await start(label);
      for (let round = 0; round < 3; round++) {
        for (const frame of [request(7), request(9), echoRequest(8, 1), announcement(7)]) lab.stack.transmit(frame);
        await lab.stack.send(addressOf(20), round);
        await lab.stack.send(addressOf(21), round);
        expect((await lab.neighbours()).length).toBeGreaterThan(4);
        expect(await lab.stack.beginCase()).toBe('empty');
        expect(lab.says()).toEqual([]);
        expect(await lab.neighbours()).toEqual([STATIC]);
        // What waited for the entries is gone with them, not sent when their address is learned again.
        expect(lab.hears(request(20), request(8))).toEqual([
          'reply from 10.0.0.1 02:00:00:00:00:01 to 02:00:00:00:01:14',
          'reply from 10.0.0.1 02:00:00:00:00:01 to 02:00:00:00:01:08',
        ]);
        await lab.stack.beginCase();
      }
    },
  );

  it('does not call silence final while it may still answer for others', async () => {
    expect((await start('kernel,proxy_arp=1')).stack.settle()).toBe('unknown');
    expect((await start('kernel,proxy_arp=1,proxy_delay=0')).stack.settle()).toBe('quiet');
  });

  it('is told its settings', async () => {
    expect((await start('kernel,arp_ignore=8')).hears(request(7))).toEqual([]);
    const accepting = await start('kernel,arp_accept=1');
    expect(accepting.hears(announcement(7))).toEqual([]);
    expect(await accepting.neighbours()).toEqual([STATIC, '10.0.1.7 02:00:00:00:01:07 stale']);
  });

  it('answers for its neighbours if it is told to, before the case is over', async () => {
    const lab = await start('kernel,proxy_arp_pvlan=1,forwarding=1,proxy_delay=0');
    expect(lab.hears(request(7, '10.0.1.8'))).toEqual(['reply from 10.0.1.8 02:00:00:00:00:01 to 02:00:00:00:01:07']);
  });

  it('is whom it is told to be', async () => {
    const { stack } = await kernel.start(parseStackSpec('kernel'), {
      mac: '02:00:00:00:00:01',
      addresses: ['10.0.1.100/24', '10.0.0.1/32 scope link'],
      staticNeighbour: undefined,
      sysctl: { arp_ignore: 2 },
    });
    stack.transmit(request(7, '10.0.1.100'));
    expect(stack.receive()).toBeDefined();
    // Of another subnet, which arp_ignore=2 does not answer.
    stack.transmit(request(7));
    expect(stack.receive()).toBeUndefined();
    expect(await stack.beginCase()).toBe('empty');
    expect(await stack.neighbours()).toEqual([]);
    await stack.close();
  });

  it('refuses what it cannot be', async () => {
    const nobody = { ...kernel.identity(parseStackSpec('kernel')), addresses: ['10.0.0.1/40'] };
    await expect(start('kernel', nobody)).rejects.toMatchObject({ name: 'StackStartError' });
  });

  it('takes any bytes', async () => {
    const lab = await start();
    for (const length of [0, 1, 13, 14, 41, 1514, 9000, 65_535]) {
      expect(lab.hears(new Uint8Array(length).fill(0xff))).toEqual([]);
    }
    expect(lab.stack.failure).toBeUndefined();
    expect(lab.hears(request(7))).toHaveLength(1);
  });

  it('swallows everything once it is closed, twice if need be', async () => {
    const lab = await start();
    await lab.stack.close();
    await lab.stack.close();
    expect(lab.hears(request(7))).toEqual([]);
    expect(await lab.stack.send(addressOf(7), 1)).toBe(false);
    expect(await lab.stack.beginCase()).toBe('empty');
    await lab.stack.flush(undefined);
    expect(await lab.neighbours()).toEqual([]);
    expect(lab.stack.failure).toBeUndefined();
  });

  it('does not disturb a second one in the same process', async () => {
    const first = await start();
    const second = await start('kernel,arp_ignore=8');
    first.hears(request(7));
    expect(second.hears(request(8))).toEqual([]);
    expect(second.says()).toEqual([]);
    expect(await first.neighbours()).toEqual([STATIC, '10.0.1.7 02:00:00:00:01:07 stale']);
    expect(await second.neighbours()).toEqual([STATIC]);
    await second.stack.beginCase();
    await second.stack.close();
    expect(await first.neighbours()).toEqual([STATIC, '10.0.1.7 02:00:00:00:01:07 stale']);
    expect(first.hears(request(8))).toHaveLength(1);
  });
});
