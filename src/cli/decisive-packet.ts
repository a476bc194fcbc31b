import { readCaptureFile } from '../pcap-writer/index.ts';
import { casesInCapture } from '../report/pcap.ts';
import { UsageError } from '../runner/usage-error.ts';

export interface DecisivePacket {
  /** From 1, as Wireshark counts; undefined if no single frame decides. */
  readonly frame: number | undefined;
  readonly comment: string | undefined;
}

/** First words of comments that name a packet to go to, the more important one first. */
const WORDS = ['VIOLATION ', 'NOTE '] as const;

/** The first packet that a capture calls a violation, or else notes. Refuses captures without a word of arpcheck. */
export function decisivePacket(file: string): DecisivePacket {
  const capture = readCaptureFile(file);
  let noted: DecisivePacket | undefined;
  let number = 0;
  let isCommented = false;
  for (const { comments } of capture) {
    number += 1;
    isCommented ||= comments.length > 0;
    const [violation, note] = WORDS.map((word) => comments.find((comment) => comment.startsWith(word)));
    if (violation !== undefined) return { frame: number, comment: violation };
    if (note !== undefined) noted ??= { frame: number, comment: note };
  }
  if (noted !== undefined) return noted;
  if (isCommented || casesInCapture(capture.sections).length > 0) return { frame: undefined, comment: undefined };
  if (capture.outcome?.ok === false) throw new UsageError(`${file}: ${capture.outcome.error.message}`);
  throw new UsageError(
    `${file}: arpcheck wrote no comments into this capture; ` +
      `\`npx arpcheck check ${file} --write annotated.pcapng\` makes one that has them`,
  );
}
