import type { Topology } from '../network/index.ts';
import { allDefects } from './defect.ts';
import { fileProblems } from './file-problems.ts';
import { laterVersion } from './file-version.ts';
import type { Problem } from './problem.ts';
import { schemaDefects } from './schema-defects.ts';
import { readTextFile } from './text-file.ts';
import { checkTopology } from './topology-check.ts';
import { TOPOLOGY_VERSION, topologySchema } from './topology-schema.ts';
import { YamlSource } from './yaml-source.ts';

export type ParsedTopology =
  | { readonly ok: true; readonly topology: Topology }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads and checks a topology file (YAML, or JSON). */
export function readTopologyFile(path: string): ParsedTopology {
  const file = readTextFile(path);
  return file.ok ? parseTopology(file.text, path) : file;
}

/** Checks the text of a topology file; all of its problems are told, the first one first. */
export function parseTopology(text: string, fileName: string): ParsedTopology {
  const source = new YamlSource(text);
  const { value } = source;
  if (source.defects.length > 0) return { ok: false, problems: fileProblems(fileName, source, []) };
  const later = laterVersion(value, [], 'topology', TOPOLOGY_VERSION);
  if (later !== undefined) return { ok: false, problems: fileProblems(fileName, source, [later]) };
  const form = schemaDefects(topologySchema, value);
  const defects = form.sound ? allDefects(form.defects, checkTopology(value as Topology)) : form.defects;
  if (defects.length === 0) return { ok: true, topology: value as Topology };
  return { ok: false, problems: fileProblems(fileName, source, defects) };
}
