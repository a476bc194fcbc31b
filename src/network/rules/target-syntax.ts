import { didYouMean } from './did-you-mean.ts';
import type { RuleTool, StandardTarget } from './rule.ts';
import type { RuleError } from './rule-error.ts';
import type { Token } from './tokens.ts';

type TargetName = StandardTarget | 'arpreply';

/** arptables(8) lists CONTINUE, but arptables 0.0.5 has no such target. */
const TARGETS: Readonly<Record<RuleTool, readonly TargetName[]>> = {
  ebtables: ['ACCEPT', 'DROP', 'CONTINUE', 'RETURN', 'arpreply'],
  arptables: ['ACCEPT', 'DROP', 'RETURN'],
};

/** The value of `-j`. */
export function readTarget(tool: RuleTool, token: Token): TargetName | RuleError {
  const { text, column } = token;
  const targets = TARGETS[tool];
  const target = targets.find((name) => name === text);
  if (target !== undefined) return target;
  if (tool === 'arptables' && text === 'CONTINUE') {
    return { message: 'arptables has no target CONTINUE', column, hint: 'leave -j out: the next rule is asked then' };
  }
  if (tool === 'arptables' && text === 'arpreply') {
    return {
      message: 'arptables has no target arpreply',
      column,
      hint: 'ebtables has it, in chain PREROUTING of table nat',
    };
  }
  const near = didYouMean(text, targets);
  const known = `${targets.slice(0, -1).join(', ')} or ${targets.at(-1)}`;
  const hint =
    near === undefined ? `targets are ${known}; chains of one's own are not modelled` : `did you mean ${near}?`;
  return { message: `the target '${text}' is not understood`, column, hint };
}
