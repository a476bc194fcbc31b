import { statSync } from 'node:fs';
import path from 'node:path';
import { readCaptureFile } from '../pcap-writer/index.ts';
import { casesInCapture } from '../report/pcap.ts';
import { caseId } from '../runner/case-id.ts';
import { UsageError } from '../runner/usage-error.ts';
import { parseCase } from '../scenario/case-file.ts';
import { findCases } from './find-cases.ts';

/** A pcapng with comments, or the case that has to be replayed for want of one. */
export type CaptureBeside = { readonly capture: string } | { readonly toReplay: string };

/** The capture that goes with a file that arpcheck wrote: itself, or the `.pcapng` of the same name beside it. */
export function captureBeside(file: string): CaptureBeside {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${file}: there is no such file`);
  if (stat.isDirectory()) throw new UsageError(`${file}: this is a folder; name a case in it`);
  const extension = path.extname(file);
  const stem = file.slice(0, file.length - extension.length);
  switch (extension) {
    case '.pcapng':
      return { capture: file };
    case '.pcap':
      // It has no comments, and its violation cannot be found in it.
      if (isFile(`${stem}.pcapng`)) return { capture: `${stem}.pcapng` };
      if (isFile(`${stem}.json`)) return { toReplay: `${stem}.json` };
      throw new UsageError(
        `${file}: a pcap file has no room for comments, and neither ${path.basename(stem)}.pcapng nor ` +
          `${path.basename(stem)}.json is beside it; \`npx arpcheck check ${file} --write annotated.pcapng\` makes one`,
      );
    default:
      return isCaptureOf(file, `${stem}.pcapng`) ? { capture: `${stem}.pcapng` } : { toReplay: file };
  }
}

/** A capture of the same name may have been left by another case; one that holds no case was too small for it. */
function isCaptureOf(file: string, capture: string): boolean {
  const [wanted] = findCases([file]).map((found) => caseId(found.case));
  if (!isFile(capture)) return false;
  const packets = readCaptureFile(capture);
  for (const _packet of packets) {
    // Only the sections matter, and they are known when the packets have been read.
  }
  const texts = casesInCapture(packets.sections);
  return texts.length === 0 || texts.some((text) => idOf(text) === wanted);
}

function idOf(text: string): string | undefined {
  const parsed = parseCase(text, 'section comment');
  return parsed.ok ? caseId(parsed.case) : undefined;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
