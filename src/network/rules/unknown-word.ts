import { didYouMean } from './did-you-mean.ts';
import { MATCH_OPTIONS, OPTIONS_BY_NAME } from './options.ts';
import type { RuleTool } from './rule.ts';
import type { RuleError } from './rule-error.ts';
import type { Token } from './tokens.ts';

/** Commands of the tools that change or show chains. A list of rules describes the chains, so it needs none of them. */
const OTHER_COMMANDS =
  /^(-[CDEFLNRSXZ]|--(delete|replace|check|list|list-rules|flush|zero|new-chain|delete-chain|rename-chain|change-counters|init-table|atomic-.*))$/;

/** The error for a word where an option should stand. */
export function unknownWord(tool: RuleTool, token: Token): RuleError {
  const { text, column } = token;
  if (OTHER_COMMANDS.test(text)) {
    const hint = 'chains start empty and with policy ACCEPT; -A, -I and -P describe what is in them';
    return { message: `the command ${text} is not understood`, column, hint };
  }
  if (!text.startsWith('-')) {
    const hint = text.startsWith('!') ? "leave a blank after '!'" : 'an option such as -p or -j belongs here';
    return { message: `'${text}' stands where an option should`, column, hint };
  }
  return { message: `the option ${text} is not understood`, column, hint: optionHint(tool, text) };
}

function optionHint(tool: RuleTool, text: string): string {
  const options = OPTIONS_BY_NAME[tool];
  if (options.has(`-${text}`)) return `did you mean -${text}?`;
  if (/^-[A-Za-z]./.test(text) && options.has(text.slice(0, 2))) {
    return `leave a blank between ${text.slice(0, 2)} and its value`;
  }
  const counterpart = otherTool(tool, text);
  if (counterpart !== undefined) return counterpart;
  const near = didYouMean(text, options.keys());
  if (near !== undefined) return `did you mean ${near}?`;
  return 'docs/rules.md lists the options that are understood; take the rule out, or write it with those';
}

/** `--arp-ip-src` in an arptables line: the same thing under its other name. */
function otherTool(tool: RuleTool, text: string): string | undefined {
  const other = tool === 'ebtables' ? 'arptables' : 'ebtables';
  const option = OPTIONS_BY_NAME[other].get(text);
  if (option === undefined) return undefined;
  const same =
    'subject' in option ? MATCH_OPTIONS[tool].find((candidate) => candidate.subject === option.subject) : undefined;
  const owner = `that is an option of ${other}`;
  return same === undefined ? `${owner}; ${tool} has none like it` : `${owner}; ${tool} calls it ${same.names[0]}`;
}
