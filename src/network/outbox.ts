import type { Frame } from '../wire/index.ts';
import type { Port } from './port.ts';

/** A frame that is about to leave a port. */
export interface OutgoingFrame {
  readonly port: Port;
  readonly frame: Frame;
  readonly injected: boolean;
}

/**
 * What nodes have sent and is not on its way yet, where order matters: frames that one stimulus sets off leave port by
 * port. Real machines show the order of frames on one port, but not between ports, and a simulated machine that is
 * compared with them must not know better.
 */
export class Outbox {
  #frames: OutgoingFrame[] = [];

  add(port: Port, frame: Frame, injected: boolean): void {
    this.#frames.push({ port, frame, injected });
  }

  /** Everything, port by port; of each port as it was sent. */
  take(): readonly OutgoingFrame[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames.length < 2 ? frames : frames.sort((left, right) => left.port.index - right.port.index);
  }

  /** The same for what timers have sent: those of the same slice of time have no order among themselves. */
  takeTimed(): readonly OutgoingFrame[] {
    return this.take().toSorted(
      (left, right) => left.port.index - right.port.index || Buffer.compare(left.frame.bytes, right.frame.bytes),
    );
  }
}
