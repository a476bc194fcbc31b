import { BoundedMap } from './bounded-map.ts';
import { parseRule } from './parse-rule.ts';
import type { ParsedRule, RuleTool, RuleVariant } from './rule.ts';
import type { RuleError } from './rule-error.ts';
import { type ChainRules, EMPTY_RULES, RuleSet } from './rule-set.ts';
import { tokenize } from './tokens.ts';

/** An error and the line that it is in. */
interface RuleLineError extends RuleError {
  /** Index into the lines, from 0. */
  readonly index: number;
}

type RuleCompilation =
  | { readonly ok: true; readonly rules: RuleSet }
  | { readonly ok: false; readonly errors: readonly RuleLineError[] };

/** Rule sets that are remembered: the hosts of the largest rack that the benchmark runs, each with its own MAC in it. */
const SET_LIMIT = 1024;
const memo = new BoundedMap<RuleCompilation>(SET_LIMIT);
const NOTHING: RuleCompilation = { ok: true, rules: EMPTY_RULES };

/** The lines of one host, executed in order on empty chains with policy ACCEPT. All lines' errors are told. */
export function compileRules(lines: readonly string[]): RuleCompilation {
  if (lines.length === 0) return NOTHING;
  const text = lines.join('\0');
  return memo.get(text) ?? memo.add(text, compile(lines));
}

function compile(lines: readonly string[]): RuleCompilation {
  const errors: RuleLineError[] = [];
  const chains = new Map<string, ChainRules>();
  const variants = new Map<RuleTool, RuleVariant>();
  lines.forEach((line, index) => {
    const parsed = parseRule(line);
    const error = parsed.ok ? (mixed(parsed.rule, variants) ?? execute(parsed.rule, chains, line)) : parsed.error;
    if (error !== undefined) errors.push({ ...error, index });
  });
  return errors.length === 0 ? { ok: true, rules: new RuleSet(chains) } : { ok: false, errors };
}

/** Rules of both implementations would make two tables in the kernel, each with policies of its own. */
function mixed({ tool, variant }: ParsedRule, variants: Map<RuleTool, RuleVariant>): RuleError | undefined {
  const before = variants.get(tool) ?? '';
  if (variant !== '' && before !== '' && variant !== before) {
    const message = `the host has rules of ${tool}${before} already, and ${tool}${variant} keeps a table of its own`;
    return { message, column: 1, hint: `write ${tool}${before} in all of its lines` };
  }
  if (variant !== '') variants.set(tool, variant);
  return undefined;
}

function execute(rule: ParsedRule, chains: Map<string, ChainRules>, line: string): RuleError | undefined {
  const place = `${rule.table} ${rule.chain}`;
  const chain = chains.get(place) ?? { rules: [], policy: 'ACCEPT' };
  chains.set(place, chain);
  if (rule.command === 'policy') chain.policy = rule.policy;
  else if (rule.command === 'append') chain.rules.push(rule);
  else if (rule.position <= chain.rules.length + 1) chain.rules.splice(rule.position - 1, 0, rule);
  else return tooFar(rule.position, chain.rules.length, line);
  return undefined;
}

function tooFar(position: number, length: number, line: string): RuleError {
  const words = tokenize(line);
  const tokens = words.ok ? words.tokens : [];
  const command = tokens.findIndex(({ text }) => /^(-I$|--insert)/.test(text));
  const token = tokens.find(({ text }, index) => index > command && text === String(position));
  const hint = `the chain has ${length} ${length === 1 ? 'rule' : 'rules'} at this line: ${length + 1} is the last place`;
  return { message: `there is no place ${position} in the chain`, column: token?.column ?? 1, hint };
}
