import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../properties/catalogue.ts';
import { stepText } from '../../src/report/text/step-text.ts';
import { VERSION } from '../../src/report/version.ts';
import { writeCase } from '../../src/report/write-case.ts';
import type { CampaignFinding } from '../../src/runner/finding.ts';
import { caseOf } from '../../src/runner/finding-case.ts';
import { runScenario } from '../../src/runner/run.ts';
import { SEED } from './claims.ts';
import type { ClaimRow } from './claims-page.ts';

export const FINDINGS = fileURLToPath(new URL('../../traces/findings/', import.meta.url));

/** A finding that is kept under traces/findings/, as docs/claims.md lists it. */
export interface KeptFinding {
  readonly row: ClaimRow;
  readonly finding: CampaignFinding;
  /** Path of the capture from the top of the project. */
  readonly capture: string;
  readonly steps: readonly string[];
}

/** Replaces what is kept by what these campaigns found: the smallest case of every kind, with its captures. */
export function writeFindings(rows: readonly ClaimRow[]): KeptFinding[] {
  rmSync(FINDINGS, { recursive: true, force: true });
  return rows.flatMap((row) => row.result.findings.map((finding) => keep(row, finding)));
}

function keep(row: ClaimRow, finding: CampaignFinding): KeptFinding {
  const { scenario, violation } = finding;
  const property = catalogue.find((each) => each.id === violation.property)!;
  const { trace } = runScenario(scenario, { properties: catalogue, record: true });
  const folder = `${slug(row.mitigation)}.${slug(row.traffic)}`;
  const files = writeCase({
    case: caseOf(scenario, violation, { stack: 'reference:linux', stackVersion: VERSION, seed: SEED }),
    property,
    violation,
    trace,
    out: `${FINDINGS}${folder}`,
    vantage: 'once',
  });
  return {
    row,
    finding,
    capture: `traces/findings/${folder}/${files.relative.capture}`,
    steps: scenario.steps.map(stepText),
  };
}

function slug(text: string): string {
  return text.replace(/[^\w]+/g, '-').replace(/^-|-$/g, '');
}
