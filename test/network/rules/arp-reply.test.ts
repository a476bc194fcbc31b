import { describe, expect, it } from 'vitest';
import { ACCEPTED, arpReplyFor, type FilterVerdict } from '../../../src/network/rules/index.ts';
import { Frame, type Mac, parseMac } from '../../../src/wire/index.ts';
import { arpBytes, arpFrame, damaged, hex } from './frames.ts';
import { rulesOf } from './rules-of.ts';

const WHERE = 'ebtables nat PREROUTING rule 1';
const MAC = parseMac('98:03:9b:a0:98:2a')!;

/** The verdict of nat PREROUTING; each text is what follows `-j arpreply` in a rule. */
function verdict(frame: Frame, ...options: readonly string[]): FilterVerdict {
  const lines = options.map((text) => `ebtables -t nat -A PREROUTING -p ARP -j arpreply ${text}`);
  return rulesOf(...lines).evaluate('ebtables nat', 'PREROUTING', { frame, in: 'veth1', logicalIn: 'br0' });
}

/** The verdict in the order mac, then, further. */
function answer(frame: Frame, ...options: readonly string[]): [Mac, string, readonly Mac[]] | FilterVerdict['kind'] {
  const result = verdict(frame, ...options);
  return result.kind === 'arpreply' ? [result.mac, result.then, result.further] : result.kind;
}

describe('arpReplyFor', () => {
  // As recorded from a Linux 6.18 bridge port, which sent these octets for this request and rule.
  it('gives the octets that the kernel sends', () => {
    const request = new Frame(
      Buffer.from('ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002', 'hex'),
    );
    expect(hex(arpReplyFor(request, parseMac('1:2:3:4:5:6')!))).toBe(
      '020000000001010203040506080600010800060400020102030405060a0000020200000000010a000001',
    );
    expect(hex(arpReplyFor(request, 0 as Mac))).toBe(
      '020000000001000000000000080600010800060400020000000000000a0000020200000000010a000001',
    );
  });

  it('answers who asks, not who sent the frame', () => {
    const reply = new Frame(arpReplyFor(arpFrame({ source: '02:00:00:00:00:99' }), MAC));
    expect([reply.destination, reply.source]).toEqual([parseMac('02:00:00:00:00:01'), MAC]);
  });

  it('is for requests only', () => {
    expect(() => arpReplyFor(new Frame(new Uint8Array(60)), MAC)).toThrow('ARP requests only');
  });
});

describe('the target arpreply', () => {
  it('drops what it answers, and answers from zeros, unless told otherwise', () => {
    const { where, ...rest } = verdict(arpFrame(), '') as Extract<FilterVerdict, { kind: 'arpreply' }>;
    expect(where).toBe(WHERE);
    expect(rest.kind).toBe('arpreply');
    expect(answer(arpFrame(), '')).toEqual([0, 'drop', []]);
    expect(answer(arpFrame(), '--arpreply-mac 98:3:9b:a0:98:2a')).toEqual([MAC, 'drop', []]);
    expect(answer(arpFrame(), '--arpreply-target ACCEPT')).toEqual([0, 'accept', []]);
  });

  it('goes on after CONTINUE, and may answer again', () => {
    const first = '--arpreply-target CONTINUE --arpreply-mac 98:3:9b:a0:98:2a';
    expect(answer(arpFrame(), first)).toEqual([MAC, 'accept', []]);
    expect(answer(arpFrame(), first, '')).toEqual([MAC, 'drop', [0]]);
    expect(answer(arpFrame(), first, '--arpreply-target CONTINUE', '--arpreply-target ACCEPT')).toEqual([
      MAC,
      'accept',
      [0, 0],
    ]);
  });

  it('leaves the fate of a request that goes on to the later rules and the policy', () => {
    const lines = ['ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-target CONTINUE'];
    const evaluate = (line: string) =>
      rulesOf(...lines, line).evaluate('ebtables nat', 'PREROUTING', { frame: arpFrame(), in: 'veth1' });
    for (const line of ['ebtables -t nat -A PREROUTING -j DROP', 'ebtables -t nat -P PREROUTING DROP']) {
      expect(evaluate(line)).toHaveProperty('then', 'drop');
      expect(evaluate(line)).toHaveProperty('where', WHERE);
    }
  });

  it('leaves alone what is no request with addresses of six and four octets for IPv4', () => {
    for (const frame of [arpFrame({ operation: 2 }), damaged({ 4: 5 }), damaged({ 5: 5 }), damaged({ 2: 0x86 })]) {
      expect(verdict(frame, '')).toBe(ACCEPTED);
    }
  });

  it('answers whatever the hardware type', () => {
    expect(answer(damaged({ 1: 6 }), '')).toEqual([0, 'drop', []]);
  });

  it('drops what is cut off', () => {
    for (const length of [0, 7, 8, 20, 27])
      expect(verdict(damaged({}, length), '')).toEqual({ kind: 'drop', where: WHERE });
    expect(verdict(damaged({ 7: 2 }, 8), '')).toBe(ACCEPTED);
  });

  it('answers padded frames', () => {
    expect(answer(new Frame(Uint8Array.from([...arpBytes(), ...new Array(18).fill(0)])), '')).toEqual([0, 'drop', []]);
  });
});
