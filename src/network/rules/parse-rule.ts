import { MAC_ZERO } from '../../wire/index.ts';
import { BoundedMap } from './bounded-map.ts';
import { checkRule } from './check-rule.ts';
import { MATCH_OPTIONS } from './options.ts';
import { readProgram } from './program-name.ts';
import type { FilterChain, FilterTable, ParsedRule, RuleMatch, RuleTarget } from './rule.ts';
import type { RuleDraft } from './rule-draft.ts';
import type { RuleError } from './rule-error.ts';
import { RuleReader } from './rule-reader.ts';
import { tokenize } from './tokens.ts';

type RuleParse = { readonly ok: true; readonly rule: ParsedRule } | { readonly ok: false; readonly error: RuleError };

/**
 * Lines whose meaning is remembered. Racks that are generated at random repeat the same few rules, with each host's
 * own MAC in them: 4096 lines are two for each of 2048 hosts, about 2 MB.
 */
const LINE_LIMIT = 4096;
const memo = new BoundedMap<RuleParse>(LINE_LIMIT);

/**
 * Understands one command line of `ebtables` or `arptables`, as ebtables(8) and arptables(8) describe it and as
 * ebtables 1.8 (nf_tables) and arptables 0.0.5 (legacy) take it. What is not understood is an error, never ignored;
 * `docs/rules.md` says what is.
 */
export function parseRule(commandLine: string): RuleParse {
  return memo.get(commandLine) ?? memo.add(commandLine, parse(commandLine));
}

function parse(line: string): RuleParse {
  const words = tokenize(line);
  if (!words.ok) return words;
  const program = readProgram(words.tokens);
  if ('message' in program) return { ok: false, error: program };
  const reader = new RuleReader(program, words.tokens);
  const draft = reader.read();
  const error = reader.error ?? checkRule(draft);
  return error === undefined ? { ok: true, rule: finish(draft) } : { ok: false, error };
}

/** The rule of a draft that was found to be valid. */
function finish(draft: RuleDraft): ParsedRule {
  const { tool, variant } = draft;
  const table = `${tool} ${draft.table?.text ?? 'filter'}` as FilterTable;
  const chain = draft.chain!.text as FilterChain;
  const command = draft.command!.value;
  if (command === 'policy') return { tool, variant, table, chain, command, policy: draft.policy! };
  const matches = inTableOrder(draft);
  return { tool, variant, table, chain, command, position: draft.position ?? 0, matches, target: targetOf(draft) };
}

function inTableOrder({ tool, matches }: RuleDraft): readonly RuleMatch[] {
  const values = matches.map((placed) => placed.value);
  return MATCH_OPTIONS[tool].flatMap(({ subject }) => values.filter((match) => match.subject === subject));
}

function targetOf(draft: RuleDraft): RuleTarget {
  const kind = draft.target?.value ?? 'CONTINUE';
  if (kind !== 'arpreply') return { kind };
  return { kind, mac: draft.replyMac?.value ?? MAC_ZERO, afterwards: draft.replyTarget?.value ?? 'DROP' };
}
