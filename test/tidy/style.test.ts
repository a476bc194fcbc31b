import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dottedName, filesBelow, PRODUCT, ROOT, SourceFile, TESTS } from './source-file.ts';

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Names that are not ours to choose. */
const KNOWN_NAMES = ['README.md', '__snapshots__'];

test('files and folders are named in kebab case', () => {
  const wrong = ['src', 'properties', 'test'].flatMap(filesBelow).filter((file) => {
    const words = file.split('/').flatMap((part) => (KNOWN_NAMES.includes(part) ? [] : part.split('.')));
    return !words.every((word) => KEBAB_CASE.test(word));
  });
  expect(wrong).toEqual([]);
});

test('everything is exported by name', () => {
  const wrong: string[] = [];
  for (const file of [...PRODUCT, ...TESTS]) {
    for (const [node] of file.nodes()) if (node.type === 'ExportDefaultDeclaration') wrong.push(file.place(node));
  }
  expect(wrong).toEqual([]);
});

test('imports are relative, or name a package', () => {
  const wrong = [...PRODUCT, ...TESTS].flatMap((file) =>
    [...file.imports()].filter(({ specifier }) => /^(\/|file:|[a-z]:)/i.test(specifier)).map(({ place }) => place),
  );
  expect(wrong).toEqual([]);
});

/** `it.only`, `describe.skip.each`: tests that run alone, or do not run. `skipIf` says why, and is fine. */
const SWITCHED = /^(test|it|describe|suite)\.(\w+\.)*(only|skip|todo|fails)\b/;

function switchedTests(file: SourceFile): string[] {
  const found: string[] = [];
  for (const [node, parents] of file.nodes()) {
    const name = node.type === 'MemberExpression' ? dottedName(node) : undefined;
    const isWhole = parents.at(-1)?.type !== 'MemberExpression';
    if (name !== undefined && isWhole && SWITCHED.test(name)) found.push(`${file.place(node)}: ${name}`);
  }
  return found;
}

test('no test is left out, alone, or to be written', () => {
  expect(TESTS.flatMap(switchedTests)).toEqual([]);
});

test.each([
  ['test.only("a", f);', 1],
  ['describe.skip.each([1])("a", f);', 1],
  ['it.todo("a");', 1],
  ['test.skipIf(missing)("a", f); random.skip(); arbitrary.only;', 0],
])('the check itself: %s', (text, count) => {
  expect(switchedTests(new SourceFile('x.ts', text))).toHaveLength(count);
});

test('nothing is left to be done', () => {
  // Put together, so that this file does not find itself.
  const mark = new RegExp(`\\b(${['TO', 'FIX'].join('DO|')}ME)\\b`);
  const texts = ['src', 'properties', 'test', 'docs', '.ci'].flatMap(filesBelow).concat('README.md');
  const wrong = texts.filter((file) => mark.test(readFileSync(path.join(ROOT, file), 'utf8')));
  expect(wrong).toEqual([]);
});
