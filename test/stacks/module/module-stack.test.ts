import { describe, expect, it } from 'vitest';
import { address, mac } from '../../../src/network/index.ts';
import type { CreateStack, ModuleStackImplementation } from '../../../src/stacks/module/module-interface.ts';
import { ModuleStack } from '../../../src/stacks/module/module-stack.ts';
import type { StackIdentity } from '../../../src/stacks/stack.ts';
import { ipFrameBytes, MAC_BROADCAST } from '../../../src/wire/index.ts';
import { requestFor } from '../conversation.ts';

const WHO: StackIdentity = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined };
const FRAME = requestFor('10.0.0.1');
const PING = 8;

function made(parts: Partial<ModuleStackImplementation>): ModuleStack {
  return new ModuleStack(() => ({ receive: () => {}, ...parts }), WHO);
}

/** The echo reply to an echo request, as a stack without ARP sends it. */
function echoReply(request: Uint8Array): Uint8Array {
  const reply = request.slice();
  reply.set(request.subarray(6, 12), 0);
  reply.set(request.subarray(0, 6), 6);
  reply.set(request.subarray(30, 34), 26);
  reply.set(request.subarray(26, 30), 30);
  reply[34] = 0;
  return reply;
}

function all(stack: ModuleStack): number[][] {
  const frames: number[][] = [];
  for (let frame = stack.receive(); frame !== undefined; frame = stack.receive()) frames.push([...frame]);
  return frames;
}

describe('what a module can do', () => {
  it('is found out by its functions', () => {
    expect([...made({}).abilities]).toEqual([]);
    const every = made({ advance: () => {}, sendDatagram: () => {}, flush: () => {}, neighbors: () => [] });
    expect([...every.abilities]).toEqual(['advance', 'send', 'flush', 'neighbours']);
    expect(every.clock).toBe('virtual');
    expect(every.settle()).toBe('quiet');
  });

  it('is to answer pings if it answers one, after a question for the address too', () => {
    const plain: CreateStack = ({ send }) => ({
      receive: (frame) => {
        if (frame[13] === 0 && frame[34] === PING) send(echoReply(frame));
      },
    });
    expect([...new ModuleStack(plain, WHO).abilities]).toEqual(['ping']);
    const asking: CreateStack = ({ send }) => {
      let waiting: Uint8Array | undefined;
      return {
        receive: (frame) => {
          if (frame[13] === 0 && frame[34] === PING) {
            waiting = echoReply(frame);
            send(requestFor('10.255.255.254', { ip: '10.0.0.1', hardware: WHO.mac }));
          } else if (waiting !== undefined) send(waiting);
        },
      };
    };
    const stack = new ModuleStack(asking, WHO);
    expect([...stack.abilities]).toEqual(['ping']);
    // Nothing of that is left for the first case.
    stack.transmit(FRAME);
    expect(all(stack)).toEqual([]);
  });

  it('asks for ever without being taken to answer pings', () => {
    const question = requestFor('10.255.255.254', { ip: '10.0.0.1', hardware: WHO.mac });
    const stack = new ModuleStack(({ send }) => ({ receive: () => send(question) }), WHO);
    expect([...stack.abilities]).toEqual([]);
    expect(stack.failure).toBeUndefined();
  });

  it('is asked for in the words of its interface', () => {
    const log: unknown[] = [];
    const stack = made({
      advance: (milliseconds) => void log.push(['advance', milliseconds]),
      sendDatagram: (destination, payload) => {
        log.push(['send', destination, ...payload]);
        return destination !== '192.0.2.1';
      },
      flush: (ip) => void log.push(['flush', ip]),
      reset: () => void log.push(['reset']),
      neighbors: () => [
        { ip: '10.0.0.5', mac: '02:00:00:00:00:05', state: 'reachable' },
        { ip: '10.0.0.6', mac: null, state: 'incomplete' },
      ],
    });
    log.length = 0;
    stack.advance(1500);
    expect([stack.send(address('10.0.0.5'), 0x012a), stack.send(address('192.0.2.1'), 1)]).toEqual([true, false]);
    stack.flush(address('10.0.0.5'));
    stack.flush(undefined);
    expect(stack.beginCase()).toBe('empty');
    const sends = [
      ['send', '10.0.0.5', 1, 0x2a],
      ['send', '192.0.2.1', 0, 1],
    ];
    expect(log).toEqual([['advance', 1500], ...sends, ['flush', '10.0.0.5'], ['flush', undefined], ['reset']]);
    expect(stack.neighbours()).toEqual([
      { address: address('10.0.0.5'), mac: mac('02:00:00:00:00:05'), state: 'reachable' },
      { address: address('10.0.0.6'), mac: undefined, state: 'incomplete' },
    ]);
  });
});

describe('frames of a module', () => {
  it('are copied both ways', () => {
    const buffer = Uint8Array.of(1, 2, 3);
    const stack = new ModuleStack(
      ({ send }) => ({
        receive: (frame) => {
          frame.fill(9);
          send(buffer);
          buffer.fill(0);
        },
      }),
      WHO,
    );
    buffer.set([1, 2, 3]);
    const stimulus = ipFrameBytes(MAC_BROADCAST, mac(WHO.mac), {
      source: address('10.0.0.5'),
      destination: address('10.0.0.1'),
      message: 'echo-request',
      id: 1,
    });
    const before = [...stimulus];
    stack.transmit(stimulus);
    expect([...stimulus]).toEqual(before);
    expect(all(stack)).toEqual([[1, 2, 3]]);
  });

  it('are of its own life: one without reset is made anew for each case', () => {
    const sends: ((frame: Uint8Array) => void)[] = [];
    const stack = new ModuleStack(({ send }) => {
      sends.push(send);
      return { receive: () => {} };
    }, WHO);
    const lives = sends.length;
    stack.beginCase();
    expect(sends).toHaveLength(lives + 1);
    // A timer of an earlier life.
    sends.at(-2)!(FRAME);
    expect(all(stack)).toEqual([]);
    sends.at(-1)!(FRAME);
    expect(all(stack)).toHaveLength(1);
    stack.close();
    sends.at(-1)!(FRAME);
    expect(all(stack)).toEqual([]);
  });
});

/** It behaves until it gets the frame. */
function failing(receive: (send: (frame: Uint8Array) => void) => unknown): ModuleStack {
  const stack = new ModuleStack(
    ({ send }) => ({ receive: (frame) => (frame[0] === 0x77 ? (receive(send) as undefined) : undefined) }),
    WHO,
  );
  expect(stack.failure).toBeUndefined();
  stack.transmit(Uint8Array.of(0x77));
  return stack;
}

describe('a module that fails', () => {
  it('has died, with what it threw and where', () => {
    const stack = failing(() => {
      throw new TypeError('no such neighbour');
    });
    expect(stack.failure?.kind).toBe('died');
    expect(stack.failure?.message).toMatch(/^it threw TypeError: no such neighbour \(at .*module-stack\.test\.ts:\d+/);
    expect(stack.failure?.stderr[0]).toBe('TypeError: no such neighbour');
    // It takes nothing any more, and does no harm.
    stack.transmit(FRAME);
    stack.advance(10);
    stack.beginCase();
    expect([stack.send(address('10.0.0.5'), 1), stack.neighbours(), stack.receive()]).toEqual([false, [], undefined]);
    stack.close();
  });

  it('may throw anything', () => {
    const stack = failing(() => {
      throw 'enough';
    });
    expect(stack.failure).toEqual({ kind: 'died', message: 'it threw enough', stderr: [] });
  });

  it('floods, even if it catches what that leads to', () => {
    const stack = failing((send) => {
      for (let index = 0; index < 30_000; index++) {
        try {
          send(FRAME);
        } catch {
          // As if nothing had happened.
        }
      }
    });
    expect(stack.failure).toMatchObject({ kind: 'flood', message: 'it sent more than 20000 frames at once' });
    expect(all(stack)).toHaveLength(20_000);
  });

  it('does not flood when it answers each of many frames', () => {
    const stack = new ModuleStack(({ send }) => ({ receive: (frame) => send(frame) }), WHO);
    for (let index = 0; index < 30_000; index++) stack.transmit(FRAME);
    expect(stack.failure).toBeUndefined();
    expect(all(stack)).toHaveLength(30_000);
  });

  it.each([
    ['it sent something that is no Uint8Array', (send: (frame: never) => void) => send('frame' as never)],
    ['it sent 70000 octets at once', (send: (frame: Uint8Array) => void) => send(new Uint8Array(70_000))],
    ['it returned a promise', () => Promise.reject(new Error('late'))],
  ])('does not keep to the protocol: %s', (message, receive) => {
    const stack = failing(receive);
    expect(stack.failure).toMatchObject({ kind: 'protocol', message: expect.stringContaining(message) });
  });

  it('tells of neighbours that cannot be', () => {
    const stack = made({ neighbors: () => [{ ip: 'localhost', mac: null, state: '' }] });
    expect(stack.neighbours()).toEqual([]);
    expect(stack.failure?.message).toBe('neighbors told of localhost, which is no IPv4 address');
  });
});
