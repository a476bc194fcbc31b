import type { Monitor, MonitorContext } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { MAC_BROADCAST, MAC_ZERO, type Mac } from '../../src/wire/index.ts';

/** What the fold of a fact works with. */
export interface FactContext {
  readonly monitor: MonitorContext;
  /** The stack did this, once more; the frames show it. Short, so that stacks can stand side by side. */
  seen(answer: string, ...frames: readonly FrameEvent[]): void;
}

/** Something that stacks do differently and that no document settles: recorded of a stack, never judged. */
export interface Fact {
  /** Stable slug. */
  readonly id: string;
  /** Rows of the requirements catalogue that it answers; none where a property judges them under some profiles. */
  readonly rows: readonly string[];
  /** What is asked, as a sentence with a question mark. */
  readonly question: string;
  /** Several answers in one, where none of them is the whole; one after the other if absent. */
  readonly summary?: (answers: readonly string[]) => string;
  /** A fold over a trace, as that of a property. */
  readonly watch: (context: FactContext) => Monitor;
}

/** What a hardware address is to a stack with the address `own`. */
export function macName(mac: Mac, own: Mac): string {
  if (mac === MAC_ZERO) return 'zero';
  if (mac === MAC_BROADCAST) return 'broadcast';
  return mac === own ? 'its own' : 'that of another station';
}
