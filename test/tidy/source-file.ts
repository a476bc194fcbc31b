import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';

/** A node of the syntax tree (ESTree, with TypeScript's own nodes). */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** The package's folder; vitest runs there. */
export const ROOT = process.cwd();

/** A TypeScript file of the project, read and parsed when first asked for. */
export class SourceFile {
  /** From the package's folder, with slashes: `src/wire/mac.ts`. */
  readonly path: string;
  #text: string | undefined;
  #program: SyntaxNode | undefined;

  /** `text` instead of what the file says, for trying out a check. */
  constructor(relativePath: string, text?: string) {
    this.path = relativePath;
    this.#text = text;
  }

  get text(): string {
    this.#text ??= readFileSync(path.join(ROOT, this.path), 'utf8');
    return this.#text;
  }

  get program(): SyntaxNode {
    if (this.#program === undefined) {
      const { program, errors } = parseSync(this.path, this.text);
      if (errors.length > 0) throw new Error(`${this.path}: ${errors[0]!.message}`);
      this.#program = program as unknown as SyntaxNode;
    }
    return this.#program;
  }

  /** Every node of the syntax tree with its parents, the nearest last. */
  *nodes(): Generator<readonly [SyntaxNode, readonly SyntaxNode[]]> {
    yield* descend(this.program, []);
  }

  lineAt(offset: number): number {
    let line = 1;
    for (let at = this.text.indexOf('\n'); at >= 0 && at < offset; at = this.text.indexOf('\n', at + 1)) line += 1;
    return line;
  }

  /** `src/wire/mac.ts:17` */
  place(node: SyntaxNode): string {
    return `${this.path}:${this.lineAt(node.start)}`;
  }

  /** What it imports or re-exports, statically or not, types included, with the place of each. */
  *imports(): Generator<{ readonly specifier: string; readonly place: string }> {
    for (const [node] of this.nodes()) {
      const source = node.source;
      if (IMPORTING.has(node.type) && isNode(source) && typeof source.value === 'string') {
        yield { specifier: source.value, place: this.place(node) };
      }
    }
  }
}

const IMPORTING = new Set([
  'ImportDeclaration',
  'ImportExpression',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'TSImportType',
]);

function* descend(
  node: SyntaxNode,
  parents: readonly SyntaxNode[],
): Generator<readonly [SyntaxNode, readonly SyntaxNode[]]> {
  yield [node, parents];
  const within = [...parents, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* descend(child, within);
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}

/** `Date.now` for a member expression of plain names, however long; undefined for anything else. */
export function dottedName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return node.name as string;
  if (node.type === 'ChainExpression') return dottedName(node.expression);
  if (node.type !== 'MemberExpression') return undefined;
  const property = node.property as SyntaxNode;
  const key = node.computed === true ? property.value : property.name;
  const object = dottedName(node.object);
  return object === undefined || typeof key !== 'string' ? undefined : `${object}.${key}`;
}

/** Every file below a folder, sorted, whatever it is; none if there is no such folder. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(path.join(ROOT, folder))) return [];
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

function sourcesBelow(folder: string): readonly SourceFile[] {
  return filesBelow(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => new SourceFile(file));
}

/** What users get. */
export const PRODUCT: readonly SourceFile[] = ['src', 'properties'].flatMap(sourcesBelow);
export const TESTS: readonly SourceFile[] = sourcesBelow('test');
