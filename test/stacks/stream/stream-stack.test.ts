import { describe, expect, it } from 'vitest';
import { ARP_REPLY, type Frame } from '../../../src/wire/index.ts';
import { received, requestFor, said } from '../conversation.ts';
import { arpReply, echoReply, isReserved, question, StreamPeer } from './stream-peer.ts';

/** Milliseconds after which a peer that never answers is given up: short where nothing is going to be answered. */
const SHORT = 50;
const ANSWER = '10.0.0.1 is at 02:00:00:00:00:01';
const NOTHING = (): readonly Uint8Array[] => [];
/** A frame of no protocol that anybody speaks (IEEE 802 local experimental EtherType). */
const SIGNAL = Uint8Array.from([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 7, 0x88, 0xb5, 0, 0]);

describe('a stack behind a stream', () => {
  it('answers, and is silent where it has nothing to say', async () => {
    const stack = await new StreamPeer().open();
    expect(stack).toMatchObject({ clock: 'real', failure: undefined, title: undefined });
    expect([...stack.abilities]).toEqual(['ping']);
    expect(await stack.beginCase()).toBe('used');
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    expect(await said(stack, requestFor('10.0.0.9'))).toEqual([]);
    expect(await stack.settle()).toBe('quiet');
    await stack.close();
  });

  it("does not show what it says to the harness's own station, and is told where that is", async () => {
    const waiting: Frame[] = [];
    const stack = await new StreamPeer({
      onArp: NOTHING,
      onEcho: (frame) => {
        waiting.push(frame);
        return [question()];
      },
      onOther: (frame) => (frame.arp?.operation === ARP_REPLY ? waiting.splice(0).flatMap(echoReply) : []),
    }).open();
    expect([...stack.abilities]).toEqual(['ping']);
    expect(await stack.settle()).toBe('quiet');
    expect(received(stack)).toEqual([]);
    await stack.close();
  });

  it('is read to the last frame before it counts as silent, however slow it is', async () => {
    // Every answer takes a tenth of a second; order is kept.
    const slow = (answer: (frame: Frame) => readonly Uint8Array[]) => (frame: Frame, peer: StreamPeer) => {
      setTimeout(() => peer.send(...answer(frame)), 100);
      return [];
    };
    const stack = await new StreamPeer({ onArp: slow(arpReply), onEcho: slow(echoReply) }).open();
    expect(await said(stack, requestFor('10.0.0.1'), requestFor('10.0.0.1'))).toEqual([ANSWER, ANSWER]);
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    await stack.close();
  });

  it('is heard out again after the time that it may take to answer out of order', async () => {
    let owed: readonly Uint8Array[] = [];
    let barriers = 0;
    const stack = await new StreamPeer({
      onArp: (frame) => {
        if (isReserved(frame)) return arpReply(frame);
        owed = arpReply(frame);
        barriers = 0;
        return [];
      },
      onEcho: (frame) => {
        barriers += 1;
        // Behind the answer to the first question, and before that to the second.
        return barriers === 2 ? [...owed, ...echoReply(frame)] : echoReply(frame);
      },
    }).open({ replyDelay: 1 });
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    await stack.close();
  });

  it('that answers no ping is asked by ARP', async () => {
    const stack = await new StreamPeer({ onEcho: NOTHING }).open({ deadline: SHORT });
    expect([...stack.abilities]).toEqual([]);
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    expect(await stack.settle()).toBe('quiet');
    await stack.close();
  });

  it('that answers nothing says nothing by its silence', async () => {
    const peer = new StreamPeer({ onArp: NOTHING, onEcho: NOTHING });
    const stack = await peer.open({ startDeadline: SHORT });
    expect([...stack.abilities]).toEqual([]);
    expect(await stack.settle()).toBe('unknown');
    expect(stack.failure).toBeUndefined();
    await stack.close();
  });

  it('that answers nothing is silent after the time that it may take to answer', async () => {
    const peer = new StreamPeer({ onArp: NOTHING, onEcho: NOTHING, onOther: () => [SIGNAL] });
    const stack = await peer.open({ startDeadline: SHORT, replyDelay: 1 });
    stack.transmit(SIGNAL);
    expect(await stack.settle()).toBe('quiet');
    expect(stack.receive()).toEqual(SIGNAL);
    await stack.close();
  });

  it.each([
    ['echo', 'onEcho', 'it answers no ping, so barrier=echo tells nothing'],
    ['arp', 'onArp', 'it answers no ARP request, so barrier=arp tells nothing'],
  ] as const)('cannot be asked by %s if it does not answer that', async (barrier, habit, message) => {
    const peer = new StreamPeer({ [habit]: NOTHING });
    await expect(peer.open({ barrier, deadline: SHORT })).rejects.toThrow(message);
    expect(peer.hasEnded).toBeGreaterThan(0);
  });

  it('that stops to answer pings is asked by ARP from then on', async () => {
    let answersPing = true;
    const stack = await new StreamPeer({
      onEcho: (frame) => (answersPing ? echoReply(frame) : []),
      onOther: () => {
        answersPing = false;
        return [];
      },
    }).open({ deadline: SHORT });
    expect(await said(stack, SIGNAL, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([ANSWER]);
    expect(stack.failure).toBeUndefined();
    await stack.close();
  });

  it('does not take the answer to an earlier ping for one to the latest', async () => {
    const late: Uint8Array[] = [];
    let isLate = false;
    const peer = new StreamPeer({
      onOther: () => {
        isLate = true;
        return [];
      },
      onEcho: (frame) => {
        if (!isLate) return echoReply(frame);
        late.push(...echoReply(frame));
        // The second ping brings the answer to the first, then what else there was to say, then its own answer.
        return late.length < 2 ? [] : [late[0]!, SIGNAL, late[1]!];
      },
    });
    const stack = await peer.open({ deadline: SHORT });
    stack.transmit(SIGNAL);
    // The first is not answered: ARP says that it lives.
    await stack.settle();
    expect(received(stack)).toEqual([]);
    await stack.close();
  });

  it('that answers nothing any more is hung', async () => {
    let lives = true;
    const peer = new StreamPeer({
      onArp: (frame) => (lives ? arpReply(frame) : []),
      onEcho: (frame) => (lives ? echoReply(frame) : []),
      onOther: () => {
        lives = false;
        return [];
      },
    });
    const stack = await peer.open({ deadline: SHORT });
    stack.transmit(SIGNAL);
    expect(await stack.settle()).toBe('unknown');
    expect(stack.failure).toEqual({
      kind: 'hung',
      message: `it answers neither echo requests nor ARP requests any more, for ${SHORT} ms each`,
      stderr: ['a last word'],
    });
    expect(peer.hasEnded).toBe(1);
    // It swallows what it is still told.
    stack.transmit(SIGNAL);
    expect(await stack.settle()).toBe('unknown');
    expect(await stack.beginCase()).toBe('used');
    await stack.close();
  });

  it('floods if it sends more than anybody asks for', async () => {
    const peer = new StreamPeer({
      onOther: (_frame, { frames }) => {
        const many = Buffer.concat(
          Array.from({ length: 1000 }, () => Buffer.concat([Buffer.from([0, 0, 0, 16]), SIGNAL])),
        );
        for (let time = 0; time < 30; time += 1) frames.write(many);
        return [];
      },
    });
    const stack = await peer.open();
    stack.transmit(SIGNAL);
    expect(await stack.settle()).toBe('unknown');
    expect(stack.failure?.kind).toBe('flood');
    expect(stack.failure?.message).toMatch(
      /^it sent 2\d{4} frames \(\d+ octets\) since it was last asked for anything$/,
    );
    await stack.close();
  });

  it("floods also if what it sends is for the harness's own station", async () => {
    const peer = new StreamPeer({
      onOther: () => {
        setImmediate(() => peer.send(question()));
        return [];
      },
    });
    const stack = await peer.open();
    // Every question is answered, and every answer makes it ask again.
    stack.transmit(SIGNAL);
    await stack.settle();
    while (stack.failure === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect(stack.failure?.kind).toBe('flood');
    await stack.close();
  });

  it('does not flood if it says much in many steps', async () => {
    const stack = await new StreamPeer().open();
    for (let step = 0; step < 30; step += 1) {
      for (let time = 0; time < 1000; time += 1) stack.transmit(requestFor('10.0.0.1'));
      expect(await stack.settle()).toBe('quiet');
      expect(received(stack)).toHaveLength(1000);
    }
    await stack.close();
  });

  it.each([
    [
      'a length that no frame has',
      [0xff, 0xff, 0xff, 0xff],
      'protocol',
      'it announced a frame of 4294967295 octets (0xffffffff)',
    ],
    ['text', [...Buffer.from('listening on eth0\n')], 'protocol', '(0x6c697374)'],
    [
      'half a frame, and the end',
      [0, 0, 0, 60, 1, 2, 3],
      'died',
      'it closed the connection, and its output breaks off after 3 octets of a frame of 60',
    ],
    ['the end', [], 'died', 'it closed the connection'],
  ])('that writes %s has failed', async (what, octets, kind, message) => {
    const peer = new StreamPeer({
      onOther: (_frame, { frames }) => {
        if (octets.length > 0) frames.write(Uint8Array.from(octets));
        if (what.endsWith('the end')) frames.end();
        return [];
      },
    });
    const stack = await peer.open();
    stack.transmit(SIGNAL);
    expect(await stack.settle()).toBe('unknown');
    expect(stack.failure?.kind).toBe(kind);
    expect(stack.failure?.message).toContain(message);
    await stack.close();
  });

  it('that does not read has failed, and so has one that never reads', async () => {
    const peer = new StreamPeer({ onArp: NOTHING, onEcho: NOTHING });
    peer.frames.removeAllListeners('data');
    peer.frames.pause();
    const stack = await peer.open({ startDeadline: SHORT });
    const megabyte = new Uint8Array(60_000);
    for (let time = 0; time < 200 && stack.failure === undefined; time += 1) stack.transmit(megabyte);
    expect(stack.failure?.kind).toBe('hung');
    expect(stack.failure?.message).toMatch(/^it does not read what it is sent; \d+ octets of frames wait for it/);
    await stack.close();
  });

  it('may be closed in the middle of a question, and twice', async () => {
    let answers = true;
    const peer = new StreamPeer({
      onEcho: (frame) => (answers ? echoReply(frame) : []),
      onOther: () => {
        answers = false;
        return [];
      },
    });
    const stack = await peer.open();
    stack.transmit(SIGNAL);
    const settling = stack.settle();
    const closing = stack.close();
    await Promise.all([settling, closing, stack.close()]);
    expect(stack.failure).toBeUndefined();
  });
});
