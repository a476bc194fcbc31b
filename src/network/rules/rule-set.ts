import { CompiledChain } from './compiled-chain.ts';
import type { FilterContext } from './filter-context.ts';
import { ACCEPTED, type FilterVerdict } from './filter-verdict.ts';
import { type FilterChain, type FilterTable, type RuleLine, TABLE_CHAINS } from './rule.ts';

/** The rules of one chain while lines are read. */
export interface ChainRules {
  readonly rules: RuleLine[];
  policy: 'ACCEPT' | 'DROP';
}

/**
 * The filter rules of one host.
 *
 * Whoever asks keeps the kernel's order (netfilter_bridge.h, priorities): a frame that a bridge forwards passes nat
 * PREROUTING, filter FORWARD, arptables FORWARD, nat POSTROUTING; a frame that the host sends through its bridge passes
 * arptables OUTPUT, then filter and nat OUTPUT and nat POSTROUTING at every port; a frame for the host passes nat
 * PREROUTING, filter INPUT, and before the ARP stack arptables INPUT.
 */
export class RuleSet {
  readonly #ebtablesFilter: TableChains = {};
  readonly #ebtablesNat: TableChains = {};
  readonly #arptables: TableChains = {};

  /** `chainRules` by `TABLE CHAIN`, such as `ebtables nat PREROUTING`; absent chains accept everything. */
  constructor(chainRules: ReadonlyMap<string, ChainRules>) {
    for (const table of Object.keys(TABLE_CHAINS) as FilterTable[]) {
      for (const chain of TABLE_CHAINS[table]) {
        const place = `${table} ${chain}`;
        const { rules, policy } = chainRules.get(place) ?? { rules: [], policy: 'ACCEPT' };
        const always = rules.length === 0 && policy === 'ACCEPT';
        if (!always) this.#chainsOf(table)[chain] = new CompiledChain(place, rules, policy);
      }
    }
    if ([...chainRules.keys()].some((place) => place.startsWith('arptables'))) this.#hookArptables();
  }

  /** True if the chain accepts every frame, so that nobody needs to ask it. */
  isEmpty(table: FilterTable, chain: FilterChain): boolean {
    return this.#chainsOf(table)[chain] === undefined;
  }

  /** What the chain decides. Allocates nothing unless several rules answer the same request. */
  evaluate(table: FilterTable, chain: FilterChain, context: FilterContext): FilterVerdict {
    const compiled = this.#chainsOf(table)[chain];
    if (compiled === undefined) return ACCEPTED;
    return table === 'arptables filter' ? compiled.arptables(context) : compiled.ebtables(context);
  }

  /** A table of arptables is hooked as a whole: one line for any chain, and truncated ARP frames fall at all three. */
  #hookArptables(): void {
    for (const chain of TABLE_CHAINS['arptables filter']) {
      this.#arptables[chain] ??= new CompiledChain(`arptables filter ${chain}`, [], 'ACCEPT');
    }
  }

  #chainsOf(table: FilterTable): TableChains {
    switch (table) {
      case 'ebtables filter':
        return this.#ebtablesFilter;
      case 'ebtables nat':
        return this.#ebtablesNat;
      case 'arptables filter':
        return this.#arptables;
      default:
        return table satisfies never;
    }
  }
}

type TableChains = { [Chain in FilterChain]?: CompiledChain };

/** No rules at all. */
export const EMPTY_RULES = new RuleSet(new Map());
