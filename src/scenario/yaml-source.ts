import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { Defect, Path } from './defect.ts';
import { NESTING_MAX } from './limits.ts';
import { LineTable, type Place } from './line-table.ts';
import type { Source, SyntaxDefect } from './source.ts';
import { findTooDeep } from './yaml-depth.ts';

const TOO_DEEP = `more than ${NESTING_MAX} levels deep`;

/** An alias may stand for a list of aliases, and so on; more values than that come of malice only. */
const ALIASES_MAX = 10_000;

/** A YAML text; JSON is YAML, too. */
export class YamlSource implements Source {
  readonly value: unknown;
  readonly defects: readonly SyntaxDefect[];
  readonly #text: string;
  readonly #lines: LineTable;
  readonly #document: Document | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new LineTable(text);
    const nested = findTooDeep(text);
    this.#document = nested === undefined ? parseDocument(text, { prettyErrors: false, uniqueKeys: false }) : undefined;
    const defects =
      this.#document === undefined ? [{ offset: nested!, message: TOO_DEEP }] : syntaxDefects(this.#document);
    try {
      if (defects.length === 0) this.value = this.#document?.toJS({ maxAliasCount: ALIASES_MAX });
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      defects.push({ offset: 0, message: `aliases stand for more than ${ALIASES_MAX} values`, hint: 'write them out' });
    }
    this.defects = defects;
  }

  placeAt(offset: number): Place {
    return this.#lines.placeAt(offset);
  }

  placeOf(defect: Defect): Place {
    return this.placeAt(this.#offsetOf(defect));
  }

  #offsetOf({ path, at, column }: Defect): number {
    let node: unknown = this.#document?.contents;
    let offset = startOf(node) ?? 0;
    for (const [index, key] of path.entries()) {
      const owner = isAlias(node) && this.#document !== undefined ? node.resolve(this.#document) : node;
      const [keyNode, valueNode] = child(owner, key);
      const wantsKey = at === 'key' && index === path.length - 1;
      const start = wantsKey || isEmpty(valueNode) ? startOf(keyNode) : startOf(valueNode);
      if (start === undefined) return offset;
      offset = start;
      node = valueNode;
    }
    return column === undefined || at === 'key' ? offset : offset + this.#within(node, column);
  }

  /** How far behind the start of a scalar a column of its text stands; 0 if the text is not there as it is. */
  #within(node: unknown, column: number): number {
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return 0;
    const quote = this.#text.startsWith(node.value, node.range[0]) ? 0 : 1;
    return this.#text.startsWith(node.value, node.range[0] + quote) ? quote + column - 1 : 0;
  }
}

function child(owner: unknown, key: Path[number]): readonly [key: unknown, value: unknown] {
  if (isSeq(owner)) return [undefined, owner.items[Number(key)]];
  if (!isMap(owner)) return [undefined, undefined];
  const pair = owner.items.findLast((each) => isScalar(each.key) && String(each.key.value) === key);
  return [pair?.key, pair?.value];
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && node.source === '');
}

function syntaxDefects(document: Document): SyntaxDefect[] {
  // The first error leads to the others.
  const [error] = document.errors;
  if (error !== undefined) return [{ offset: error.pos[0], ...wordsFor(error.code, error.message) }];
  const defects: SyntaxDefect[] = document.warnings.map((each) => ({
    offset: each.pos[0],
    ...wordsFor(each.code, each.message),
  }));
  const anchors = new Set<string>();
  visit(document, (_, node) => {
    if (isAlias(node) && !anchors.has(node.source)) defects.push(unknownAlias(node));
    if (isMap(node)) defects.push(...repeatedKeys(node.items.map((each) => each.key)));
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.add(node.anchor);
  });
  return defects;
}

function repeatedKeys(keys: readonly unknown[]): SyntaxDefect[] {
  const seen = new Set<unknown>();
  return keys.filter(isScalar).flatMap((key: Scalar) => {
    if (!seen.has(key.value)) {
      seen.add(key.value);
      return [];
    }
    const message = `the key ${JSON.stringify(key.value)} is there twice`;
    return [{ offset: startOf(key) ?? 0, message, hint: 'take one of them out' }];
  });
}

function unknownAlias(alias: Alias): SyntaxDefect {
  const hint = `an anchor &${alias.source} has to stand before it`;
  return { offset: startOf(alias) ?? 0, message: `nothing is called *${alias.source}`, hint };
}

function wordsFor(code: string, message: string): Omit<SyntaxDefect, 'offset'> {
  switch (code) {
    case 'TAB_AS_INDENT':
      return { message: 'a tab cannot indent YAML', hint: 'use spaces' };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { message: 'a colon within a value', hint: 'put the value in quotes, or the key on a line of its own' };
    case 'TAG_RESOLVE_FAILED':
      return { message: 'a tag that is not understood', hint: 'take it out, or put the value in quotes' };
    case 'RESOURCE_EXHAUSTION':
      return { message: TOO_DEEP };
    case 'MULTIPLE_DOCS':
      return { message: 'a second document begins', hint: 'write one topology a file' };
    case 'BAD_SCALAR_START':
      return { message: lowerFirst(message), hint: 'put it in quotes' };
    default:
      if (message.startsWith('Flow ')) {
        return {
          message: 'a bracket is open here, and nothing in it is indented',
          hint: 'close it, or indent this line',
        };
      }
      return { message: message.startsWith('Missing closing') ? 'a quote is not closed' : lowerFirst(message) };
  }
}

function lowerFirst(text: string): string {
  const line = text.split('\n', 1)[0]!;
  return line.charAt(0).toLowerCase() + line.slice(1);
}
