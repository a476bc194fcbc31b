import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { deviationsTable } from '../../src/report/deviations-page.ts';
import { STACK_KINDS } from '../../src/stacks/registry.ts';

const README = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');

it('the README has the table of what is known of real stacks', () => {
  const stacks = STACK_KINDS.filter((kind) => kind.expectations.length > 0);
  const [, behind = ''] = README.split('<!-- deviations: generated, a test compares it -->\n');
  const [table = ''] = behind.split('\n<!-- end of deviations -->');
  expect(table.trim()).toBe(deviationsTable(stacks, catalogue).trim());
});
