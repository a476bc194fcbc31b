import { describe, expect, it } from 'vitest';
import { compileRules, EMPTY_RULES } from '../../../src/network/rules/index.ts';
import { arpFrame } from './frames.ts';
import { rulesOf } from './rules-of.ts';

const FORWARD = { frame: arpFrame(), in: 'veth1', out: 'eth0' };

/** The verdict of ebtables filter FORWARD on an ARP request, in a word or with its place. */
function forward(...lines: readonly string[]): string {
  const verdict = rulesOf(...lines).evaluate('ebtables filter', 'FORWARD', FORWARD);
  return verdict.kind === 'accept' ? 'accept' : verdict.where;
}

describe('compileRules', () => {
  it('gives the shared empty set for no lines', () => {
    expect(compileRules([])).toEqual({ ok: true, rules: EMPTY_RULES });
    expect(rulesOf()).toBe(EMPTY_RULES);
  });

  it('remembers the lines of a host', () => {
    const lines = ['ebtables -A FORWARD -i veth7 -j DROP', 'arptables -P INPUT DROP'];
    expect(rulesOf(...lines)).toBe(rulesOf(...lines));
    expect(rulesOf(...lines)).not.toBe(rulesOf(lines[0]!));
  });

  it('takes the first rule that decides', () => {
    expect(forward('ebtables -A FORWARD -j ACCEPT', 'ebtables -A FORWARD -j DROP')).toBe('accept');
    expect(forward('ebtables -A FORWARD -j CONTINUE', 'ebtables -A FORWARD -j DROP')).toBe(
      'ebtables filter FORWARD rule 2',
    );
    expect(forward('ebtables -A FORWARD', 'ebtables -A FORWARD -j DROP')).toBe('ebtables filter FORWARD rule 2');
  });

  it('inserts at the head, or where the line says', () => {
    expect(forward('ebtables -A FORWARD -j DROP', 'ebtables -I FORWARD -j ACCEPT')).toBe('accept');
    expect(forward('ebtables -A FORWARD -j DROP', 'ebtables -I FORWARD 2 -j ACCEPT')).toBe(
      'ebtables filter FORWARD rule 1',
    );
    expect(forward('ebtables -A FORWARD -j DROP', 'ebtables -I FORWARD 1 -i eth9 -j ACCEPT')).toBe(
      'ebtables filter FORWARD rule 2',
    );
  });

  it('applies the policy at the end, at RETURN, and wherever its line stands', () => {
    const policy = 'ebtables -P FORWARD DROP';
    expect(forward(policy)).toBe('ebtables filter FORWARD policy');
    expect(forward(policy, 'ebtables -A FORWARD -i eth9 -j ACCEPT')).toBe('ebtables filter FORWARD policy');
    expect(forward('ebtables -A FORWARD -j RETURN', 'ebtables -A FORWARD -j ACCEPT', policy)).toBe(
      'ebtables filter FORWARD policy',
    );
    expect(forward('ebtables -A FORWARD -j ACCEPT', policy)).toBe('accept');
    expect(forward(policy, 'ebtables -P FORWARD ACCEPT')).toBe('accept');
  });

  it('keeps chains and tables apart', () => {
    expect(
      forward('ebtables -A INPUT -j DROP', 'ebtables -t nat -A OUTPUT -j DROP', 'arptables -A FORWARD -j DROP'),
    ).toBe('accept');
  });

  it('tells which chains accept everything', () => {
    const rules = rulesOf('ebtables -A FORWARD -j DROP', 'ebtables -t nat -P OUTPUT DROP', 'ebtables -P INPUT ACCEPT');
    expect(rules.isEmpty('ebtables filter', 'FORWARD')).toBe(false);
    expect(rules.isEmpty('ebtables nat', 'OUTPUT')).toBe(false);
    expect(rules.isEmpty('ebtables filter', 'INPUT')).toBe(true);
    expect(rules.isEmpty('ebtables nat', 'PREROUTING')).toBe(true);
    expect(rules.isEmpty('arptables filter', 'FORWARD')).toBe(true);
  });

  it('tells the errors of all lines', () => {
    const compiled = compileRules(['ebtables -A FORWARD -j DORP', 'ebtables -A INPUT', 'iptables -F', '']);
    expect(compiled.ok ? [] : compiled.errors.map(({ index, column }) => [index, column])).toEqual([
      [0, 24],
      [2, 1],
      [3, 1],
    ]);
  });

  it('refuses a place behind the end of the chain', () => {
    const line = 'ebtables -I FORWARD 3 -p ARP --arp-htype 3 -j DROP';
    expect(compileRules(['ebtables -A FORWARD', line])).toEqual({
      ok: false,
      errors: [
        {
          index: 1,
          column: 21,
          message: 'there is no place 3 in the chain',
          hint: 'the chain has 1 rule at this line: 2 is the last place',
        },
      ],
    });
  });

  it('finds the place of an arptables line whose command comes last', () => {
    const compiled = compileRules(['arptables --h-length 6 -j DROP --insert=INPUT 6']);
    expect(compiled.ok ? [] : compiled.errors.map(({ column }) => column)).toEqual([47]);
  });

  it('refuses two implementations of one tool on a host', () => {
    const lines = [
      'arptables-nft -A INPUT',
      'arptables -A INPUT',
      'ebtables-nft -A INPUT',
      'arptables-legacy -A INPUT',
    ];
    expect(compileRules(lines)).toEqual({
      ok: false,
      errors: [
        {
          index: 3,
          column: 1,
          message: 'the host has rules of arptables-nft already, and arptables-legacy keeps a table of its own',
          hint: 'write arptables-nft in all of its lines',
        },
      ],
    });
  });
});
