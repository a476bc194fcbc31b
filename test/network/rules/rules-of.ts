import { compileRules, type RuleSet } from '../../../src/network/rules/index.ts';

/** The rule set of lines that are known to be good. */
export function rulesOf(...lines: readonly string[]): RuleSet {
  const compiled = compileRules(lines);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  return compiled.rules;
}
