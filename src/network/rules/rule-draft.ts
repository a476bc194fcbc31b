import type { Mac } from '../../wire/index.ts';
import type { ArpReplyTarget, RuleMatch, RuleTool, RuleVariant, StandardTarget } from './rule.ts';
import type { Token } from './tokens.ts';

/** A value and the token that gave it. */
export interface Placed<Value> {
  readonly value: Value;
  readonly token: Token;
}

/** What the words of a line say, before it is known whether they go together (see `check-rule.ts`). */
export interface RuleDraft {
  readonly tool: RuleTool;
  readonly variant: RuleVariant;
  table?: Token;
  command?: Placed<'append' | 'insert' | 'policy'>;
  chain?: Token;
  position?: number;
  policy?: 'ACCEPT' | 'DROP';
  readonly matches: Placed<RuleMatch>[];
  target?: Placed<StandardTarget | 'arpreply'>;
  replyMac?: Placed<Mac>;
  replyTarget?: Placed<ArpReplyTarget>;
}
