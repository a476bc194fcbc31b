import type { Row } from '../../runner/mitigation/search.ts';
import type { Cell } from '../../runner/mitigation/search-cell.ts';
import type { Traffic } from '../../runner/mitigation/traffic.ts';
import { VERSION } from '../version.ts';
import type { CaseFiles } from '../write-case.ts';

/** Of the format; a reader refuses what it does not know. */
const FORMAT = 1;

export interface MitigationFacts {
  readonly seed: number;
  /** The file. */
  readonly topology: string;
  readonly addresses: readonly string[];
  readonly traffics: readonly Traffic[];
  /** Cases of a row under each traffic. */
  readonly runs: number;
  readonly ended: 'all' | 'time' | 'interrupted';
  readonly exitCode: number;
  readonly rows: readonly Row[];
  /** Rows that were searched on kernels as well. */
  readonly real: readonly Row[];
  readonly best: Row | undefined;
  /** Mitigations that would change nothing here. */
  readonly inPlace: readonly string[];
  readonly filesOf: (cell: Cell) => CaseFiles | undefined;
}

/** The result of `mitigate` as JSON; paths of cases and captures as a user would name them. */
export function mitigationJson(facts: MitigationFacts): string {
  const { seed, topology, addresses, runs, ended, exitCode, rows, real, best, inPlace, filesOf } = facts;
  const result = {
    version: FORMAT,
    arpcheck: VERSION,
    seed,
    topology,
    addresses,
    traffics: facts.traffics.map(({ id, words }) => ({ id, words })),
    cases: runs,
    ended,
    exitCode,
    best: best?.trial.name ?? null,
    inPlace,
    rows: rows.map((row) => rowOf(row, filesOf)),
    kernel: real.map((row) => rowOf(row, filesOf)),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

function rowOf({ trial, cells, answered }: Row, filesOf: MitigationFacts['filesOf']): unknown {
  return {
    name: trial.name,
    mitigations: trial.mitigations.map(({ id, words }) => ({ id, words })),
    answered,
    commands: trial.commands,
    cells: cells.map((cell) => {
      const files = filesOf(cell);
      const { property, traffic, verdict, cases, exercised, reason, counterexample } = cell;
      const { mechanism, circumstances } = counterexample?.violation ?? {};
      const shown = {
        mechanism,
        circumstances,
        steps: counterexample?.scenario.steps.length,
        minimal: counterexample?.minimal,
      };
      return {
        property: property.id,
        traffic: traffic.id,
        verdict,
        cases,
        exercised,
        reason,
        ...(files === undefined ? {} : { ...shown, case: files.case, capture: files.pcapng }),
      };
    }),
  };
}
