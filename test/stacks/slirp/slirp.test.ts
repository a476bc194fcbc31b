import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { slirp } from '../../../src/stacks/slirp/slirp.ts';
import { StackStartError } from '../../../src/stacks/stack.ts';
import { Frame, formatMac, ipFrameBytes, parseIpv4, parseMac } from '../../../src/wire/index.ts';
import { canRun, ShimLab, shimLabs, specOf } from '../shim/shim-lab.ts';

const STACK = '10.0.0.1 52:55:0a:00:00:01';
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const HOUR = 3_600_000;

describe.runIf(canRun(slirp))('libslirp (package libslirp-dev)', () => {
  const start = shimLabs(slirp);

  it('is there, and says which version', async () => {
    expect(slirp.check(specOf(slirp))).toEqual({ available: true, version: expect.stringMatching(/^libslirp 4\.\d/) });
    const { stack } = await start();
    expect([...stack.abilities].toSorted()).toEqual(['advance', 'neighbours', 'ping']);
    expect(stack.clock).toBe('virtual');
  });

  it('answers a request with the MAC address that it is known by, and knows who asked', async () => {
    const lab = await start();
    expect(await lab.hears(lab.request(7))).toEqual([`reply from ${STACK} to 02:00:00:00:01:07`]);
    expect(await lab.neighbours()).toEqual(['10.0.1.7 02:00:00:00:01:07 known']);
  });

  it('looks at none of the four fields of the header', async () => {
    const lab = await start();
    const fields = { hardwareType: 14, protocolType: 16, hardwareLength: 18, protocolLength: 19 };
    for (const [field, offset] of Object.entries(fields)) {
      const frame = lab.request(7);
      frame[offset] = 0x55;
      expect(await lab.hears(frame), field).toEqual([`reply from ${STACK} to 02:00:00:00:01:07`]);
    }
  });

  it('answers to the Ethernet source, with 64 octets', async () => {
    const lab = await start();
    const frame = lab.request(7);
    frame[11] = 8;
    lab.stack.transmit(frame);
    await lab.stack.settle();
    const reply = lab.stack.receive()!;
    expect(reply).toHaveLength(64);
    expect(formatMac(new Frame(reply).destination)).toBe('02:00:00:00:01:08');
    expect(formatMac(new Frame(reply).arp!.targetMac)).toBe('02:00:00:00:01:07');
  });

  it('remembers sixteen neighbours', async () => {
    const lab = await start();
    for (let number = 1; number <= 17; number += 1) await lab.hears(lab.request(number));
    const known = (await lab.neighbours()).map((each) => Number(each.split(' ')[0]!.split('.')[3]));
    expect(known.toSorted((left, right) => left - right)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
    ]);
  });

  it('asks for who it has to answer, once for each packet, and gives up in silence', async () => {
    const lab = await start();
    const question = `who has 10.0.1.7 from ${STACK} to ${BROADCAST}`;
    expect(await lab.hears(lab.echo(7, 1))).toEqual([question]);
    expect(await lab.hears(lab.reply(7))).toEqual(['echo-reply 1 for 10.0.1.7 to 02:00:00:00:01:07']);
    expect(await lab.hears(lab.echo(8, 2))).toEqual([question.replace('.7', '.8')]);
    await lab.stack.advance(HOUR);
    expect(await lab.hears(lab.reply(8))).toEqual([]);
  });

  it('never forgets by itself, and does after a reset', async () => {
    const lab = await start();
    await lab.hears(lab.request(7));
    await lab.stack.advance(HOUR);
    expect(await lab.neighbours()).toEqual(['10.0.1.7 02:00:00:00:01:07 known']);
    expect(await lab.stack.beginCase()).toBe('empty');
    expect(await lab.neighbours()).toEqual([]);
    expect(lab.says()).toEqual([]);
  });

  it('forwards nothing to the machine that it runs on', async () => {
    const lab = await start();
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    try {
      await once(socket, 'listening');
      const { port } = socket.address();
      await lab.hears(lab.request(7));
      for (const destination of ['127.0.0.1', '10.0.0.1', '10.0.0.2']) {
        lab.stack.transmit(datagramTo(destination, port));
      }
      await lab.stack.settle();
      expect(lab.stack.failure).toBeUndefined();
      // Loopback keeps order: anything of the stack would have come first.
      const received = once(socket, 'message');
      socket.send('marker', port, '127.0.0.1');
      expect(String((await received)[0])).toBe('marker');
    } finally {
      socket.close();
    }
  });

  it('outlives frames of any length', async () => {
    const lab = await start();
    const lengths = [0, 1, 13, 14, 15, 41, 60, 1514, 1518, 2048, 9000];
    await lab.hears(...lengths.map((length) => new Uint8Array(length).fill(0xff)));
    expect(await lab.hears(lab.request(7).subarray(0, 41))).toEqual([]);
    expect(await lab.hears(lab.request(7))).toHaveLength(1);
  });

  it('does not start with a MAC address that it cannot have', async () => {
    const identity = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined };
    const refusal = await ShimLab.start(slirp, identity).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StackStartError);
    expect((refusal as StackStartError).stderr.join('\n')).toContain('MAC address of its own');
  });
});

/** From a neighbour to a port; without the checksum, as UDP allows (RFC 768). */
function datagramTo(destination: string, port: number): Uint8Array {
  const macs = ['52:55:0a:00:00:01', '02:00:00:00:01:07'].map((each) => parseMac(each)!);
  const [source, target] = ['10.0.1.7', destination].map((each) => parseIpv4(each)!);
  const packet = { source: source!, destination: target!, message: 'datagram', id: 1 } as const;
  const frame = ipFrameBytes(macs[0]!, macs[1]!, packet);
  new DataView(frame.buffer, frame.byteOffset).setUint16(36, port);
  new DataView(frame.buffer, frame.byteOffset).setUint16(40, 0);
  return frame;
}
