/** The filter rules of hosts: ebtables and arptables command lines, understood and evaluated. */
export { arpReplyFor } from './arp-reply.ts';
export { compileRules } from './compile-rules.ts';
export type { FilterContext } from './filter-context.ts';
export { ACCEPTED, type FilterVerdict } from './filter-verdict.ts';
export { formatRule } from './format-rule.ts';
export { parseRule } from './parse-rule.ts';
export type * from './rule.ts';
export { TABLE_CHAINS } from './rule.ts';
export { EMPTY_RULES, type RuleSet } from './rule-set.ts';
