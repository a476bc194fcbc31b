import { didYouMean } from './did-you-mean.ts';
import type { RuleTool, RuleVariant } from './rule.ts';
import type { RuleError } from './rule-error.ts';
import type { Token } from './tokens.ts';

export interface Program {
  readonly tool: RuleTool;
  readonly variant: RuleVariant;
  /** How many tokens it took. */
  readonly length: number;
}

const PROGRAM = /^(ebtables|arptables)(-nft|-legacy)?$/;

/** The command at the start of a line: `ebtables`, `sudo /usr/sbin/arptables-legacy`. */
export function readProgram(tokens: readonly Token[]): Program | RuleError {
  const length = tokens[0]?.text === 'sudo' ? 2 : 1;
  const token = tokens[length - 1];
  if (token === undefined) {
    const hint = 'write a rule such as ebtables -A FORWARD -p ARP -j DROP, or take the line out';
    return { message: 'there is no command', column: 1, hint };
  }
  const name = token.text.slice(token.text.lastIndexOf('/') + 1);
  const match = PROGRAM.exec(name);
  if (match === null) {
    return { message: `'${token.text}' is neither ebtables nor arptables`, column: token.column, hint: hintFor(name) };
  }
  return { tool: match[1] as RuleTool, variant: (match[2] ?? '') as RuleVariant, length };
}

function hintFor(name: string): string {
  // What `ebtables -L` and `arptables -L` print has no command in front, and does not say which chain it is of.
  if (name.startsWith('-')) return 'put the command in front of a listed rule: ebtables -t nat -A PREROUTING …';
  const near = didYouMean(name, ['ebtables', 'arptables']);
  return near === undefined ? 'rules are command lines of ebtables or arptables' : `did you mean ${near}?`;
}
