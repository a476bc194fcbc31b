import { expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { propertiesPage } from '../../src/report/properties-page.ts';

it('docs/properties.md is up to date; `npx vitest run test/properties -u` renews it', async () => {
  await expect(propertiesPage(catalogue)).toMatchFileSnapshot('../../docs/properties.md');
});
