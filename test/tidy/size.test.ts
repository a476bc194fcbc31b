import { expect, test } from 'vitest';
import { dottedName, PRODUCT, SourceFile, type SyntaxNode, TESTS } from './source-file.ts';

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

test(`no file has more than ${FILE_LINES_MAX} lines: then it is two things`, () => {
  const long = [...PRODUCT, ...TESTS]
    .map((file) => ({ path: file.path, lines: file.text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > FILE_LINES_MAX);
  expect(long).toEqual([]);
});

test(`no function has more than ${FUNCTION_LINES_MAX} lines`, () => {
  expect([...PRODUCT, ...TESTS].flatMap(longFunctions)).toEqual([]);
});

function longFunctions(file: SourceFile): string[] {
  const found: string[] = [];
  for (const [node, parents] of file.nodes()) {
    if (!FUNCTIONS.has(node.type) || isSuite(parents.at(-1))) continue;
    const lines = file.lineAt(node.end) - file.lineAt(node.start) + 1;
    if (lines > FUNCTION_LINES_MAX) found.push(`${file.place(node)}: ${lines} lines`);
  }
  return found;
}

/** `describe('…', () => {…})` is a heading over functions, not a function that does something. */
function isSuite(parent: SyntaxNode | undefined): boolean {
  if (parent?.type !== 'CallExpression') return false;
  const callee = parent.callee as SyntaxNode;
  // describe.each([…])('…', () => {…})
  const name = callee.type === 'CallExpression' ? dottedName(callee.callee) : dottedName(callee);
  return name?.split('.')[0] === 'describe';
}

test.each([
  ['function f() {\n', '}', 1],
  ['const f = () => {\n', '};', 1],
  ['class C {\n  method() {\n', '  }\n}', 1],
  ['test("a", () => {\n', '});', 1],
  ['describe("a", () => {\n', '});', 0],
  ['describe.each([1])("a", () => {\n', '});', 0],
])('the check itself: %j', (head, tail, count) => {
  const fits = FUNCTION_LINES_MAX - 2;
  expect(longFunctions(new SourceFile('x.ts', `${head}${'f();\n'.repeat(fits)}${tail}`))).toEqual([]);
  expect(longFunctions(new SourceFile('x.ts', `${head}${'f();\n'.repeat(fits + 1)}${tail}`))).toHaveLength(count);
});
