/** The filter rules of the ARP bubble, letter by letter. */
import { describe, expect, it } from 'vitest';
import { ACCEPTED, arpReplyFor } from '../../../src/network/rules/index.ts';
import { describeFrame, Frame } from '../../../src/wire/index.ts';
import { arpFrame } from './frames.ts';
import { rulesOf } from './rules-of.ts';

const BM1 = '98:03:9b:a0:98:2a';
const BM2 = '98:03:9b:a9:78:ca';
const VM1 = '02:01:0a:33:a2:4a';
const LISTED = [
  '-p ARP -i vnet+ --arp-op Request --arp-ip-dst 169.254.1.1 -j arpreply --arpreply-mac 98:3:9b:a0:98:2a',
  '-p ARP -i veth+ --arp-op Request --arp-ip-dst 169.254.1.1 -j arpreply --arpreply-mac 98:3:9b:a0:98:2a',
];
const FIX = `-j DROP -s 169.254.1.1 ! --src-mac ${BM1}`;
const rules = rulesOf(...LISTED.map((rule) => `ebtables -t nat -A PREROUTING ${rule}`), `arptables -A FORWARD ${FIX}`);

const question = arpFrame({ source: VM1, senderMac: VM1, senderIp: '10.51.162.74', targetIp: '169.254.1.1' });
const bubble = (mac: string) =>
  arpFrame({ source: mac, senderMac: mac, senderIp: '169.254.1.1', targetIp: '10.51.162.74' });

describe('the rules of the ARP bubble', () => {
  it('answer the question of a guest in place of the host', () => {
    const verdict = rules.evaluate('ebtables nat', 'PREROUTING', { frame: question, in: 'veth1', logicalIn: 'br0' });
    if (verdict.kind !== 'arpreply') throw new Error(verdict.kind);
    expect([verdict.where, verdict.then]).toEqual(['ebtables nat PREROUTING rule 2', 'drop']);
    const reply = new Frame(arpReplyFor(question, verdict.mac));
    expect(describeFrame(reply)).toBe(`169.254.1.1 is at ${BM1}`);
  });

  it('leave the same question from the wire to the host', () => {
    expect(rules.evaluate('ebtables nat', 'PREROUTING', { frame: question, in: 'enp94s0f0' })).toBe(ACCEPTED);
  });

  it('leave questions for other addresses alone', () => {
    expect(rules.evaluate('ebtables nat', 'PREROUTING', { frame: arpFrame(), in: 'veth1' })).toBe(ACCEPTED);
  });

  it('stop requests of other hosts that name the address, at the bridge', () => {
    const context = { frame: bubble(BM2), in: 'enp94s0f0', out: 'veth1' };
    expect(rules.evaluate('arptables filter', 'FORWARD', context)).toEqual({
      kind: 'drop',
      where: 'arptables filter FORWARD rule 1',
    });
    expect(rules.evaluate('arptables filter', 'FORWARD', { ...context, frame: bubble(BM1) })).toBe(ACCEPTED);
  });

  it('do not stop the request where it starts, in OUTPUT', () => {
    const context = { frame: bubble(BM1), out: 'br0' };
    expect(rules.evaluate('arptables filter', 'OUTPUT', context)).toBe(ACCEPTED);
    expect(rules.evaluate('ebtables filter', 'OUTPUT', context)).toBe(ACCEPTED);
  });
});
