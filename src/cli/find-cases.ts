import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readCaptureFile } from '../pcap-writer/index.ts';
import { casesInCapture } from '../report/pcap.ts';
import { UsageError } from '../runner/usage-error.ts';
import { type CaseFile, parseCase, readCaseFile } from '../scenario/case-file.ts';
import { formatProblem } from '../scenario/problem.ts';

export interface FoundCase {
  readonly path: string;
  readonly case: CaseFile;
}

/** The cases in files and folders, in order. What is named must be a case; in a folder, what is none is passed over. */
export function findCases(paths: readonly string[]): readonly FoundCase[] {
  return paths.flatMap((each) => {
    if (statSync(each, { throwIfNoEntry: false })?.isDirectory() !== true) return casesIn(each);
    const found = filesBelow(each).flatMap(casesIn);
    if (found.length === 0) throw new UsageError(`${each}: no case in this folder`);
    return found;
  });
}

function casesIn(file: string): readonly FoundCase[] {
  switch (path.extname(file)) {
    case '.pcapng':
      return casesInCaptureFile(file);
    case '.pcap':
      throw new UsageError(`${file}: a pcap file has no room for its case; replay the .pcapng or .json beside it`);
    default: {
      const read = readCaseFile(file);
      if (!read.ok) throw new UsageError(read.problems.map(formatProblem).join('\n'));
      return [{ path: file, case: read.case }];
    }
  }
}

function casesInCaptureFile(file: string): readonly FoundCase[] {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) throw new UsageError(`${file}: there is no such file`);
  const capture = readCaptureFile(file);
  for (const _packet of capture) {
    // Only the sections matter, and they are known when the packets have been read.
  }
  const texts = casesInCapture(capture.sections);
  if (texts.length === 0 && capture.outcome?.ok === false)
    throw new UsageError(`${file}: ${capture.outcome.error.message}`);
  if (texts.length === 0) throw new UsageError(`${file}: no case in the comments of this capture`);
  return texts.map((text) => {
    const parsed = parseCase(text, `${file} (section comment)`);
    if (!parsed.ok) throw new UsageError(parsed.problems.map(formatProblem).join('\n'));
    return { path: file, case: parsed.case };
  });
}

/** Case files below a folder, and captures that have no case file of the same name beside them. */
function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted(byName);
  const names = new Set(entries.map((entry) => entry.name));
  return entries.flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(full);
    if (entry.name.endsWith('.json')) return readFileSync(full, 'utf8').includes('"arpcheck-case"') ? [full] : [];
    const alone = entry.name.endsWith('.pcapng') && !names.has(`${entry.name.slice(0, -'.pcapng'.length)}.json`);
    return alone ? [full] : [];
  });
}

/** Not by the language of the machine: the order is the same everywhere. */
function byName(left: Dirent, right: Dirent): number {
  return left.name < right.name ? -1 : 1;
}
