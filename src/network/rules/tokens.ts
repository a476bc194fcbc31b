import type { RuleError } from './rule-error.ts';

/** A word of a command line, quotes taken off. */
export interface Token {
  readonly text: string;
  /** Where it starts in the line, from 1. */
  readonly column: number;
}

export type Tokens =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly error: RuleError };

/** What ends or redirects a command in a shell. */
const SHELL = new Set([';', '&', '|', '<', '>', '(', ')', '`', '\n', '\r']);
const SHELL_HINT = 'write one command a line, without shell syntax';

/**
 * Splits a line into words as a POSIX shell does (XCU section 2.2, Quoting), and refuses what only a shell can do.
 * The words go to the real tools unchanged where hosts are real, so nothing is expanded here.
 */
export function tokenize(line: string): Tokens {
  const tokens: Token[] = [];
  let text = '';
  let start = -1;
  let quote = '';
  let quotedAt = 0;
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (character === quote) {
      quote = '';
    } else if (character === '\\' && quote !== "'" && index + 1 < line.length) {
      if (start < 0) start = index;
      text += line[++index]!;
    } else if (character === '$' && quote !== "'") {
      return refuse(index, "'$' asks a shell for a variable", 'variables are not expanded: write the value itself');
    } else if (quote !== '') {
      text += character;
    } else if (character === '"' || character === "'") {
      if (start < 0) start = index;
      quote = character;
      quotedAt = index;
    } else if (SHELL.has(character) || (character === '#' && start < 0)) {
      const shown = character < ' ' ? 'a line break' : `'${character}'`;
      return refuse(index, `${shown} is not part of a rule`, SHELL_HINT);
    } else if (character === ' ' || character === '\t') {
      if (start >= 0) tokens.push({ text, column: start + 1 });
      text = '';
      start = -1;
    } else {
      if (start < 0) start = index;
      text += character;
    }
  }
  if (quote !== '') return refuse(quotedAt, `the quote ${quote} has no end`, `close it with ${quote}`);
  if (start >= 0) tokens.push({ text, column: start + 1 });
  return { ok: true, tokens };
}

function refuse(index: number, message: string, hint: string): Tokens {
  return { ok: false, error: { message, column: index + 1, hint } };
}
