import { describe, expect, it } from 'vitest';
import { formatRule, parseRule } from '../../../src/network/rules/index.ts';
import { MATCH_OPTIONS, OPTIONS_BY_NAME } from '../../../src/network/rules/options.ts';
import { ACCEPTED_LINES, ARPTABLES_LINES, EBTABLES_LINES } from './sample-lines.ts';

describe('parseRule', () => {
  it.each(ACCEPTED_LINES)('understands $line', ({ line, normal }) => {
    const parsed = parseRule(line);
    expect(parsed.ok ? formatRule(parsed.rule) : parsed.error).toBe(normal);
  });

  it.each(ACCEPTED_LINES)('reads the normal form $normal as the same rule', ({ line, normal }) => {
    expect(parseRule(normal)).toEqual(parseRule(line));
  });

  it('gives the rule of the story as a value', () => {
    const line =
      'ebtables -t nat -A PREROUTING -p ARP -i veth+ --arp-ip-dst 169.254.1.1 -j arpreply --arpreply-mac 98:3:9b:a0:98:2a';
    expect(parseRule(line)).toEqual({
      ok: true,
      rule: {
        tool: 'ebtables',
        variant: '',
        table: 'ebtables nat',
        chain: 'PREROUTING',
        command: 'append',
        position: 0,
        matches: [
          { subject: 'protocol', negated: false, pattern: { kind: 'number', value: 0x0806, mask: 0xffff } },
          { subject: 'in', negated: false, pattern: { kind: 'interface', name: 'veth', wildcard: true } },
          {
            subject: 'arp-target-ip',
            negated: false,
            pattern: { kind: 'ipv4', address: 0xa9fe0101, mask: 0xffffffff },
          },
        ],
        target: { kind: 'arpreply', mac: 0x98039ba0982a, afterwards: 'DROP' },
      },
    });
  });

  it('gives a policy as a value', () => {
    expect(parseRule('arptables-legacy -P INPUT DROP')).toEqual({
      ok: true,
      rule: {
        tool: 'arptables',
        variant: '-legacy',
        table: 'arptables filter',
        chain: 'INPUT',
        command: 'policy',
        policy: 'DROP',
      },
    });
  });

  it('forgets the order of matches and the place of !', () => {
    const rule = parseRule('ebtables -A FORWARD -p ARP -i ! eth0 --arp-op 1 -j DROP');
    expect(parseRule('ebtables -A FORWARD --arp-op Request ! -i eth0 -j DROP -p 0x806')).toEqual(rule);
  });

  it('remembers lines', () => {
    expect(parseRule('ebtables -A INPUT -j DROP')).toBe(parseRule('ebtables -A INPUT -j DROP'));
  });

  // The samples are what the real tools are asked about, so they have to name every option in every spelling.
  it.each([
    ['ebtables', EBTABLES_LINES],
    ['arptables', ARPTABLES_LINES],
  ] as const)('has a sample for every spelling of an option of %s', (tool, samples) => {
    const words = new Set(samples.flatMap(({ line }) => line.split(/[\s=]+/)));
    expect([...OPTIONS_BY_NAME[tool].keys()].filter((name) => !words.has(name))).toEqual([]);
  });

  it.each([
    ['ebtables', EBTABLES_LINES],
    ['arptables', ARPTABLES_LINES],
  ] as const)('has a negated sample for every match of %s', (tool, samples) => {
    const negated = new Set(samples.flatMap(({ normal }) => [...normal.matchAll(/! (\S+)/g)].map((match) => match[1])));
    const missing = MATCH_OPTIONS[tool].map(({ names }) => names[0]).filter((name) => !negated.has(name));
    expect(missing).toEqual([]);
  });
});
