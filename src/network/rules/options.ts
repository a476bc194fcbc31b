/**
 * Every option that is understood, by tool. The parser, the normal form and the documentation's test all read these.
 *
 * Spellings are those of the option tables in iptables 1.8 (xtables-eb.c, libebt_arp.c, libebt_arpreply.c) and
 * arptables 0.0.5 (arptables.c), which differ from the manual pages in places.
 */
import { INTERFACE_SYNTAX } from './interface-syntax.ts';
import { IPV4_SYNTAX } from './ipv4-syntax.ts';
import { MAC_OR_BGA_SYNTAX, MAC_SYNTAX } from './mac-syntax.ts';
import {
  HARDWARE_LENGTH_SYNTAX,
  HARDWARE_TYPE_SYNTAX,
  MASKED_HARDWARE_TYPE_SYNTAX,
  MASKED_OPERATION_SYNTAX,
  MASKED_PROTOCOL_TYPE_SYNTAX,
  OPERATION_SYNTAX,
  PROTOCOL_SYNTAX,
  PROTOCOL_TYPE_SYNTAX,
} from './number-options.ts';
import type { MatchSubject, RuleTool } from './rule.ts';
import type { ValueSyntax } from './value-syntax.ts';

export interface MatchOption {
  readonly subject: MatchSubject;
  /** All spellings; the first is the one of the normal form. */
  readonly names: readonly [string, ...string[]];
  /** Absent if the option takes no value. */
  readonly value?: ValueSyntax;
}

/** What an option other than a match does. */
type OptionRole = 'append' | 'insert' | 'policy' | 'table' | 'jump' | 'arpreply-mac' | 'arpreply-target' | 'concurrent';

export interface PlainOption {
  readonly role: OptionRole;
  readonly names: readonly [string, ...string[]];
}

/** In the order of the normal form. */
export const MATCH_OPTIONS: Readonly<Record<RuleTool, readonly MatchOption[]>> = {
  ebtables: [
    { subject: 'protocol', names: ['-p', '--protocol', '--proto'], value: PROTOCOL_SYNTAX },
    { subject: 'in', names: ['-i', '--in-interface', '--in-if'], value: INTERFACE_SYNTAX },
    { subject: 'logical-in', names: ['--logical-in'], value: INTERFACE_SYNTAX },
    { subject: 'out', names: ['-o', '--out-interface', '--out-if'], value: INTERFACE_SYNTAX },
    { subject: 'logical-out', names: ['--logical-out'], value: INTERFACE_SYNTAX },
    { subject: 'ethernet-source', names: ['-s', '--source', '--src'], value: MAC_OR_BGA_SYNTAX },
    { subject: 'ethernet-destination', names: ['-d', '--destination', '--dst'], value: MAC_OR_BGA_SYNTAX },
    { subject: 'arp-operation', names: ['--arp-op', '--arp-opcode'], value: OPERATION_SYNTAX },
    { subject: 'arp-hardware-type', names: ['--arp-htype'], value: HARDWARE_TYPE_SYNTAX },
    { subject: 'arp-protocol-type', names: ['--arp-ptype'], value: PROTOCOL_TYPE_SYNTAX },
    { subject: 'arp-sender-ip', names: ['--arp-ip-src'], value: IPV4_SYNTAX },
    { subject: 'arp-target-ip', names: ['--arp-ip-dst'], value: IPV4_SYNTAX },
    { subject: 'arp-sender-mac', names: ['--arp-mac-src'], value: MAC_OR_BGA_SYNTAX },
    { subject: 'arp-target-mac', names: ['--arp-mac-dst'], value: MAC_OR_BGA_SYNTAX },
    { subject: 'arp-gratuitous', names: ['--arp-gratuitous'] },
  ],
  arptables: [
    { subject: 'in', names: ['-i', '--in-interface'], value: INTERFACE_SYNTAX },
    { subject: 'out', names: ['-o', '--out-interface'], value: INTERFACE_SYNTAX },
    { subject: 'arp-sender-ip', names: ['-s', '--source-ip', '--src-ip'], value: IPV4_SYNTAX },
    { subject: 'arp-target-ip', names: ['-d', '--destination-ip', '--dst-ip'], value: IPV4_SYNTAX },
    { subject: 'arp-sender-mac', names: ['--src-mac', '--source-mac'], value: MAC_SYNTAX },
    { subject: 'arp-target-mac', names: ['--dst-mac', '--destination-mac'], value: MAC_SYNTAX },
    { subject: 'arp-hardware-length', names: ['--h-length', '-l'], value: HARDWARE_LENGTH_SYNTAX },
    { subject: 'arp-operation', names: ['--opcode'], value: MASKED_OPERATION_SYNTAX },
    { subject: 'arp-hardware-type', names: ['--h-type'], value: MASKED_HARDWARE_TYPE_SYNTAX },
    { subject: 'arp-protocol-type', names: ['--proto-type'], value: MASKED_PROTOCOL_TYPE_SYNTAX },
  ],
};

const COMMON: readonly PlainOption[] = [
  { role: 'append', names: ['-A', '--append'] },
  { role: 'insert', names: ['-I', '--insert'] },
  { role: 'policy', names: ['-P', '--policy'] },
  { role: 'table', names: ['-t', '--table'] },
  { role: 'jump', names: ['-j', '--jump'] },
];

const PLAIN_OPTIONS: Readonly<Record<RuleTool, readonly PlainOption[]>> = {
  ebtables: [
    ...COMMON,
    { role: 'arpreply-mac', names: ['--arpreply-mac'] },
    { role: 'arpreply-target', names: ['--arpreply-target'] },
    // A lock between scripts (libvirt writes it on every line): no effect on what is filtered.
    { role: 'concurrent', names: ['--concurrent'] },
  ],
  arptables: COMMON,
};

export type RuleOption = MatchOption | PlainOption;

/** Options by every spelling. */
export const OPTIONS_BY_NAME: Readonly<Record<RuleTool, ReadonlyMap<string, RuleOption>>> = {
  ebtables: byName('ebtables'),
  arptables: byName('arptables'),
};

function byName(tool: RuleTool): Map<string, RuleOption> {
  const options: RuleOption[] = [...PLAIN_OPTIONS[tool], ...MATCH_OPTIONS[tool]];
  return new Map(options.flatMap((option) => option.names.map((name) => [name, option] as const)));
}
