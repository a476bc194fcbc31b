import path from 'node:path';
import { findingKey } from '../../runner/finding.ts';
import { caseOf } from '../../runner/finding-case.ts';
import type { Row } from '../../runner/mitigation/search.ts';
import type { Cell } from '../../runner/mitigation/search-cell.ts';
import type { Rig } from '../../runner/rig.ts';
import { RACKS_ON_KERNELS } from '../../runner/stack-under-test.ts';
import { record } from '../finding-writer.ts';
import { APPLICATION } from '../version.ts';
import { type CaseFiles, writeCase } from '../write-case.ts';

/** Writes the counterexamples of a row as cases and captures, at once. */
export class MitigationWriter {
  readonly #out: string;
  readonly #seed: number;
  readonly #files = new Map<Cell, CaseFiles>();

  constructor(out: string, seed: number) {
    this.#out = out;
    this.#seed = seed;
  }

  /** On kernels every case is run once more, by namespaces that nothing was done in before. */
  async write({ trial, cells }: Row, rig?: Rig): Promise<void> {
    const where = rig === undefined ? trial.name : `${trial.name} on kernels`;
    const out = path.join(this.#out, where.replace(/[^\w=]+/g, '-'));
    for (const cell of cells) {
      const { counterexample: finding, property } = cell;
      if (finding === undefined) continue;
      const recorded = await record(finding.scenario, property, rig);
      const again = recorded.violations.find((each) => findingKey(each) === findingKey(finding.violation));
      // Of a run in which it does not show no frame may be marked.
      const violation = again ?? { ...finding.violation, events: [] };
      const stack = rig === undefined ? 'reference' : RACKS_ON_KERNELS.kernel;
      const stackVersion = rig?.version ?? APPLICATION;
      const each = caseOf(finding.scenario, violation, { stack, stackVersion, seed: this.#seed });
      const files = writeCase({ case: each, property, violation, trace: recorded.trace, out, vantage: 'once' });
      this.#files.set(cell, files);
    }
  }

  filesOf(cell: Cell): CaseFiles | undefined {
    return this.#files.get(cell);
  }
}
