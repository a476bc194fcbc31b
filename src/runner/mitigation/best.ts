import type { Row } from './search.ts';
import type { Cell } from './search-cell.ts';
import { HONEST } from './traffic.ts';

/** A mitigation under which fewer than nine tenths of what was answered before are answered breaks what it protects. */
const USEFUL_SHARE = 0.9;

/**
 * The best row first: the address is still of use, most properties hold under honest traffic, most hold under adverse
 * traffic, fewer mitigations, fewer commands. Rows that are as good keep their order.
 */
export function ranked(rows: readonly Row[]): readonly Row[] {
  const before = rows.find((row) => row.trial.mitigations.length === 0)?.answered ?? 0;
  const worth = (row: Row): readonly number[] => [
    row.answered >= before * USEFUL_SHARE ? 1 : 0,
    row.cells.filter((each) => each.traffic.id === HONEST.id && holds(each)).length,
    row.cells.filter(holds).length,
    -row.trial.mitigations.length,
    -row.trial.commands.length,
  ];
  return rows.toSorted((left, right) => compare(worth(right), worth(left)));
}

/** Rows of two mitigations that do more than either of them alone. */
export function isWorthTwo(row: Row, rows: readonly Row[]): boolean {
  const held = row.cells.filter(holds).length;
  return row.trial.mitigations.every((one) => {
    const alone = rows.find(({ trial }) => trial.mitigations.length === 1 && trial.mitigations[0] === one);
    return alone === undefined || held > alone.cells.filter(holds).length;
  });
}

export function holds({ verdict }: Cell): boolean {
  return verdict === 'held';
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) if (value !== right[index]) return value - right[index]!;
  return 0;
}
