import { describe, expect, it } from 'vitest';
import { lwip } from '../../../src/stacks/lwip/lwip.ts';
import { StackStartError } from '../../../src/stacks/stack.ts';
import { addressOf, canRun, ShimLab, shimLabs, specOf } from '../shim/shim-lab.ts';

const STACK = '10.0.0.1 02:00:00:00:00:01';
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
/** Milliseconds after which lwIP forgets: ARP_MAXAGE is 300 rounds of its timer of a second. */
const MAX_AGE = 300_000;
/** A second. */
const RETRY = 1000;
const TABLE_SIZE = 10;
const QUEUE_LENGTH = 10;

describe.runIf(canRun(lwip))('lwIP (package liblwip-dev)', () => {
  const start = shimLabs(lwip);

  it('is there, and says which version', async () => {
    expect(lwip.check(specOf(lwip))).toEqual({ available: true, version: expect.stringMatching(/^lwIP 2\.\d/) });
    const { stack } = await start();
    expect([...stack.abilities].toSorted()).toEqual(['advance', 'flush', 'neighbours', 'ping', 'send']);
    expect(stack.clock).toBe('virtual');
  });

  it('answers a request, and knows who asked', async () => {
    const lab = await start();
    expect(await lab.hears(lab.request(7))).toEqual([`reply from ${STACK} to 02:00:00:00:01:07`]);
    expect(await lab.neighbours()).toEqual(['10.0.1.7 02:00:00:00:01:07 stable']);
  });

  it('keeps the order of frames and requests', async () => {
    const lab = await start();
    const many = Array.from({ length: 200 }, (_, i) => lab.request(i + 1));
    const replies = Array.from({ length: 200 }, (_, i) => expect.stringMatching(new RegExp(`:${hex(i + 1)}$`)));
    expect(await lab.hears(...many)).toEqual(replies);
    // A table of ten: the oldest had to go.
    expect((await lab.neighbours()).length).toBe(TABLE_SIZE);
  });

  it('resolves before it sends, and sends what waited', async () => {
    const lab = await start();
    await lab.stack.send(addressOf(7), 0x1234);
    expect(lab.says()).toEqual([`who has 10.0.1.7 from ${STACK} to ${BROADCAST}`]);
    expect(await lab.neighbours()).toEqual(['10.0.1.7 unknown pending']);
    expect(await lab.hears(lab.reply(7))).toEqual([`datagram ${0x1234} for 10.0.1.7 to 02:00:00:00:01:07`]);
  });

  it('keeps the newest ten datagrams while it asks, and asks five times a second apart', async () => {
    const lab = await start();
    for (let packet = 1; packet <= QUEUE_LENGTH + 2; packet += 1) await lab.stack.send(addressOf(7), packet);
    lab.says();
    const request = `who has 10.0.1.7 from ${STACK} to ${BROADCAST}`;
    for (let retry = 0; retry < 2; retry += 1) {
      await lab.stack.advance(RETRY);
      expect(lab.says()).toEqual([request]);
    }
    const sent = await lab.hears(lab.reply(7));
    expect(sent.map((each) => Number(each.split(' ')[1]))).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    await lab.stack.beginCase();
    await lab.stack.send(addressOf(8), 1);
    await lab.stack.advance(60 * RETRY);
    expect(lab.says()).toHaveLength(5);
    expect(await lab.neighbours()).toEqual([]);
  });

  it('forgets after 300 seconds, and not before', async () => {
    const lab = await start();
    await lab.hears(lab.request(7));
    await lab.stack.advance(MAX_AGE - RETRY);
    expect(await lab.neighbours()).toHaveLength(1);
    await lab.stack.advance(RETRY);
    expect(await lab.neighbours()).toEqual([]);
    await lab.stack.send(addressOf(7), 1);
    expect(lab.says()).toEqual([`who has 10.0.1.7 from ${STACK} to ${BROADCAST}`]);
  });

  it('asks again for a neighbour that it uses before it forgets it: the neighbour alone, then everybody', async () => {
    const lab = await start();
    await lab.hears(lab.request(7));
    await lab.stack.advance(271 * RETRY);
    await lab.stack.send(addressOf(7), 1);
    const datagram = 'datagram 1 for 10.0.1.7 to 02:00:00:00:01:07';
    expect(lab.says()).toEqual([`who has 10.0.1.7 from ${STACK} to 02:00:00:00:01:07`, datagram]);
    await lab.stack.advance(15 * RETRY);
    await lab.stack.send(addressOf(7), 1);
    expect(lab.says()).toEqual([`who has 10.0.1.7 from ${STACK} to ${BROADCAST}`, datagram]);
  });

  it('has forgotten everything after a reset, even what it was asking for, and is silent about it', async () => {
    const lab = await start();
    await lab.hears(lab.request(7));
    await lab.stack.send(addressOf(8), 1);
    expect(await lab.stack.beginCase()).toBe('empty');
    expect(lab.says()).toEqual([]);
    expect(await lab.neighbours()).toEqual([]);
    await lab.stack.advance(5 * RETRY);
    expect(lab.says()).toEqual([]);
  });

  it('behaves the same whatever earlier cases did to its clock', async () => {
    const lab = await start();
    for (const before of [0, 1, 999, 1001, 12_345]) {
      await lab.stack.advance(before);
      await lab.stack.beginCase();
      await lab.stack.send(addressOf(7), 1);
      lab.says();
      await lab.stack.advance(RETRY - 1);
      expect(lab.says(), `after ${before} ms`).toEqual([]);
      await lab.stack.advance(1);
      expect(lab.says(), `after ${before} ms`).toHaveLength(1);
    }
  });

  it('forgets one neighbour, known or asked for, or all', async () => {
    const lab = await start();
    await lab.hears(lab.request(7), lab.request(8));
    await lab.stack.send(addressOf(9), 1);
    await lab.stack.flush(addressOf(7));
    await lab.stack.flush(addressOf(9));
    expect(await lab.neighbours()).toEqual(['10.0.1.8 02:00:00:00:01:08 stable']);
    lab.says();
    // What waited has gone with the entry, and it is learned as if for the first time.
    expect(await lab.hears(lab.reply(9))).toEqual([]);
    await lab.stack.flush(undefined);
    expect(await lab.neighbours()).toEqual([]);
    expect(lab.stack.failure).toBeUndefined();
  });

  it('answers a request without its last octet, as what lies behind it in the buffer completes it', async () => {
    const lab = await start();
    const truncated = lab.request(7).subarray(0, 41);
    expect(await lab.hears(truncated)).toEqual([]);
    expect(await lab.hears(lab.request(8), truncated)).toEqual([
      `reply from ${STACK} to 02:00:00:00:01:08`,
      `reply from ${STACK} to 02:00:00:00:01:07`,
    ]);
    // The buffer is part of what a reset clears: cases do not depend on each other.
    await lab.stack.beginCase();
    expect(await lab.hears(truncated)).toEqual([]);
  });

  it('does not understand priority tags', async () => {
    const lab = await start();
    const untagged = lab.request(7);
    const tag = Uint8Array.of(0x81, 0x00, 0x00, 0x00);
    const tagged = Uint8Array.of(...untagged.subarray(0, 12), ...tag, ...untagged.subarray(12));
    expect(await lab.hears(tagged)).toEqual([]);
  });

  it('outlives frames of any length', async () => {
    const lab = await start();
    const lengths = [0, 1, 13, 14, 15, 60, 1514, 1518, 2048, 9000];
    expect(await lab.hears(...lengths.map((length) => new Uint8Array(length).fill(0xff)))).toEqual([]);
    expect(await lab.hears(lab.request(7))).toHaveLength(1);
  });

  it('does not start with what it cannot be', async () => {
    const identity = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8', '10.0.0.2/8'], staticNeighbour: undefined };
    const refusal = await ShimLab.start(lwip, identity).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StackStartError);
    expect((refusal as StackStartError).stderr.join('\n')).toContain('one IPv4 address');
  });
});

function hex(number: number): string {
  return number.toString(16).padStart(2, '0');
}
