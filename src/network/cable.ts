import type { Frame } from '../wire/index.ts';
import type { Port } from './port.ts';

/** What happens to one frame. `swap`: the next one overtakes it. A number: it is late by so many nanoseconds. */
export type FrameFate = 'pass' | 'lose' | 'duplicate' | 'swap' | number;

/** A frame that is late. */
export interface FrameUnderWay {
  readonly from: Port;
  readonly to: Port;
  readonly frame: Frame;
}

/** Two ports, and what happens to the next frames between them: a finite list, consumed in order, then all pass. */
export class Cable {
  readonly ends: readonly [Port, Port];
  fates: FrameFate[] = [];
  /** A frame that waits to be overtaken. */
  held: FrameUnderWay | undefined = undefined;

  constructor(left: Port, right: Port) {
    this.ends = [left, right];
    left.cable = this;
    right.cable = this;
    left.peer = right;
    right.peer = left;
  }

  unplug(): void {
    for (const end of this.ends) {
      end.cable = undefined;
      end.peer = undefined;
    }
  }
}
