import { expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { propertiesPage } from '../../src/report/properties-page.ts';
import { STACK_KINDS } from '../../src/stacks/registry.ts';
import { MUTANTS } from '../mutants/index.ts';

it('docs/properties.md is up to date; `npx vitest run test/properties/properties-page.test.ts --update` renews it', async () => {
  const killers = (id: string): readonly string[] =>
    MUTANTS.filter(({ killedBy }) => killedBy.includes(id)).map(({ name }) => name);
  const page = propertiesPage({
    properties: catalogue,
    stacks: STACK_KINDS,
    mutants: new Map(catalogue.map(({ id }) => [id, killers(id)])),
  });
  await expect(page).toMatchFileSnapshot('../../docs/properties.md');
});
