import path from 'node:path';
import type { Property, Violation } from '../monitor/index.ts';
import { caseId } from '../runner/case-id.ts';
import { type CaseFile, serialiseCase } from '../scenario/case-file.ts';
import type { Trace } from '../trace/index.ts';
import { captureOf, pcapngOf, pcapOf, type Vantage } from './pcap.ts';
import { APPLICATION } from './version.ts';
import { writeFile } from './write-file.ts';

export interface CaseToWrite {
  readonly case: CaseFile;
  readonly property: Property;
  readonly violation: Violation;
  readonly trace: Trace;
  readonly out: string;
  readonly vantage: Vantage;
}

/** Where a case was written. */
export interface CaseFiles {
  readonly case: string;
  readonly pcapng: string;
  readonly pcap: string;
  /** Number of the decisive frame in the captures, if there is one. */
  readonly frame: number | undefined;
  /** Relative to the output folder, with `/`. */
  readonly relative: { readonly case: string; readonly capture: string };
}

/** Writes a case three times: to be replayed, to be understood, and for tools that know the old format only. */
export function writeCase(each: CaseToWrite): CaseFiles {
  const { property, violation, trace, out, vantage } = each;
  const name = caseId(each.case);
  const text = serialiseCase(each.case);
  const caseJson = JSON.stringify(JSON.parse(text));
  const capture = captureOf({
    trace,
    property,
    violation,
    caseJson,
    caseName: name,
    application: APPLICATION,
    vantage,
  });
  const file = (extension: string): string => path.join(out, property.id, `${name}.${extension}`);
  writeFile(file('json'), text);
  writeFile(file('pcapng'), pcapngOf(capture));
  writeFile(file('pcap'), pcapOf(capture));
  return {
    case: file('json'),
    pcapng: file('pcapng'),
    pcap: file('pcap'),
    frame: capture.violatingPacket,
    relative: { case: `${property.id}/${name}.json`, capture: `${property.id}/${name}.pcapng` },
  };
}
