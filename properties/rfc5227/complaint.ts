import { profilesWhere } from '../../src/model/index.ts';
import type { MonitorContext } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { describeFrame, formatIpv4, type Ipv4 } from '../../src/wire/index.ts';
import type { Detection } from './detection.ts';

interface Complaint {
  readonly expected: string;
  readonly mechanism: string;
  /** What led to it, besides the frame itself. */
  readonly causes?: readonly (FrameEvent | undefined)[];
  /** The frame, in its own words, if absent. */
  readonly received?: string;
}

/** A frame that should not have been sent, or not like that. */
export function complain(context: MonitorContext, detection: Detection, event: FrameEvent, complaint: Complaint): void {
  const { expected, mechanism, causes = [], received = `"${describeFrame(event.frame)}"` } = complaint;
  const events = [event.id, ...causes.flatMap((cause) => (cause === undefined ? [] : [cause.id]))];
  context.violated({ time: event.time, at: detection.host.name, expected, received, mechanism, events });
}

/** The address, as text. */
export function named({ address }: { readonly address: Ipv4 }): string {
  return formatIpv4(address);
}

/** Profiles whose hosts test an address and defend it if they are told to (C21). */
export const TESTERS = profilesWhere(({ testsAddresses }) => testsAddresses);
/** What needs an operator who configures addresses with detection. */
export const DETECTS = [['detect']] as const;
/** The same, or a stack that is judged as one that defends what it has. */
export const DEFENDS = [['detect', 'defence']] as const;
