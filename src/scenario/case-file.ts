import { canonicalJson } from './canonical-json.ts';
import { CASE_KIND, CASE_VERSION, type CaseFile, caseSchema } from './case-schema.ts';
import { allDefects, type Defect } from './defect.ts';
import { fileProblems } from './file-problems.ts';
import { laterVersion } from './file-version.ts';
import { JsonSource } from './json-source.ts';
import type { Problem } from './problem.ts';
import { checkScenario } from './scenario-check.ts';
import { schemaDefects } from './schema-defects.ts';
import { valueBelow } from './schema-walk.ts';
import { SCENARIO_VERSION } from './step-schema.ts';
import { readTextFile } from './text-file.ts';
import { TOPOLOGY_VERSION } from './topology-schema.ts';

export type { CaseFile, CaseVerdict } from './case-schema.ts';

export type ParsedCase =
  | { readonly ok: true; readonly case: CaseFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The text of a case file: the same for the same case, byte by byte. */
export function serialiseCase(each: CaseFile): string {
  return canonicalJson(caseSchema, each);
}

export function readCaseFile(path: string): ParsedCase {
  const file = readTextFile(path);
  return file.ok ? parseCase(file.text, path) : file;
}

/** Checks the text of a case file; all of its problems are told, the first one first. */
export function parseCase(text: string, fileName: string): ParsedCase {
  const source = new JsonSource(text);
  const defects = source.defects.length > 0 ? [] : caseDefects(source.value);
  const problems = fileProblems(fileName, source, defects);
  return problems.length === 0 ? { ok: true, case: source.value as CaseFile } : { ok: false, problems };
}

function caseDefects(value: unknown): readonly Defect[] {
  const kind = valueBelow(value, 'kind');
  if (kind !== CASE_KIND) {
    const path = kind === undefined ? [] : ['kind'];
    return [{ path, message: 'this is not a case file', hint: `"kind" would be "${CASE_KIND}"` }];
  }
  const scenario = valueBelow(value, 'scenario');
  const later =
    laterVersion(value, [], 'case', CASE_VERSION) ??
    laterVersion(scenario, ['scenario'], 'scenario', SCENARIO_VERSION) ??
    laterVersion(valueBelow(scenario, 'topology'), ['scenario', 'topology'], 'topology', TOPOLOGY_VERSION);
  if (later !== undefined) return [later];
  const form = schemaDefects(caseSchema, value);
  if (!form.sound) return form.defects;
  const inScenario = checkScenario((value as CaseFile).scenario);
  return allDefects(
    form.defects,
    inScenario.map((each) => ({ ...each, path: ['scenario', ...each.path] })),
  );
}
