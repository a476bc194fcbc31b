import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { facts } from '../../properties/facts/index.ts';
import { NOT_COVERED } from '../../properties/not-covered.ts';
import { requirements } from '../../properties/requirements.ts';
import { casesOf } from '../../properties/test-suites/cases-of.ts';
import { TEST_SUITES } from '../../properties/test-suites/index.ts';
import { testSuitesPage } from '../../src/report/test-suites-page.ts';

const ROWS = new Set(requirements.map(({ id }) => id));

it.each([
  ['TC8', 49],
  ['TC8 IPv4_AUTOCONF', 29],
  ['IWL', 50],
])('%s has %d cases, each once', (name, count) => {
  const { cases } = TEST_SUITES.find((suite) => suite.name === name)!;
  expect(new Set(cases.map(({ id }) => id)).size).toBe(count);
  expect(cases).toHaveLength(count);
});

describe.each(TEST_SUITES.flatMap(({ name, cases }) => cases.map((each) => [`${name} ${each.id}`, each] as const)))(
  '%s',
  (_id, { purpose, rows }) => {
    it('is about known rows', () => {
      expect(rows.filter((row) => !ROWS.has(row))).toEqual([]);
    });

    it('is explained', () => {
      expect(purpose).toMatch(/\.$/);
      expect(rows).not.toHaveLength(0);
    });
  },
);

it('finds the cases that test a row', () => {
  expect(casesOf(['R826-20', 'R826-48'])).toEqual(['TC8 ARP_21', 'TC8 ARP_45', 'IWL IPv4.ARP.002', 'IWL IPv4.ARP.003']);
  expect(casesOf(['INV-01'])).toEqual([]);
});

it('docs/test-suites.md is up to date; `npx vitest run test/properties/test-suites.test.ts --update` renews it', async () => {
  const sources = { requirements, properties: catalogue, facts, notCovered: NOT_COVERED };
  await expect(testSuitesPage(TEST_SUITES, sources)).toMatchFileSnapshot('../../docs/test-suites.md');
});
