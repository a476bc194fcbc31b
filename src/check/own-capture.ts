import type { Topology } from '../network/index.ts';
import type { CaptureSection } from '../pcap-writer/index.ts';
import { parseCase } from '../scenario/case-file.ts';

/** What a capture that arpcheck wrote says of itself: the network, and whether every frame is there at every port. */
export interface OwnCapture {
  readonly topology: Topology;
  readonly isComplete: boolean;
}

/** Line of the section comment of captures in which each frame is shown at every port that it passed. */
export const EVERY_PORT = 'Frames: at every port that they passed';

/** The case in the comments of the first section; undefined if the capture is somebody else's. */
export function ownCapture(sections: readonly CaptureSection[]): OwnCapture | undefined {
  const comments = sections[0]?.comments ?? [];
  const text = comments.find((comment) => comment.trimStart().startsWith('{'));
  if (text === undefined) return undefined;
  const parsed = parseCase(text, 'the section comment');
  if (!parsed.ok) return undefined;
  const isComplete = comments.some((comment) => comment.split('\n').includes(EVERY_PORT));
  return { topology: parsed.case.scenario.topology, isComplete };
}
