import { describe, expect, it } from 'vitest';
import { address, mac } from '../../../src/network/index.ts';
import { received, requestFor, said } from '../conversation.ts';
import { arpReply, type ControlRequest, isReserved, StreamPeer } from './stream-peer.ts';

const SHORT = 50;
const ANSWER = '10.0.0.1 is at 02:00:00:00:00:01';
const HELLO = {
  name: 'lwIP',
  version: '2.1.3',
  capabilities: ['reset', 'advance', 'send', 'neighbors', 'flush', 'fly'],
};
const SIGNAL = Uint8Array.from([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 7, 0x88, 0xb5, 0, 0]);

/** Answers `hello`, and everything else by a reply without anything in it. */
function plain({ op }: ControlRequest): unknown {
  return op === 'hello' ? HELLO : {};
}

describe('a stack with a control channel', () => {
  it('says who it is and what it can do', async () => {
    const stack = await new StreamPeer({ onControl: plain }).open();
    expect(stack).toMatchObject({ clock: 'virtual', title: 'lwIP 2.1.3', failure: undefined });
    expect([...stack.abilities].toSorted()).toEqual(['advance', 'flush', 'neighbours', 'ping', 'send']);
    expect(await stack.beginCase()).toBe('empty');
    await stack.close();
  });

  it('may say nothing of itself, and offer nothing', async () => {
    const stack = await new StreamPeer({ onControl: () => ({}) }).open();
    expect(stack).toMatchObject({ clock: 'real', title: undefined });
    expect([...stack.abilities]).toEqual(['ping']);
    expect(await stack.beginCase()).toBe('used');
    await stack.close();
  });

  it('that answers no ping is known for it without waiting', async () => {
    const stack = await new StreamPeer({ onControl: plain, onEcho: () => [] }).open({ deadline: 600_000 });
    expect(stack.abilities.has('ping')).toBe(false);
    await stack.close();
  });

  it('is asked to test addresses only if it can also begin anew, and has virtual time', async () => {
    const offering = (...capabilities: string[]): StreamPeer =>
      new StreamPeer({ onControl: ({ op }) => (op === 'hello' ? { capabilities } : {}) });
    for (const capabilities of [['detect'], ['detect', 'reset'], ['detect', 'advance']]) {
      const stack = await offering(...capabilities).open();
      expect([stack.abilities.has('detect'), stack.detection]).toEqual([false, undefined]);
      await stack.close();
    }
    const peer = offering('detect', 'reset', 'advance');
    const stack = await peer.open();
    const own = { address: address('10.0.0.5'), prefix: 8, scope: 'link' } as const;
    await stack.detection!.configure(own, { policy: 'cease', delays: [1_000_000, 2_000_000] });
    const after = peer.framesIn;
    const order = { op: 'detect', address: '10.0.0.5/8@link', policy: 'cease', delays: [1, 2] };
    expect(peer.requests.at(-1)).toEqual({ ...order, after });
    await stack.detection!.remove(own);
    expect(peer.requests.at(-1)).toEqual({ op: 'remove', ip: '10.0.0.5', after });
    await stack.close();
  });

  it('that tells of a phase that there is not breaks the protocol', async () => {
    const capabilities = ['detect', 'reset', 'advance'];
    const detection = [{ ip: '10.0.0.5', phase: 'testing', frames: 0 }];
    const peer = new StreamPeer({ onControl: ({ op }) => (op === 'hello' ? { capabilities } : { detection }) });
    const stack = await peer.open();
    await stack.advance(1);
    expect(stack.failure).toMatchObject({ kind: 'protocol', message: expect.stringContaining('that is no reply') });
    await stack.close();
  });

  it('is told with every request how many frames are ahead of it', async () => {
    const peer = new StreamPeer({ onControl: plain });
    const stack = await peer.open();
    await said(stack, requestFor('10.0.0.1'), requestFor('10.0.0.1'));
    await stack.advance(10);
    expect(peer.requests.at(-1)).toEqual({ op: 'advance', ms: 10, after: peer.framesIn });
    expect(peer.requests.at(-2)).toEqual({ op: 'hello', after: peer.framesIn });
    expect(peer.heard.slice(-2)).toEqual(Array(2).fill('who has 10.0.0.1? tell 10.20.0.7'));
    await stack.close();
  });

  it('is read up to the frame that its reply names, however late that comes', async () => {
    const peer = new StreamPeer({
      onArp: (frame, { frames: _ }) => {
        if (isReserved(frame)) return arpReply(frame);
        // Counted now, written later.
        peer.framesOut += 1;
        setTimeout(() => {
          peer.framesOut -= 1;
          peer.send(...arpReply(frame));
        }, 50);
        return [];
      },
      onControl: plain,
    });
    const stack = await peer.open();
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    await stack.close();
  });

  it('sends, forgets, and tells what it knows', async () => {
    const peer = new StreamPeer({
      onControl: ({ op, dst }) => {
        if (op === 'send') return dst === '10.0.0.5' ? {} : { refused: 'no route' };
        if (op !== 'neighbors') return plain({ op, after: 0 });
        const neighbors = [
          { ip: '10.0.0.5', mac: '02:00:00:00:00:05', state: 'STALE' },
          { ip: '10.0.0.6', mac: null, state: 'INCOMPLETE' },
        ];
        return { neighbors };
      },
    });
    const stack = await peer.open();
    expect(await stack.send(address('10.0.0.5'), 42)).toBe(true);
    expect(peer.requests.at(-1)).toMatchObject({ op: 'send', dst: '10.0.0.5', payload: '002a' });
    expect(await stack.send(address('192.0.2.1'), 43)).toBe(false);
    expect(await stack.neighbours()).toEqual([
      { address: address('10.0.0.5'), mac: mac('02:00:00:00:00:05'), state: 'STALE' },
      { address: address('10.0.0.6'), mac: undefined, state: 'INCOMPLETE' },
    ]);
    await stack.flush(address('10.0.0.5'));
    expect(peer.requests.at(-1)).toMatchObject({ op: 'flush', ip: '10.0.0.5' });
    await stack.flush(undefined);
    expect(peer.requests.at(-1)).not.toHaveProperty('ip');
    expect(stack.failure).toBeUndefined();
    await stack.close();
  });

  it('forgets what it said before a case', async () => {
    const stack = await new StreamPeer({ onControl: plain }).open();
    stack.transmit(requestFor('10.0.0.1'));
    await stack.beginCase();
    expect(received(stack)).toEqual([]);
    await stack.close();
  });

  it('may take as long for its virtual time as that lasts', async () => {
    const peer = new StreamPeer({
      onControl: ({ op }, { control }) => {
        if (op !== 'advance') return plain({ op, after: 0 });
        setTimeout(() => control!.write('{"ok":true,"frames":2}\n'), 4 * SHORT);
        return undefined;
      },
    });
    const stack = await peer.open({ deadline: SHORT });
    await stack.advance(600_000);
    expect(stack.failure).toBeUndefined();
    await stack.close();
  });
});

describe('a control channel that does not work', () => {
  it.each([
    ['no JSON', 'ready\r', 'it wrote something on the control channel that is no reply: "ready\\r"'],
    ['no reply', '{"ok":"yes","frames":0}', 'that is no reply: "{\\"ok\\":\\"yes\\",\\"frames\\":0}"'],
    ['a reply without a count', '{"ok":true}', 'that is no reply'],
    ['a long line', `["${'x'.repeat(5000)}"]`, `that is no reply: "[\\"${'x'.repeat(118)}…"`],
    [
      'two replies',
      '{"ok":true,"frames":2}\n{"ok":true,"frames":2}',
      'a reply on the control channel that nobody asked for',
    ],
    ['a refusal', '{"ok":false,"error":"no clock","frames":2}', 'it refused "advance": no clock'],
  ])('%s', async (_what, reply, message) => {
    const peer = new StreamPeer({ onControl: (request) => (request.op === 'advance' ? reply : plain(request)) });
    const stack = await peer.open();
    await stack.advance(1);
    // A second reply may come behind the first.
    await stack.settle();
    expect(stack.failure).toMatchObject({ kind: 'protocol', message: expect.stringContaining(message) });
    expect(peer.hasEnded).toBeGreaterThan(0);
    await stack.close();
  });

  it('a line without an end', async () => {
    const peer = new StreamPeer({
      onControl: (request, { control }) => {
        if (request.op !== 'advance') return plain(request);
        control!.write('x'.repeat(2 << 20));
        return undefined;
      },
    });
    const stack = await peer.open();
    await stack.advance(1);
    const message = expect.stringContaining('it began a reply on the control channel that has no end: "xxx');
    expect(stack.failure).toMatchObject({ kind: 'protocol', message });
    await stack.close();
  });

  it('no answer', async () => {
    const peer = new StreamPeer({ onControl: (request) => (request.op === 'advance' ? undefined : plain(request)) });
    const stack = await peer.open({ deadline: SHORT });
    await stack.advance(1);
    expect(stack.failure).toMatchObject({
      kind: 'hung',
      message: `it did not answer within ${SHORT + 1} ms of "advance" on the control channel`,
    });
    await stack.close();
  });

  it('frames that are announced and do not come', async () => {
    const peer = new StreamPeer({ onControl: ({ op }) => (op === 'reset' ? { frames: 99 } : plain({ op, after: 0 })) });
    const stack = await peer.open({ deadline: SHORT });
    await stack.beginCase();
    expect(stack.failure).toMatchObject({
      kind: 'hung',
      message: expect.stringContaining('announced 99 frames and sent 2'),
    });
    await stack.close();
  });

  it('its end, while frames go on', async () => {
    const peer = new StreamPeer({
      onControl: (request, { control }) => {
        if (request.op !== 'advance') return plain(request);
        control!.end();
        return undefined;
      },
    });
    const stack = await peer.open();
    await stack.advance(1);
    expect(stack.failure).toMatchObject({ kind: 'protocol', message: 'it closed its control channel' });
    await stack.close();
  });

  it('no answer to the first question', async () => {
    const peer = new StreamPeer({ onControl: () => undefined });
    await expect(peer.open({ startDeadline: SHORT })).rejects.toThrow(
      `it did not answer within ${SHORT} ms of "hello" on the control channel`,
    );
    expect(peer.hasEnded).toBeGreaterThan(0);
  });

  it('is not listened to after the stack has been closed', async () => {
    const peer = new StreamPeer({ onControl: plain });
    const stack = await peer.open();
    await stack.close();
    peer.control!.write(`${SIGNAL}\n`);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stack.failure).toBeUndefined();
  });
});
