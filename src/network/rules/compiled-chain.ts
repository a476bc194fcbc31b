import { HARDWARE_ETHERNET } from '../../wire/index.ts';
import { arpReplyFate } from './arp-reply.ts';
import { matchesArptables } from './arptables-match.ts';
import { CompiledMatch } from './compiled-match.ts';
import { matchesEbtables } from './ebtables-match.ts';
import type { FilterContext } from './filter-context.ts';
import { ACCEPTED, type ArpReplyVerdict, answered, type DropVerdict, type FilterVerdict } from './filter-verdict.ts';
import type { ArpReplyTarget, RuleLine, RuleMatch, RuleTarget } from './rule.ts';

/** A rule with its verdicts made beforehand, so that deciding allocates nothing. */
interface CompiledRule {
  readonly matches: readonly CompiledMatch[];
  readonly target: RuleTarget['kind'];
  readonly drop: DropVerdict;
  readonly reply: { readonly drop: ArpReplyVerdict; readonly accept: ArpReplyVerdict } | undefined;
  readonly afterwards: ArpReplyTarget;
}

/** A built-in chain: rules in order, then the policy (kernel `ebt_do_table`, `arpt_do_table`). */
export class CompiledChain {
  readonly #rules: readonly CompiledRule[];
  readonly #policy: FilterVerdict;
  /** The verdict on ARP frames that are too short for arptables to look at. */
  readonly #truncated: DropVerdict;

  /** `place` is how verdicts call the chain: `ebtables nat PREROUTING`. */
  constructor(place: string, rules: readonly RuleLine[], policy: 'ACCEPT' | 'DROP') {
    this.#rules = rules.map((rule, index) => compileRule(rule, `${place} rule ${index + 1}`));
    this.#policy = policy === 'ACCEPT' ? ACCEPTED : { kind: 'drop', where: `${place} policy` };
    this.#truncated = { kind: 'drop', where: `${place} truncated` };
  }

  ebtables(context: FilterContext): FilterVerdict {
    return this.#ebtablesFrom(0, context);
  }

  /**
   * arptables sees untagged ARP frames only (br_netfilter, with `bridge-nf-filter-vlan-tagged` off), those whose
   * protocol addresses have four octets. Where it is in use, a packet that ends before its addresses do is dropped
   * unasked (`br_nf_forward_arp`, `arpt_do_table`).
   */
  arptables(context: FilterContext): FilterVerdict {
    const { arp, vlan, bytes, payloadOffset } = context.frame;
    if (arp === undefined || vlan >= 0) return ACCEPTED;
    if (arp.protocolLength !== 4 && bytes.length >= payloadOffset + 8) return ACCEPTED;
    if (!arp.complete) return this.#truncated;
    for (const rule of this.#rules) {
      let holds = true;
      for (const match of rule.matches) {
        if (!matchesArptables(match, context, arp)) {
          holds = false;
          break;
        }
      }
      if (!holds || rule.target === 'CONTINUE') continue;
      if (rule.target === 'ACCEPT') return ACCEPTED;
      return rule.target === 'DROP' ? rule.drop : this.#policy;
    }
    return this.#policy;
  }

  #ebtablesFrom(start: number, context: FilterContext): FilterVerdict {
    for (let index = start; index < this.#rules.length; index++) {
      const rule = this.#rules[index]!;
      if (!holdsInEbtables(rule, context)) continue;
      switch (rule.target) {
        case 'ACCEPT':
          return ACCEPTED;
        case 'DROP':
          return rule.drop;
        case 'RETURN':
          return this.#policy;
        case 'CONTINUE':
          break;
        case 'arpreply': {
          const fate = arpReplyFate(context.frame);
          if (fate === 'drop') return rule.drop;
          if (fate === 'answer') return this.#answer(rule, index, context);
          break;
        }
        default:
          return rule.target satisfies never;
      }
    }
    return this.#policy;
  }

  #answer(rule: CompiledRule, index: number, context: FilterContext): ArpReplyVerdict {
    const reply = rule.reply!;
    if (rule.afterwards === 'DROP') return reply.drop;
    if (rule.afterwards === 'ACCEPT') return reply.accept;
    const rest = this.#ebtablesFrom(index + 1, context);
    if (rest.kind !== 'arpreply') return reply[rest.kind];
    return answered(reply.drop.mac, rest.then, reply.drop.where, [rest.mac, ...rest.further]);
  }
}

function holdsInEbtables(rule: CompiledRule, context: FilterContext): boolean {
  for (const match of rule.matches) if (!matchesEbtables(match, context)) return false;
  return true;
}

function compileRule(rule: RuleLine, where: string): CompiledRule {
  const { target } = rule;
  const matches = rule.variant === '-nft' && rule.tool === 'arptables' ? withImplied(rule.matches) : rule.matches;
  const answers = target.kind === 'arpreply';
  return {
    matches: matches.map((match) => new CompiledMatch(match)),
    target: target.kind,
    drop: { kind: 'drop', where },
    reply: answers
      ? { drop: answered(target.mac, 'drop', where), accept: answered(target.mac, 'accept', where) }
      : undefined,
    afterwards: answers ? target.afterwards : 'CONTINUE',
  };
}

/** arptables-nft (iptables 1.8, nft-arp.c) looks for Ethernet, unless the rule names the hardware type or the length. */
function withImplied(matches: readonly RuleMatch[]): RuleMatch[] {
  const implied: RuleMatch[] = [
    {
      subject: 'arp-hardware-type',
      negated: false,
      pattern: { kind: 'number', value: HARDWARE_ETHERNET, mask: 0xffff },
    },
    { subject: 'arp-hardware-length', negated: false, pattern: { kind: 'number', value: 6, mask: 0xff } },
  ];
  return [...matches, ...implied.filter(({ subject }) => !matches.some((match) => match.subject === subject))];
}
