import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { deviationsMatrix, deviationsPage } from '../../src/report/deviations-page.ts';
import { STACK_KINDS } from '../../src/stacks/registry.ts';

const README = path.resolve(import.meta.dirname, '../../README.md');
const BEGIN = '<!-- deviations: generated, a test compares it -->\n';
const END = '\n<!-- end of deviations -->';
const STACKS = STACK_KINDS.filter((kind) => kind.expectations.length > 0);

it('docs/deviations.md is up to date; `npx vitest run test/stacks/deviations.test.ts --update` renews it', async () => {
  await expect(deviationsPage(STACKS, catalogue)).toMatchFileSnapshot('../../docs/deviations.md');
});

it('the README has the table of what is known of real stacks; the same command renews it', async () => {
  const [before = '', rest = ''] = readFileSync(README, 'utf8').split(BEGIN);
  const behind = rest.slice(rest.indexOf(END));
  await expect(`${before}${BEGIN}${deviationsMatrix(STACKS)}${behind}`).toMatchFileSnapshot(README);
});
