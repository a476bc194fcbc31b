import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { tcp } from '../../../src/stacks/tcp/tcp.ts';
import { unix } from '../../../src/stacks/unix/unix.ts';
import { requestFor, said } from '../conversation.ts';
import { StreamPeer } from './stream-peer.ts';

const ANSWER = '10.0.0.1 is at 02:00:00:00:00:01';

let folder: string;
let servers: Server[];
let connections: Socket[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-socket-'));
  servers = [];
  connections = [];
});

afterEach(async () => {
  for (const each of connections) each.destroy();
  for (const each of servers) await new Promise((resolve) => each.close(resolve));
  rmSync(folder, { recursive: true });
});

/** Something that listens, and hands its connections to a peer in this process. */
async function listen(at: string | number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    connections.push(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    if (typeof at === 'number') server.listen(at, '127.0.0.1', resolve);
    else server.listen(at, resolve);
  });
  return server;
}

describe('a stack that listens on a UNIX socket', () => {
  it('answers', async () => {
    const at = path.join(folder, 'stack.sock');
    await listen(at, (socket) => new StreamPeer({}, { frames: socket }));
    const { stack, version } = await unix.start(parseStackSpec(`unix:${at}`));
    expect(version).toBe(`unix:${at}`);
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    await stack.close();
  });

  it('has its control channel on another one', async () => {
    const at = path.join(folder, 'stack.sock');
    const control = path.join(folder, 'control.sock');
    const frames = new Promise<Socket>((resolve) => void listen(at, resolve));
    await listen(control, async (socket) => {
      const onControl = (): unknown => ({ name: 'Contiki', version: '4', capabilities: ['reset'] });
      new StreamPeer({ onControl }, { frames: await frames, control: socket });
    });
    const { stack, version } = await unix.start(parseStackSpec(`unix,control=${control}:${at}`));
    expect(version).toBe('Contiki 4');
    expect(await stack.beginCase()).toBe('empty');
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    await stack.close();
  });

  it.each(['end', 'destroy'] as const)('is lost when its connection is (%s)', async (deed) => {
    const at = path.join(folder, 'stack.sock');
    await listen(at, (socket) => {
      const onOther = (): readonly Uint8Array[] => {
        socket[deed]();
        return [];
      };
      new StreamPeer({ onOther }, { frames: socket });
    });
    const { stack } = await unix.start(parseStackSpec(`unix:${at}`));
    stack.transmit(requestFor('10.0.0.9'));
    expect(await stack.settle()).toBe('unknown');
    expect(stack.failure).toMatchObject({ kind: 'died', message: 'it closed the connection' });
    await stack.close();
  });

  it('has to listen', async () => {
    const at = path.join(folder, 'nobody.sock');
    await expect(unix.start(parseStackSpec(`unix:${at}`))).rejects.toThrow(
      /^unix:.*nobody.sock: connect ENOENT .*; start the stack first, so that it listens there$/,
    );
  });

  it('has to listen on its control channel, too', async () => {
    const at = path.join(folder, 'stack.sock');
    const closed = new Promise((resolve) => void listen(at, (socket) => socket.resume().once('close', resolve)));
    await expect(unix.start(parseStackSpec(`unix,control=${folder}/none:${at}`))).rejects.toThrow(/control=.*ENOENT/);
    await closed;
  });

  it.each([
    ['unix,control:/tmp/x', 'control=PATH'],
    ['unix,barrier=control:/tmp/x', 'there is no control channel'],
  ])('%s makes no sense', (label, message) => {
    expect(() => unix.check(parseStackSpec(label))).toThrow(message);
  });

  it('is named by its path', () => {
    expect(unix.check(parseStackSpec('unix'))).toMatchObject({ available: false });
    expect(unix.check(parseStackSpec('unix:/tmp/x'))).toMatchObject({ available: true });
  });
});

describe('a stack that listens on a TCP port', () => {
  it('answers', async () => {
    const server = await listen(0, (socket) => new StreamPeer({}, { frames: socket }));
    const { port } = server.address() as { readonly port: number };
    const { stack, version } = await tcp.start(parseStackSpec(`tcp:127.0.0.1:${port}`));
    expect(version).toBe(`tcp:127.0.0.1:${port}`);
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    await stack.close();
  });

  it('has to listen', async () => {
    const server = await listen(0, () => {});
    const { port } = server.address() as { readonly port: number };
    await new Promise((resolve) => servers.pop()!.close(resolve));
    await expect(tcp.start(parseStackSpec(`tcp:127.0.0.1:${port}`))).rejects.toThrow(
      /ECONNREFUSED.*start the stack first/,
    );
  });

  it.each([
    ['tcp:127.0.0.1:7000', true],
    ['tcp:localhost:7000', true],
    ['tcp:[::1]:7000', true],
    ['tcp:7000', false],
    ['tcp:127.0.0.1:70000', false],
    ['tcp:127.0.0.1', false],
    ['tcp', false],
  ])('%s names one: %s', (label, available) => {
    expect(tcp.check(parseStackSpec(label))).toMatchObject({ available });
  });
});
