import type { HostView } from '../../src/monitor/index.ts';
import type { DetectionEvent, FrameEvent, SettledEvent } from '../../src/trace/index.ts';
import type { Conflict, Detection, Heard } from './detection.ts';

/** What a frame in the name of an address is. */
export type Use = 'announcement' | 'reply' | 'request' | 'packet';

/** What a property wants to know of conflict detection; every handler is told before the book takes the event in. */
export interface DetectionListener {
  /** The host sends a probe in a test, whatever its fields. */
  probed?(detection: Detection, event: FrameEvent): void;
  /** The host sends a probe for an address that it does not test; `tested` is one that it tests on that port. */
  strayProbe?(host: HostView, event: FrameEvent, tested: Detection | undefined): void;
  /** The first announcement: the test is over, and the address in use. */
  claimed?(detection: Detection, event: FrameEvent): void;
  /** The second routine announcement. */
  announcedAgain?(detection: Detection, event: FrameEvent): void;
  /** An announcement that meets a conflict. */
  defended?(detection: Detection, event: FrameEvent, conflict: Conflict): void;
  /** An announcement that neither the test nor a conflict nor the operator explains. */
  unexplained?(detection: Detection, event: FrameEvent): void;
  /** A frame in the name of the address, in use or not. */
  used?(detection: Detection, event: FrameEvent, use: Use): void;
  /** A probe for an address that was removed, or a frame in its name. */
  usedAfterRemoval?(detection: Detection, event: FrameEvent): void;
  /** A packet that means something to the address. */
  heard?(detection: Detection, heard: Heard): void;
  /** What became of a conflict is known. */
  concluded?(detection: Detection, conflict: Conflict, time: number): void;
  /** The host says that it gives the address up. */
  gaveUp?(detection: Detection, event: DetectionEvent): void;
  /** The test should have gone on, by a probe or by an announcement, and has not. */
  overdue?(detection: Detection, event: SettledEvent): void;
  settled?(detection: Detection, event: SettledEvent): void;
  /** The host has restarted: what it knew is gone. */
  restarted?(host: HostView): void;
  restart?(): void;
}
