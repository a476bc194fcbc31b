import type { Ability, Later, LiveNeighbour, LiveStack, StackFailure } from '../../network/index.ts';
import type { Ipv4 } from '../../wire/index.ts';

/** A stack that loses what it sends while nobody reads: it is handed few frames at a time, and heard out in between. */
export class PacedStack implements LiveStack {
  readonly #stack: LiveStack;
  readonly #framesMax: number;
  #waiting: Uint8Array[] = [];

  /** `framesMax`: frames that it can answer without anybody reading its answers. */
  constructor(stack: LiveStack, framesMax: number) {
    this.#stack = stack;
    this.#framesMax = framesMax;
  }

  get clock(): 'virtual' | 'real' {
    return this.#stack.clock;
  }

  get failure(): StackFailure | undefined {
    return this.#stack.failure;
  }

  get abilities(): ReadonlySet<Ability> {
    return this.#stack.abilities;
  }

  transmit(frame: Uint8Array): void {
    this.#waiting.push(Uint8Array.from(frame));
  }

  receive(): Uint8Array | undefined {
    return this.#stack.receive();
  }

  async settle(): Promise<'quiet' | 'unknown'> {
    const frames = this.#waiting;
    this.#waiting = [];
    let said = await this.#tell(frames.slice(0, this.#framesMax));
    for (let start = this.#framesMax; start < frames.length; start += this.#framesMax) {
      const more = await this.#tell(frames.slice(start, start + this.#framesMax));
      if (more === 'unknown') said = more;
    }
    return said;
  }

  #tell(frames: readonly Uint8Array[]): Later<'quiet' | 'unknown'> {
    for (const frame of frames) this.#stack.transmit(frame);
    return this.#stack.settle();
  }

  advance(milliseconds: number): Later<void> {
    return this.#stack.advance(milliseconds);
  }

  async beginCase(): Promise<'empty' | 'used'> {
    // Frames of the case before are dealt with in it.
    if (this.#waiting.length > 0) await this.settle();
    return this.#stack.beginCase();
  }

  send(destination: Ipv4, packet: number): Later<boolean> {
    return this.#stack.send(destination, packet);
  }

  flush(address: Ipv4 | undefined): Later<void> {
    return this.#stack.flush(address);
  }

  neighbours(): Later<readonly LiveNeighbour[]> {
    return this.#stack.neighbours();
  }

  close(): Later<void> {
    this.#waiting = [];
    return this.#stack.close();
  }
}
