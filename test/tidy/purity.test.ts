import { expect, test } from 'vitest';
import { dottedName, isNode, PRODUCT, SourceFile, type SyntaxNode } from './source-file.ts';

/** The same scenario gives the same bytes, on another day and another machine: these know no clock, no dice, no files. */
const PURE = [
  'src/wire/',
  'src/trace/',
  'src/model/',
  'src/network/',
  'src/scenario/interpreter.ts',
  'src/scenario/scenario.ts',
  'src/scenario/step.ts',
  'src/scenario/arbitraries/',
  'src/monitor/',
  'properties/',
];

/** Names of the surroundings that a pure file does not touch; with a dot only that member. */
const BANNED = new Set([
  'Date.now',
  'Math.random',
  'performance',
  'process',
  'crypto',
  'fetch',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'require',
  'globalThis',
  'Intl',
]);

/** Methods that read the machine's time zone or language. */
const LOCAL_METHODS = new Set([
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
  'localeCompare',
  'getHours',
  'getTimezoneOffset',
]);

function impurity(node: SyntaxNode, parents: readonly SyntaxNode[]): string | undefined {
  const parent = parents.at(-1);
  switch (node.type) {
    case 'MemberExpression': {
      const name = dottedName(node);
      if (name !== undefined && BANNED.has(name)) return name;
      const property = node.property as SyntaxNode;
      const method = property.name;
      return node.computed !== true && typeof method === 'string' && LOCAL_METHODS.has(method) ? method : undefined;
    }
    case 'Identifier': {
      const name = node.name as string;
      return BANNED.has(name) && parent !== undefined && isReference(node, parent) ? name : undefined;
    }
    case 'NewExpression': {
      const isNow = dottedName(node.callee) === 'Date' && (node.arguments as unknown[]).length === 0;
      return isNow ? 'new Date()' : undefined;
    }
    case 'ImportDeclaration':
    case 'ImportExpression': {
      const source = isNode(node.source) ? node.source.value : undefined;
      return typeof source === 'string' && source.startsWith('node:') ? source : undefined;
    }
    default:
      return undefined;
  }
}

/** Not the name of a property, a key, or a parameter that happens to be called so. */
function isReference(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed === true;
  if (parent.type === 'Property') return parent.value === node;
  if (parent.type.startsWith('TS')) return false;
  return (
    !/^(MethodDefinition|PropertyDefinition|FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|VariableDeclarator|ImportSpecifier|ExportSpecifier)$/.test(
      parent.type,
    ) || parent.init === node
  );
}

function impurities(file: SourceFile): string[] {
  const found: string[] = [];
  for (const [node, parents] of file.nodes()) {
    const what = impurity(node, parents);
    if (what !== undefined) found.push(`${file.place(node)} uses ${what}`);
  }
  return found;
}

test('what has to be reproducible uses no clock, no randomness, no timer and no file', () => {
  const files = PRODUCT.filter((file) => PURE.some((prefix) => file.path.startsWith(prefix)));
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(impurities)).toEqual([]);
});

test.each([
  'Date.now()',
  'new Date()',
  'const now = performance.now;',
  'Math.random()',
  'setTimeout(() => {}, 1)',
  'process.env.HOME',
  '[..."ab"].sort((a, b) => a.localeCompare(b))',
  'const { argv } = process;',
  'await import("node:fs")',
  'import fs from "node:fs";',
])('the check sees %s', (text) => {
  expect(impurities(new SourceFile('x.ts', text))).toHaveLength(1);
});

test.each([
  'new Date(0)',
  'Math.floor(1.5)',
  'const step = { process: 1 }; step.process += 1;',
  'interface Clock { performance: number; fetch(): void }',
  'class Each { process(): void {} }',
])('the check lets %s pass', (text) => {
  expect(impurities(new SourceFile('x.ts', text))).toEqual([]);
});
