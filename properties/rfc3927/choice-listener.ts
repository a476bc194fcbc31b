import type { DetectionEvent, FrameEvent, SettledEvent } from '../../src/trace/index.ts';
import type { Choice, Chooser, Contest } from './choice.ts';

/** What a property wants to know of link-local addresses; every handler is told before the book takes the event in. */
export interface ChoiceListener {
  /** An address is tried that was not tried just before; `choice` is new. */
  tried?(choice: Choice, event: DetectionEvent): void;
  /** A probe for the address that is tried, or used. */
  probed?(choice: Choice, event: FrameEvent): void;
  /** An announcement of the address that is tried, or used. */
  announced?(choice: Choice, event: FrameEvent): void;
  /** A frame in the name of an address that was tried at some time. */
  used?(choice: Choice, event: FrameEvent): void;
  /** Somebody else speaks of the address. */
  contested?(choice: Choice, contest: Contest): void;
  settled?(chooser: Chooser, event: SettledEvent): void;
  restarted?(chooser: Chooser): void;
  end?(choosers: readonly Chooser[]): void;
  restart?(): void;
}
