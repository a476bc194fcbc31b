import { Lexer } from 'yaml';
import { NESTING_MAX } from './limits.ts';

/** Tokens that stand for no characters of the text: document start, end of a flow collection, scalar ahead. */
const WITHOUT_TEXT = new Set(['\u0002', '\u0018', '\u001f']);

/**
 * Where a YAML text nests too deep, or undefined. The parser recurses, and runs out of stack (or takes the process with
 * it) on some thousand levels, so they are counted before it: indentation, list markers one behind the other on a line,
 * and brackets.
 */
export function findTooDeep(text: string): number | undefined {
  const indents: number[] = [];
  let [offset, brackets, markers, isLineStart] = [0, 0, 0, true];
  for (const token of new Lexer().lex(text)) {
    if (WITHOUT_TEXT.has(token)) continue;
    if (isLineStart) {
      const indent = token.startsWith(' ') ? token.length : 0;
      while (indents.length > 0 && indents.at(-1)! >= indent) indents.pop();
      indents.push(indent);
      markers = 0;
    }
    isLineStart = token === '\n' || token === '\r\n';
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token === '-' || token === '?') markers += 1;
    if (Math.max(indents.length, brackets, markers) > NESTING_MAX) return offset;
    offset += token.length;
  }
  return undefined;
}
