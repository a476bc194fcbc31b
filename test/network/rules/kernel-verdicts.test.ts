import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { arpReplyFor, type RuleSet } from '../../../src/network/rules/index.ts';
import { Frame } from '../../../src/wire/index.ts';
import { hex } from './frames.ts';
import { rulesOf } from './rules-of.ts';

interface Recording {
  readonly lines: readonly string[];
  /** Octets, `pass` or `drop`, replies. */
  readonly frames: readonly (readonly string[])[];
}

function recordings(): Recording[] {
  const text = readFileSync(new URL('kernel-verdicts.txt', import.meta.url), 'utf8');
  return text
    .split('\n\n')
    .slice(1)
    .map((block) => {
      const rows = block.trim().split('\n');
      const isRule = (row: string) => /^(ebtables|arptables)/.test(row);
      return { lines: rows.filter(isRule), frames: rows.filter((row) => !isRule(row)).map((row) => row.split(' ')) };
    });
}

/** What the hooks of a bridge do to a frame from veth1 to veth2, in the kernel's order. */
function cross(rules: RuleSet, octets: string): string[] {
  const frame = new Frame(Buffer.from(octets, 'hex'));
  const context = { frame, in: 'veth1', out: 'veth2', logicalIn: 'br0', logicalOut: 'br0' };
  const replies: string[] = [];
  const first = rules.evaluate('ebtables nat', 'PREROUTING', context);
  let passes = first.kind === 'accept';
  if (first.kind === 'arpreply') {
    passes = first.then === 'accept';
    for (const mac of [first.mac, ...first.further]) replies.push(hex(arpReplyFor(frame, mac)));
  }
  passes &&= rules.evaluate('ebtables filter', 'FORWARD', context).kind === 'accept';
  passes &&= rules.evaluate('arptables filter', 'FORWARD', context).kind === 'accept';
  return [octets, passes ? 'pass' : 'drop', ...replies];
}

describe('the verdicts that a kernel gave', () => {
  it.each(recordings())('$lines', ({ lines, frames }) => {
    const rules = rulesOf(...lines);
    expect(frames.length).toBeGreaterThan(3);
    expect(frames.map(([octets]) => cross(rules, octets!))).toEqual(frames);
  });
});
