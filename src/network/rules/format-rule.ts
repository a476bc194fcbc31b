import { formatMac } from '../../wire/index.ts';
import { MATCH_OPTIONS } from './options.ts';
import type { ParsedRule, RuleLine, RuleMatch, RuleTool } from './rule.ts';

/**
 * The normal form of a rule: one spelling of each option, one order, values as the tools list them, `!` before the
 * option. Both tools take it, and parsing it gives the same rule.
 */
export function formatRule(rule: ParsedRule): string {
  const words = [rule.tool + rule.variant];
  if (rule.table === 'ebtables nat') words.push('-t nat');
  if (rule.command === 'policy') words.push(`-P ${rule.chain} ${rule.policy}`);
  else words.push(...formatLine(rule));
  return words.join(' ');
}

function formatLine(rule: RuleLine): string[] {
  const words = [rule.command === 'append' ? `-A ${rule.chain}` : `-I ${rule.chain} ${rule.position}`];
  for (const match of rule.matches) words.push(formatMatch(rule.tool, match));
  const { target } = rule;
  if (target.kind === 'arpreply') {
    words.push(`-j arpreply --arpreply-mac ${formatMac(target.mac)}`);
    if (target.afterwards !== 'DROP') words.push(`--arpreply-target ${target.afterwards}`);
  } else if (rule.tool === 'ebtables' || target.kind !== 'CONTINUE') {
    words.push(`-j ${target.kind}`);
  }
  return words;
}

function formatMatch(tool: RuleTool, match: RuleMatch): string {
  const option = MATCH_OPTIONS[tool].find((candidate) => candidate.subject === match.subject)!;
  const name = match.negated ? `! ${option.names[0]}` : option.names[0];
  return option.value === undefined ? name : `${name} ${option.value.write(match.pattern)}`;
}
