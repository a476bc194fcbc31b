import type { Property } from '../../monitor/index.ts';
import { holds, isWorthTwo } from '../../runner/mitigation/best.ts';
import type { Row } from '../../runner/mitigation/search.ts';
import { type Cell, rackFor } from '../../runner/mitigation/search-cell.ts';
import { HONEST, type Traffic } from '../../runner/mitigation/traffic.ts';
import { plural } from '../text/numbers.ts';
import { mechanismText } from '../text/violation-text.ts';
import type { CaseFiles } from '../write-case.ts';

/** Pairs that are shown; `--json` has all of them. */
const PAIRS_SHOWN = 10;

/** The letter that a kind of traffic has in the table. */
const LETTERS: Readonly<Record<Traffic['id'], string>> = {
  honest: 'H',
  migration: 'M',
  reboots: 'R',
  spoofing: 'S',
  'one-without': 'W',
};

/** The rows worth reading: nothing, every mitigation alone, and the pairs that do more than their parts, best first. */
export function rowsToShow(rows: readonly Row[], best: readonly Row[]): readonly Row[] {
  const pairs = best.filter((row) => row.trial.mitigations.length > 1 && isWorthTwo(row, rows));
  return [...rows.filter((row) => row.trial.mitigations.length < 2), ...pairs.slice(0, PAIRS_SHOWN)];
}

/** Mitigation × property: whether it holds, and under which traffic it does not. */
export function tableText(rows: readonly Row[], properties: readonly Property[]): readonly string[] {
  const lines = [
    ['', ...properties.map(shortName), 'answered'],
    ...rows.map((row) => [
      row.trial.name,
      ...properties.map((each) => cellText(row.cells.filter(({ property }) => property === each))),
      `${row.answered} %`,
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column]!))
      .join('   ')
      .trimEnd(),
  );
}

/** Its id without the source. */
function shortName({ id }: Property): string {
  return id.slice(id.indexOf('.') + 1);
}

function cellText(cells: readonly Cell[]): string {
  const honest = cells.find(({ traffic }) => traffic.id === HONEST.id);
  if (honest?.verdict === 'violated') return 'falls';
  const fallen = cells.filter(({ verdict }) => verdict === 'violated').map(({ traffic }) => LETTERS[traffic.id]);
  const base = honest === undefined || holds(honest) ? 'holds' : honest.verdict;
  return fallen.length === 0 ? base : `${base}, not ${fallen.join(' ')}`;
}

/** What the words and letters of the table mean. */
export function legendText(traffics: readonly Traffic[], runs: number): readonly string[] {
  const adverse = traffics.filter(({ id }) => id !== HONEST.id);
  return [
    `holds: in ${plural(runs, 'case')} of H ${HONEST.words}; falls: there is a counterexample; vacuous: it never came to it`,
    ...(adverse.length === 0
      ? []
      : [
          `not …: it falls when ${adverse.map((each) => `${LETTERS[each.id]} ${each.words}`).join(', ')} (${plural(runs, 'case')} each)`,
        ]),
    'answered: of a hundred honest cases, those in which something sent to the address was answered',
  ];
}

/** A line for every counterexample: what fell, when, how, in how many steps, and its capture. */
export function counterexampleText(
  rows: readonly Row[],
  filesOf: (cell: Cell) => CaseFiles | undefined,
): readonly string[] {
  return rows.flatMap(({ trial, cells }) => {
    const lines = cells.flatMap((cell) => {
      const { counterexample, property, traffic } = cell;
      const files = filesOf(cell);
      if (counterexample === undefined || files === undefined) return [];
      const { violation, scenario } = counterexample;
      const steps = plural(scenario.steps.length - rackFor(trial, traffic).prelude.length, 'step');
      const what = `${LETTERS[traffic.id]} ${shortName(property)}: ${mechanismText(violation)}, ${steps}`;
      return [`  ${what}   ${files.pcapng}`];
    });
    return lines.length === 0 ? [] : [trial.name, ...lines];
  });
}

/** What to type where, so that the rack has the mitigation. */
export function commandText({ trial }: Row): readonly string[] {
  const machines = [...new Set(trial.commands.map((each) => each.machine))];
  return machines.flatMap((machine) => [
    `  on ${machine}`,
    ...trial.commands.filter((each) => each.machine === machine).map(({ line }) => `    ${line}`),
  ]);
}

/** Where kernels and the simulation say something else; nothing else counts as a difference. */
export function differenceText(simulated: readonly Row[], real: readonly Row[]): readonly string[] {
  return real.flatMap((row) => {
    const twin = simulated.find(({ trial }) => trial.name === row.trial.name);
    return row.cells.flatMap((cell) => {
      const other = twin?.cells.find((each) => each.property === cell.property && each.traffic === cell.traffic);
      const isSame = other === undefined || (other.verdict === 'violated') === (cell.verdict === 'violated');
      if (isSame) return [];
      const place = `${row.trial.name}, ${cell.traffic.words}, ${cell.property.id}`;
      return [`  ${place}: ${other.verdict} in the simulation, ${cell.verdict} on kernels`];
    });
  });
}
