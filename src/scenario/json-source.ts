import type { Defect } from './defect.ts';
import { type JsonMember, type JsonNode, readJson } from './json-syntax.ts';
import { LineTable, type Place } from './line-table.ts';
import type { Source, SyntaxDefect } from './source.ts';

/** A JSON text. It is not read as YAML, which it would be, too: that takes fifty times as long. */
export class JsonSource implements Source {
  readonly value: unknown;
  readonly defects: readonly SyntaxDefect[];
  readonly #text: string;
  readonly #root: JsonNode;
  #lines: LineTable | undefined;

  constructor(text: string) {
    const read = readJson(text);
    const isDefect = typeof read !== 'number' && 'offset' in read;
    this.#text = text;
    this.#root = isDefect ? 0 : read;
    this.defects = isDefect ? [read] : [];
    this.value = isDefect ? undefined : JSON.parse(text);
  }

  placeAt(offset: number): Place {
    this.#lines ??= new LineTable(this.#text);
    return this.#lines.placeAt(offset);
  }

  placeOf({ path, at, column }: Defect): Place {
    let place: JsonMember = { start: startOf(this.#root), value: this.#root };
    for (const key of path) {
      const next = below(place.value, key);
      if (next === undefined) break;
      place = next;
    }
    if (at === 'key') return this.placeAt(place.start);
    const start = startOf(place.value);
    return this.placeAt(column === undefined ? start : start + column);
  }
}

function startOf(node: JsonNode): number {
  return typeof node === 'number' ? node : node.start;
}

function below(node: JsonNode, key: string | number): JsonMember | undefined {
  if (typeof node === 'number') return undefined;
  if ('members' in node) return node.members.get(JSON.stringify(key)) ?? escaped(node.members, key);
  const item = node.items[Number(key)];
  return item === undefined ? undefined : { start: startOf(item), value: item };
}

/** A key need not be written as it would be here: `"\\u0061"` is `"a"`. */
function escaped(members: ReadonlyMap<string, JsonMember>, key: string | number): JsonMember | undefined {
  for (const [written, member] of members) if (written.includes('\\') && JSON.parse(written) === key) return member;
  return undefined;
}
