import { describe, expect, it } from 'vitest';
import { Frame } from '../../../src/wire/index.ts';
import { arpBytes, arpFrame, damaged, tagged } from './frames.ts';
import { rulesOf } from './rules-of.ts';

/** Where arptables FORWARD with a rule of these matches drops the frame, or undefined. */
function dropped(matches: string, frame: Frame = arpFrame()): string | undefined {
  const rules = rulesOf(`arptables -A FORWARD ${matches} -j DROP`);
  const verdict = rules.evaluate('arptables filter', 'FORWARD', { frame, in: 'veth1', out: 'eth0' });
  return verdict.kind === 'accept' ? undefined : verdict.where;
}

const RULE = 'arptables filter FORWARD rule 1';

describe('arptables matches', () => {
  it.each([
    ['-i veth1'],
    ['-i veth+'],
    ['-o eth0'],
    ['-s 10.0.0.1'],
    ['-s 10.0.0.0/8'],
    ['-d 10.0.0.2'],
    ['--src-mac 02:00:00:00:00:01'],
    ['--src-mac Unicast'],
    ['--dst-mac 00:00:00:00:00:00'],
    ['--dst-mac 00:00:00:00:00:00/00:00:00:00:00:ff'],
    ['--opcode 1'],
    ['--opcode 1/1'],
    ['--h-length 6'],
    ['--h-length 4/252'],
    ['--h-type Ethernet'],
    ['--proto-type 0x800'],
    ['--proto-type 0x800/0xff00'],
  ])('%s holds, and its negation does not', (matches) => {
    expect(dropped(matches)).toBe(RULE);
    expect(dropped(`! ${matches}`)).toBeUndefined();
  });

  it.each([
    ['-i eth0'],
    ['-s 10.0.0.2'],
    ['-d 10.0.0.1'],
    ['--src-mac Broadcast'],
    ['--dst-mac Multicast'],
    ['--opcode Reply'],
    // The value is not masked: what cannot be equal never is.
    ['--opcode 257/255'],
    ['--h-length 5'],
    ['--h-type 10'],
    ['--proto-type 800'],
  ])('%s does not hold, and its negation does', (matches) => {
    expect(dropped(matches)).toBeUndefined();
    expect(dropped(`! ${matches}`)).toBe(RULE);
  });

  it('look at the ARP packet, not at the frame', () => {
    const proxied = arpFrame({ source: '02:00:00:00:00:99', destination: '02:00:00:00:00:98' });
    expect(dropped('--src-mac 02:00:00:00:00:99', proxied)).toBeUndefined();
    expect(dropped('--src-mac 02:00:00:00:00:01', proxied)).toBe(RULE);
    expect(dropped('--dst-mac 02:00:00:00:00:98', proxied)).toBeUndefined();
  });

  it('see untagged ARP only', () => {
    const bytes = arpBytes();
    bytes.set([0x08, 0x00], 12);
    expect(dropped('-i veth1', new Frame(bytes))).toBeUndefined();
    expect(dropped('-i veth1', tagged(arpBytes(), 5))).toBeUndefined();
  });
});

describe('arptables on malformed ARP', () => {
  it('reads at the offsets of Ethernet and IPv4, whatever the header says', () => {
    for (const frame of [damaged({ 4: 0 }), damaged({ 1: 6 }), damaged({ 2: 0x86, 3: 0xdd })]) {
      expect(dropped('-s 10.0.0.1 --src-mac 02:00:00:00:00:01', frame)).toBe(RULE);
    }
  });

  it('lets packets pass whose protocol addresses have not four octets', () => {
    expect(dropped('', damaged({ 5: 5 }))).toBeUndefined();
    expect(dropped('', damaged({ 5: 0 }, 8))).toBeUndefined();
  });

  it('drops packets that end before their addresses do', () => {
    for (const length of [0, 7, 8, 27])
      expect(dropped('-i eth9', damaged({}, length))).toBe('arptables filter FORWARD truncated');
    expect(dropped('-i eth9', damaged({}, 28))).toBeUndefined();
  });

  it('drops them in every chain as soon as one line is there', () => {
    const frame = damaged({}, 20);
    const rules = rulesOf('arptables -P OUTPUT ACCEPT');
    expect(rules.isEmpty('arptables filter', 'FORWARD')).toBe(false);
    expect(rules.evaluate('arptables filter', 'INPUT', { frame, in: 'br0' })).toEqual({
      kind: 'drop',
      where: 'arptables filter INPUT truncated',
    });
    expect(rules.evaluate('arptables filter', 'FORWARD', { frame: arpFrame() })).toEqual({ kind: 'accept' });
  });

  it('takes the policy at the end and at RETURN', () => {
    const verdict = (...lines: string[]) =>
      rulesOf(...lines).evaluate('arptables filter', 'INPUT', { frame: arpFrame(), in: 'br0' });
    const policy = { kind: 'drop', where: 'arptables filter INPUT policy' };
    expect(verdict('arptables -P INPUT DROP')).toEqual(policy);
    expect(verdict('arptables -P INPUT DROP', 'arptables -A INPUT -j RETURN', 'arptables -A INPUT -j ACCEPT')).toEqual(
      policy,
    );
    expect(verdict('arptables -P INPUT DROP', 'arptables -A INPUT', 'arptables -A INPUT -j ACCEPT')).toEqual({
      kind: 'accept',
    });
  });
});

describe('arptables-nft', () => {
  const verdict = (matches: string, frame: Frame) =>
    rulesOf(`arptables-nft -A INPUT ${matches} -j DROP`).evaluate('arptables filter', 'INPUT', { frame, in: 'br0' })
      .kind;

  it('means Ethernet unless the rule names another hardware type or length', () => {
    expect(verdict('-s 10.0.0.1', arpFrame())).toBe('drop');
    expect(verdict('-s 10.0.0.1', damaged({ 1: 6 }))).toBe('accept');
    expect(verdict('--h-type 6', damaged({ 1: 6 }))).toBe('drop');
    expect(verdict('-s 10.0.0.1', damaged({ 4: 5 }))).toBe('accept');
    expect(verdict('! --h-length 6', damaged({ 4: 5 }))).toBe('drop');
  });
});
