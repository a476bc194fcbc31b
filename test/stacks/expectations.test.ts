import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { readCaseFile } from '../../src/scenario/case-file.ts';
import { STACK_KINDS } from '../../src/stacks/registry.ts';

const CASES = path.resolve(import.meta.dirname, '../../traces/stacks');
const expectations = STACK_KINDS.flatMap((kind) =>
  kind.expectations.map((each) => [each.case, kind.name, each] as const),
);

it.each(expectations)('%s: the case is there, shows it, and has its capture', (name, stack, expectation) => {
  const read = readCaseFile(path.join(CASES, `${name}.json`));
  expect(read.ok).toBe(true);
  if (!read.ok) return;
  const { property, mechanism } = expectation;
  expect(read.case).toMatchObject({ property, mechanism, stack, verdict: 'violated' });
  expect(existsSync(path.join(CASES, `${name}.pcapng`))).toBe(true);
});

it('expectations name properties that are there, a reason and a source', () => {
  const ids = new Set(catalogue.map((property) => property.id));
  const wrong = expectations.filter(
    ([, , { property, reason, source }]) => !ids.has(property) || reason === '' || source === '',
  );
  expect(wrong).toEqual([]);
});

it('every stored case is expected of somebody', () => {
  const names = new Set(expectations.map(([name]) => name));
  const stored = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
  expect(stored.filter((name) => !names.has(name))).toEqual([]);
});
