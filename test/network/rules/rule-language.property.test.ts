import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCEPTED, compileRules, formatRule, parseRule, TABLE_CHAINS } from '../../../src/network/rules/index.ts';
import { MATCH_OPTIONS, OPTIONS_BY_NAME } from '../../../src/network/rules/options.ts';
import type { FilterTable, MatchSubject, RuleTool } from '../../../src/network/rules/rule.ts';
import { Frame } from '../../../src/wire/index.ts';
import { ACCEPTED_LINES } from './sample-lines.ts';

const SEED = 20200610;

const mac = fc.constantFrom(
  '02:00:00:00:00:01',
  '2:0:0:0:0:1/ff:ff:0:0:0:0',
  'Unicast',
  'multicast',
  '1:2:3:4:5:6/0:0:0:0:0:1',
);
const ipv4 = fc.constantFrom('10.0.0.1', '10.0.0.1/8', '169.254.1.1/32', '1.2.3.4/0', '10.1.2.3/255.0.255.0');
const name = fc.constantFrom('veth1', 'veth+', '+', 'eth0.5', 'br-lan');
const VALUES: Record<MatchSubject, fc.Arbitrary<string>> = {
  protocol: fc.constantFrom('ARP', 'arp', '0x806', 'RARP'),
  in: name,
  out: name,
  'logical-in': name,
  'logical-out': name,
  'ethernet-source': mac,
  'ethernet-destination': mac,
  'arp-operation': fc.oneof(fc.nat(65535).map(String), fc.constantFrom('Request', 'arp_nak')),
  'arp-hardware-type': fc.oneof(fc.nat(9999).map(String), fc.constant('ethernet')),
  'arp-protocol-type': fc.constantFrom('IPv4', '0x800', '0xffff'),
  'arp-hardware-length': fc.constantFrom('6', '6/254', '255'),
  'arp-sender-ip': ipv4,
  'arp-target-ip': ipv4,
  'arp-sender-mac': mac,
  'arp-target-mac': mac,
  'arp-gratuitous': fc.constant(''),
};

/** A line that may be wrong in what goes together, but not in its words. */
const line: fc.Arbitrary<string> = fc.constantFrom<RuleTool>('ebtables', 'arptables').chain((tool) => {
  const match = fc
    .constantFrom(...MATCH_OPTIONS[tool])
    .chain((option) =>
      fc
        .tuple(fc.constantFrom(...option.names), VALUES[option.subject], fc.constantFrom('', '', '! '))
        .map(([option, value, bang]) => `${bang}${option} ${value}`),
    );
  const matches = fc.uniqueArray(match, { maxLength: 4 });
  const table = tool === 'ebtables' ? fc.constantFrom('', '-t nat') : fc.constant('');
  const command = fc.constantFrom(
    '-A FORWARD',
    '-A FORWARD',
    '-I INPUT 2',
    '-A OUTPUT',
    '-I PREROUTING 1',
    '-P OUTPUT DROP',
  );
  const jump = fc.constantFrom(
    '',
    '-j DROP',
    '-j ACCEPT',
    '-j RETURN',
    '-j arpreply',
    '-j arpreply --arpreply-target CONTINUE',
  );
  const protocol = tool === 'ebtables' ? fc.constantFrom('', '-p ARP') : fc.constant('');
  return fc
    .tuple(fc.constantFrom('', '-nft', '-legacy'), table, command, protocol, matches, jump)
    .map(([variant, ...words]) => [tool + variant, ...words.flat()].join(' '));
});

describe('the rule language', () => {
  it(`parses its normal form to the same rule (seed ${SEED})`, () => {
    let understood = 0;
    fc.assert(
      fc.property(line, (text) => {
        const parsed = parseRule(text);
        if (!parsed.ok) return;
        understood++;
        const normal = formatRule(parsed.rule);
        const again = parseRule(normal);
        expect(again).toEqual(parsed);
        expect(again.ok && formatRule(again.rule)).toBe(normal);
      }),
      { seed: SEED, numRuns: 3000 },
    );
    expect(understood).toBeGreaterThan(500);
  });

  it(`has an answer to any words, with a column in the line (seed ${SEED})`, () => {
    const known = [...OPTIONS_BY_NAME.ebtables.keys(), ...OPTIONS_BY_NAME.arptables.keys()];
    const samples = ACCEPTED_LINES.flatMap(({ line }) => line.split(/\s+/));
    const word = fc.oneof(fc.constantFrom(...known, ...samples, '!', '"', "'", '\\'), fc.string({ maxLength: 6 }));
    const text = fc.oneof(
      fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 8 }).map((words) => `ebtables -A ${words.join(' ')}`),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (text) => {
        const parsed = parseRule(text);
        if (parsed.ok) return;
        expect(parsed.error.column).toBeGreaterThanOrEqual(1);
        expect(parsed.error.column).toBeLessThanOrEqual(Math.max(text.length, 1));
        expect(parsed.error.message).not.toBe('');
        expect(parsed.error.hint).not.toBe('');
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it(`decides on any bytes, and shares the accepting verdict (seed ${SEED})`, () => {
    const good = ACCEPTED_LINES.map(({ line }) => line).filter((text) => compileRules([text]).ok);
    const tables = Object.keys(TABLE_CHAINS) as FilterTable[];
    const header = fc.constantFrom(
      [],
      [0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1],
      [0x80, 0x35, 0, 1, 8, 0],
      [0x81, 0, 0, 5, 8, 6],
    );
    const bytes = fc
      .tuple(fc.uint8Array({ minLength: 12, maxLength: 12 }), header, fc.uint8Array({ maxLength: 40 }))
      .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
    fc.assert(
      fc.property(fc.subarray(good, { maxLength: 6 }), bytes, (lines, octets) => {
        const compiled = compileRules(lines);
        if (!compiled.ok) return;
        const context = { frame: new Frame(octets), in: 'veth1', out: 'eth0' };
        for (const table of tables) {
          for (const chain of TABLE_CHAINS[table]) {
            const verdict = compiled.rules.evaluate(table, chain, context);
            if (verdict.kind === 'accept') expect(verdict).toBe(ACCEPTED);
            else expect(verdict.where).toMatch(new RegExp(`^${table} ${chain} (rule \\d+|policy|truncated)$`));
            if (compiled.rules.isEmpty(table, chain)) expect(verdict).toBe(ACCEPTED);
          }
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});
