/**
 * What a line of `ebtables` or `arptables` says, as a value.
 *
 * Sources: ebtables(8), arptables(8); kernel net/bridge/netfilter and net/ipv4/netfilter/arp_tables.c.
 */
import type { Ipv4, Mac } from '../../wire/index.ts';

export type RuleTool = 'ebtables' | 'arptables';

/** The implementation that the line names; empty if it leaves that to the machine. */
export type RuleVariant = '' | '-nft' | '-legacy';

export type FilterTable = 'ebtables filter' | 'ebtables nat' | 'arptables filter';

/** The built-in chains; which of them a table has is `TABLE_CHAINS`. */
export type FilterChain = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

export const TABLE_CHAINS: Readonly<Record<FilterTable, readonly FilterChain[]>> = {
  'ebtables filter': ['INPUT', 'FORWARD', 'OUTPUT'],
  'ebtables nat': ['PREROUTING', 'OUTPUT', 'POSTROUTING'],
  'arptables filter': ['INPUT', 'OUTPUT', 'FORWARD'],
};

/** What a match looks at. ARP subjects are fields of the ARP payload, never of the Ethernet header. */
export type MatchSubject =
  | 'protocol'
  | 'in'
  | 'out'
  | 'logical-in'
  | 'logical-out'
  | 'ethernet-source'
  | 'ethernet-destination'
  | 'arp-operation'
  | 'arp-hardware-type'
  | 'arp-protocol-type'
  | 'arp-hardware-length'
  | 'arp-sender-ip'
  | 'arp-target-ip'
  | 'arp-sender-mac'
  | 'arp-target-mac'
  | 'arp-gratuitous';

/** A 16-bit (or 8-bit) field: equal if `field & mask` is `value`. */
export interface NumberPattern {
  readonly kind: 'number';
  readonly value: number;
  readonly mask: number;
}

export interface MacPattern {
  readonly kind: 'mac';
  /** Already masked, as the tools store it. */
  readonly mac: Mac;
  readonly mask: Mac;
}

export interface Ipv4Pattern {
  readonly kind: 'ipv4';
  /** Already masked, as the tools store it. */
  readonly address: Ipv4;
  readonly mask: number;
}

export interface InterfacePattern {
  readonly kind: 'interface';
  /** The name, or the prefix that names start with (`veth+`). */
  readonly name: string;
  readonly wildcard: boolean;
}

interface FlagPattern {
  readonly kind: 'flag';
}

export type MatchPattern = NumberPattern | MacPattern | Ipv4Pattern | InterfacePattern | FlagPattern;

export interface RuleMatch {
  readonly subject: MatchSubject;
  readonly negated: boolean;
  readonly pattern: MatchPattern;
}

export type StandardTarget = 'ACCEPT' | 'DROP' | 'CONTINUE' | 'RETURN';

/** What becomes of a request after it was answered. */
export type ArpReplyTarget = 'ACCEPT' | 'DROP' | 'CONTINUE';

export type RuleTarget =
  | { readonly kind: StandardTarget }
  | { readonly kind: 'arpreply'; readonly mac: Mac; readonly afterwards: ArpReplyTarget };

interface RulePlace {
  readonly tool: RuleTool;
  readonly variant: RuleVariant;
  readonly table: FilterTable;
  readonly chain: FilterChain;
}

/** `-P CHAIN ACCEPT` */
interface PolicyLine extends RulePlace {
  readonly command: 'policy';
  readonly policy: 'ACCEPT' | 'DROP';
}

/** `-A CHAIN …` or `-I CHAIN [position] …` */
export interface RuleLine extends RulePlace {
  readonly command: 'append' | 'insert';
  /** Where `-I` puts it, 1 for the head of the chain; 0 for `-A`. */
  readonly position: number;
  /** In the order of the option tables, whatever the order on the line: all of them have to hold. */
  readonly matches: readonly RuleMatch[];
  /** CONTINUE if the line has no `-j`. */
  readonly target: RuleTarget;
}

/** One understood line. */
export type ParsedRule = PolicyLine | RuleLine;
