import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../src/network/rules/index.ts';
import { ARPTABLES_NFT_REFUSES, type RefusedLine, TOOLS_REFUSE, WE_REFUSE } from './refused-lines.ts';

describe.each([
  ['refused by the tools', TOOLS_REFUSE],
  ['refused by arptables-nft', ARPTABLES_NFT_REFUSES],
  ['refused by us', WE_REFUSE],
] as const)('lines %s', (_, lines) => {
  it.each(lines)('$marked', ({ marked, message, hint }: RefusedLine) => {
    const column = marked.indexOf('|') + 1;
    expect(parseRule(marked.replace('|', ''))).toEqual({ ok: false, error: { message, column, hint } });
  });
});
