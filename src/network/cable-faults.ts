import type { Frame } from '../wire/index.ts';
import type { Cable, FrameUnderWay } from './cable.ts';
import type { Network } from './network.ts';
import type { Port } from './port.ts';
import type { Scheduler, Sleeper } from './scheduler.ts';

/** What becomes of frames on cables that lose, repeat, reorder or delay them. */
export class CableFaults implements Sleeper {
  readonly #network: Network;
  readonly #scheduler: Scheduler;
  /** Nanoseconds of a slice, if time passes in slices: what is late is late by whole ones. */
  readonly #slice: number | undefined;

  constructor(network: Network, scheduler: Scheduler, slice: number | undefined) {
    this.#network = network;
    this.#scheduler = scheduler;
    this.#slice = slice;
  }

  /** The next fate of the cable befalls a frame from one of its ends to the other. */
  meet(cable: Cable, from: Port, to: Port, frame: Frame): void {
    const fate = cable.fates.shift() ?? 'pass';
    const held = cable.held;
    if (fate === 'swap' && held === undefined) {
      cable.held = { from, to, frame };
      return;
    }
    if (fate === 'lose') this.#network.drop(from, frame, 'loss');
    else if (typeof fate === 'number') this.#delay({ from, to, frame }, fate);
    else this.#scheduler.deliver(to, frame);
    if (fate === 'duplicate') this.#scheduler.deliver(to, frame);
    if (held !== undefined) {
      cable.held = undefined;
      this.#scheduler.deliver(held.to, held.frame);
    }
  }

  #delay(delayed: FrameUnderWay, nanoseconds: number): void {
    const slice = this.#slice;
    const late = slice === undefined ? nanoseconds : Math.ceil(nanoseconds / slice) * slice;
    this.#scheduler.at(this.#scheduler.now + late, this, delayed);
  }

  /** A delayed frame arrives at last, if it is not on a cable that has been unplugged. */
  wake(token: object): void {
    const { from, to, frame } = token as FrameUnderWay;
    if (from.peer === to) to.owner.arrive(to, frame);
    else this.#network.drop(from, frame, 'no cable');
  }

  /** What waits to be overtaken is lost with the cable, and with the fault. */
  loseHeld(cable: Cable | undefined): void {
    const held = cable?.held;
    if (cable === undefined || held === undefined) return;
    cable.held = undefined;
    this.#network.drop(held.from, held.frame, 'loss');
  }
}
