import type { MonitorContext } from '../../src/monitor/index.ts';
import type { EventId } from '../../src/trace/index.ts';
import { formatIpv4 } from '../../src/wire/index.ts';
import type { Choice } from './choice.ts';

interface Complaint {
  readonly expected: string;
  readonly received: string;
  readonly mechanism: string;
  /** What led to it. */
  readonly after?: { readonly id: EventId } | undefined;
}

/** Something that a host did, or had not done by then, about an address that it chose. */
export function complain(
  context: MonitorContext,
  { chooser }: Choice,
  { time, id }: { readonly time: number; readonly id: EventId },
  { after, ...words }: Complaint,
): void {
  const events = after === undefined ? [id] : [id, after.id];
  context.violated({ time, at: chooser.host.name, ...words, events });
}

/** The address, as text. */
export function named({ address }: Choice): string {
  return formatIpv4(address);
}
