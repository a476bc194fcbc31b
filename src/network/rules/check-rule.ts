/**
 * Which options go together. The tools or the kernel check the same: xtables-eb.c and arptables.c (`do_command`),
 * kernel ebt_arp.c (`ebt_arp_mt_check`) and ebt_arpreply.c (`ebt_arpreply_tg_check`).
 */
import { ETHERTYPE_ARP, ETHERTYPE_RARP, MAC_ZERO } from '../../wire/index.ts';
import { didYouMean } from './did-you-mean.ts';
import { type FilterChain, type FilterTable, type RuleMatch, TABLE_CHAINS } from './rule.ts';
import type { Placed, RuleDraft } from './rule-draft.ts';
import type { RuleError } from './rule-error.ts';
import type { Token } from './tokens.ts';

type Check = (draft: RuleDraft) => RuleError | undefined;

const CHECKS: readonly Check[] = [
  checkTable,
  checkChain,
  checkPolicy,
  checkDirections,
  checkMasks,
  checkArptablesNft,
  checkArpMatches,
  checkReturn,
  checkArpReply,
];

/** The first thing in a complete draft that its tool would refuse. */
export function checkRule(draft: RuleDraft): RuleError | undefined {
  for (const check of CHECKS) {
    const error = check(draft);
    if (error !== undefined) return error;
  }
  return undefined;
}

function checkTable({ tool, table }: RuleDraft): RuleError | undefined {
  if (table === undefined || `${tool} ${table.text}` in TABLE_CHAINS) return undefined;
  const hint =
    tool === 'ebtables' ? 'ebtables has the tables filter and nat here' : 'arptables has the table filter only';
  return at(table, `the table '${table.text}' is not understood`, hint);
}

function checkChain(draft: RuleDraft): RuleError | undefined {
  const { tool, variant } = draft;
  const chain = draft.chain!;
  const table = `${tool} ${draft.table?.text ?? 'filter'}` as FilterTable;
  if (tool === 'arptables' && variant === '-nft' && chain.text === 'FORWARD') {
    return at(chain, 'arptables-nft has no chain FORWARD', 'arptables-legacy has it, and so has ebtables');
  }
  const chains = TABLE_CHAINS[table];
  if (chains.includes(chain.text as FilterChain)) return undefined;
  return at(chain, `the table ${table} has no chain '${chain.text}'`, chainHint(draft, chain.text, chains));
}

function chainHint({ tool }: RuleDraft, name: string, chains: readonly string[]): string {
  for (const table of ['filter', 'nat'] as const) {
    const owner = `${tool} ${table}`;
    if (owner in TABLE_CHAINS && TABLE_CHAINS[owner as FilterTable].includes(name as FilterChain)) {
      return `${name} is a chain of table ${table}: add -t ${table}`;
    }
  }
  const near = didYouMean(name, chains);
  return near === undefined
    ? `its chains are ${chains.join(', ')}; chains of one's own are not modelled`
    : `did you mean ${near}?`;
}

function checkPolicy({ command, matches, target, replyMac, replyTarget }: RuleDraft): RuleError | undefined {
  if (command?.value !== 'policy') return undefined;
  const extra = matches[0]?.token ?? target?.token ?? replyMac?.token ?? replyTarget?.token;
  return (
    extra &&
    at(extra, `'${extra.text}' does not go with -P`, 'a policy is for a whole chain: -P CHAIN ACCEPT or -P CHAIN DROP')
  );
}

function checkDirections({ chain, matches }: RuleDraft): RuleError | undefined {
  const name = chain!.text;
  for (const { value, token } of matches) {
    const incoming = value.subject === 'in' || value.subject === 'logical-in';
    const outgoing = value.subject === 'out' || value.subject === 'logical-out';
    if (incoming && (name === 'OUTPUT' || name === 'POSTROUTING')) {
      return at(token, `${token.text} cannot stand in ${name}`, `what ${name} sees is going out: match on -o`);
    }
    if (outgoing && (name === 'INPUT' || name === 'PREROUTING')) {
      return at(token, `${token.text} cannot stand in ${name}`, `what ${name} sees has come in: match on -i`);
    }
  }
  return undefined;
}

/** `-s` and `-d` of ebtables with a mask of zeros: the kernel refuses them, and they say nothing. */
function checkMasks({ matches }: RuleDraft): RuleError | undefined {
  for (const { value, token } of matches) {
    const { subject, pattern } = value;
    if (subject !== 'ethernet-source' && subject !== 'ethernet-destination') continue;
    if (pattern.kind === 'mac' && pattern.mask === MAC_ZERO) {
      return at(token, `${token.text} has a mask of zeros`, 'every address matches that: leave the match out');
    }
  }
  return undefined;
}

/** arptables-nft refuses lengths other than 6, and takes masks of numbers but ignores them (iptables 1.8, nft-arp.c). */
function checkArptablesNft({ tool, variant, matches }: RuleDraft): RuleError | undefined {
  if (tool !== 'arptables' || variant !== '-nft') return undefined;
  for (const { value, token } of matches) {
    const { subject, pattern } = value;
    if (pattern.kind !== 'number') continue;
    const length = subject === 'arp-hardware-length';
    if (pattern.mask !== (length ? 0xff : 0xffff)) {
      return at(
        token,
        `arptables-nft ignores the mask of ${token.text}`,
        'leave the mask out, or write arptables-legacy',
      );
    }
    if (length && pattern.value !== 6) {
      return at(token, `arptables-nft takes ${token.text} 6 only`, 'write 6, or arptables-legacy');
    }
  }
  return undefined;
}

function checkArpMatches({ tool, matches }: RuleDraft): RuleError | undefined {
  const arp = matches.find(({ value }) => value.subject.startsWith('arp-'));
  if (tool === 'arptables' || arp === undefined) return undefined;
  const protocol = protocolOf(matches);
  if (protocol === ETHERTYPE_ARP || protocol === ETHERTYPE_RARP) return undefined;
  return at(arp.token, `${arp.token.text} needs -p ARP`, 'add -p ARP (or -p RARP), not negated');
}

/** The one protocol that the rule is for, or -1. */
function protocolOf(matches: readonly Placed<RuleMatch>[]): number {
  const match = matches.find(({ value }) => value.subject === 'protocol')?.value;
  return match?.pattern.kind === 'number' && !match.negated ? match.pattern.value : -1;
}

function checkReturn({ tool, variant, target }: RuleDraft): RuleError | undefined {
  if (tool !== 'ebtables' || variant !== '-legacy' || target?.value !== 'RETURN') return undefined;
  return at(
    target.token,
    "ebtables-legacy takes RETURN in chains of one's own only",
    'in a built-in chain, RETURN means the policy',
  );
}

function checkArpReply({ table, chain, matches, target, replyMac, replyTarget }: RuleDraft): RuleError | undefined {
  for (const option of [replyMac, replyTarget]) {
    if (option === undefined) continue;
    const { token } = option;
    if (target?.value !== 'arpreply') return at(token, `${token.text} needs -j arpreply`, 'add -j arpreply before it');
    // ebtables-nft would add a second target here, with the values that this one lacks.
    if (token.column < target.token.column) {
      return at(token, `${token.text} stands before -j arpreply`, 'move it behind -j arpreply');
    }
  }
  if (target?.value !== 'arpreply') return undefined;
  if (table?.text !== 'nat' || chain!.text !== 'PREROUTING') {
    return at(
      target.token,
      'arpreply works in chain PREROUTING of table nat only',
      'write ebtables -t nat -A PREROUTING …',
    );
  }
  if (protocolOf(matches) === ETHERTYPE_ARP) return undefined;
  return at(target.token, 'arpreply needs -p ARP', 'add -p ARP, not negated');
}

function at(token: Token, message: string, hint: string): RuleError {
  return { message, column: token.column, hint };
}
