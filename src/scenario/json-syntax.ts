/** Where a text stops being JSON (RFC 8259), for messages that JSON.parse does not give: it has no positions. */
import { NESTING_MAX } from './limits.ts';
import { quoted } from './quoted.ts';
import type { SyntaxDefect } from './source.ts';

const BLANK = /[\t\n\r ]*/y;
const WORD = /[^\s,:[\]{}"]+/y;
const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
/** What a literal looks like when its end is missing. */
const LITERAL_START = /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|-?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?)?)$/;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Where a value begins, and what is in it. Of texts, numbers and words the beginning is all there is to know. */
export type JsonNode = number | JsonList | JsonObject;

export interface JsonList {
  readonly start: number;
  readonly items: readonly JsonNode[];
}

export interface JsonObject {
  readonly start: number;
  /** By key as it is written, quotes and all. */
  readonly members: ReadonlyMap<string, JsonMember>;
}

export interface JsonMember {
  readonly start: number;
  readonly value: JsonNode;
}

/** Reads a JSON text: where everything stands, or its first syntax error. A key that is there twice is one, too. */
export function readJson(text: string): JsonNode | SyntaxDefect {
  const reader = new JsonReader(text);
  return reader.read() ?? reader.error!;
}

/** True if it was read; undefined if the error is set. */
type Read = true | undefined;

class JsonReader {
  error: SyntaxDefect | undefined;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonNode | undefined {
    if (this.#next() === undefined) {
      this.#at = 0;
      return this.#fail('the file is empty');
    }
    const root = this.#value(1);
    return root === undefined || this.#next() === undefined ? root : this.#fail('there is more text behind the end');
  }

  /** The next character that is not blank. */
  #next(): string | undefined {
    BLANK.lastIndex = this.#at;
    BLANK.test(this.#text);
    this.#at = BLANK.lastIndex;
    return this.#text[this.#at];
  }

  #fail(message: string, hint?: string): undefined {
    this.error ??= { offset: this.#at, message, ...(hint === undefined ? {} : { hint }) };
    return undefined;
  }

  /** What comes is not what belongs there; at the end of the file, nothing comes. */
  #failFor(wanted: string): undefined {
    const found = this.#text[this.#at];
    if (found !== undefined) return this.#fail(`${quoted(found)} stands where ${wanted} should`);
    this.#at = this.#text.length;
    return this.#fail('the file ends in the middle of a value', 'is it truncated?');
  }

  #value(depth: number): JsonNode | undefined {
    if (depth > NESTING_MAX) return this.#fail(`more than ${NESTING_MAX} levels deep`);
    const first = this.#next();
    const start = this.#at;
    if (first === '{') {
      const members = new Map<string, JsonMember>();
      return this.#each('}', () => this.#member(members, depth)) && { start, members };
    }
    if (first === '[') {
      const items: JsonNode[] = [];
      return this.#each(']', () => this.#item(items, depth)) && { start, items };
    }
    const read = first === '"' ? this.#string() : this.#literal();
    return read === undefined ? undefined : start;
  }

  /** Items of a list or object up to the closing bracket. */
  #each(close: string, readItem: () => Read): Read {
    this.#at += 1;
    while (this.#next() !== close) {
      if (readItem() === undefined) return undefined;
      const after = this.#next();
      if (after === close) break;
      if (after !== ',') return this.#failFor(`a comma or "${close}"`);
      this.#at += 1;
      if (this.#next() === close) return this.#fail(`a comma before "${close}"`, 'take it out');
    }
    this.#at += 1;
    return true;
  }

  #item(items: JsonNode[], depth: number): Read {
    const node = this.#value(depth + 1);
    if (node === undefined) return undefined;
    items.push(node);
    return true;
  }

  #member(members: Map<string, JsonMember>, depth: number): Read {
    if (this.#next() !== '"') return this.#failFor('a key in quotes');
    const start = this.#at;
    const key = this.#string();
    if (key === undefined) return undefined;
    if (members.has(key)) {
      this.#at = start;
      return this.#fail(`the key ${key} is there twice`, 'take one of them out');
    }
    if (this.#next() !== ':') return this.#failFor('a colon');
    this.#at += 1;
    const value = this.#value(depth + 1);
    if (value === undefined) return undefined;
    members.set(key, { start, value });
    return true;
  }

  /** The string with its quotes, as it is written. */
  #string(): string | undefined {
    const start = this.#at;
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) {
        this.#at += 1;
        return this.#text.slice(start, this.#at);
      }
      if (code < 0x20)
        return this.#fail('a line end or control character within a text', 'write it as an escape, such as \\n');
      if (code === 0x5c && !this.#escape()) return undefined;
    }
    return this.#failFor('a quote');
  }

  #escape(): Read {
    ESCAPE.lastIndex = this.#at;
    if (ESCAPE.test(this.#text)) {
      this.#at = ESCAPE.lastIndex - 1;
      return true;
    }
    const rest = this.#text.slice(this.#at, this.#at + 6);
    if (this.#at + rest.length === this.#text.length && /^\\(?:u[0-9a-fA-F]{0,3})?$/.test(rest)) {
      this.#at = this.#text.length;
      return this.#failFor('an escape');
    }
    return this.#fail(`${quoted(rest.slice(0, 2))} is not an escape`, 'write \\\\ for a backslash');
  }

  #literal(): Read {
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0];
    if (word === undefined) return this.#failFor('a value');
    const end = this.#at + word.length;
    if (LITERAL.test(word)) {
      this.#at = end;
      return true;
    }
    if (end === this.#text.length && LITERAL_START.test(word)) {
      this.#at = end;
      return this.#failFor('a value');
    }
    const hint = /^[-+.\d]/.test(word) ? 'numbers are written as 5, 0.5 or 5e3' : 'texts stand in double quotes';
    return this.#fail(`${quoted(word)} is not a value`, hint);
  }
}
