import { TEST_SUITES } from './index.ts';

/** The cases of published suites that test one of these rows, in the order of the suites: `TC8 ARP_07`. */
export function casesOf(rows: readonly string[]): readonly string[] {
  return TEST_SUITES.flatMap(({ name, cases }) =>
    cases.filter((each) => each.rows.some((row) => rows.includes(row))).map(({ id }) => `${name} ${id}`),
  );
}
