import type { ArpStack, StackConfig, StackEnvironment, Wake } from '../../src/model/index.ts';
import type { Ability, LiveNeighbour, LiveStack, StackFailure } from '../../src/network/index.ts';
import { Frame, type Ipv4 } from '../../src/wire/index.ts';

const MILLISECOND = 1_000_000;

interface Timer extends Wake {
  readonly at: number;
  readonly token: object;
}

export type MakeStack = (config: StackConfig, environment: StackEnvironment) => ArpStack;

export interface HostedOptions {
  readonly config: StackConfig;
  readonly abilities: readonly Ability[];
  /** Every wait takes a turn of the event loop, as with a pipe. */
  readonly isAsynchronous?: boolean;
  /** It remembers earlier cases. */
  readonly remembers?: boolean;
}

/** An in-process stack behind the interface of real ones: a black box whose inside tests know. */
export class HostedStack implements LiveStack {
  readonly clock = 'virtual';
  readonly abilities: ReadonlySet<Ability>;
  failure: StackFailure | undefined;
  now = 0;
  closed = 0;
  readonly #make: MakeStack;
  readonly #options: HostedOptions;
  #stack: ArpStack;
  #timers: Timer[] = [];
  readonly #out: Uint8Array[] = [];

  constructor(make: MakeStack, options: HostedOptions) {
    this.#make = make;
    this.#options = options;
    this.abilities = new Set(options.abilities);
    this.#stack = make(options.config, this.#environment());
  }

  transmit(frame: Uint8Array): void {
    if (this.failure === undefined) this.#stack.receive(0, new Frame(frame.slice()));
  }

  receive(): Uint8Array | undefined {
    return this.#out.shift();
  }

  settle(): 'quiet' | Promise<'quiet'> {
    return this.#later('quiet' as const);
  }

  advance(milliseconds: number): void | Promise<void> {
    const until = this.now + milliseconds * MILLISECOND;
    for (;;) {
      const next = this.#timers.filter((each) => each.at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.now = Math.max(this.now, next.at);
      this.#stack.wake(next.token);
    }
    this.now = until;
    return this.#later(undefined);
  }

  beginCase(): 'empty' | 'used' | Promise<'empty' | 'used'> {
    this.#out.length = 0;
    if (this.#options.remembers === true) return this.#later('used' as const);
    this.#timers = [];
    this.#stack = this.#make(this.#options.config, this.#environment());
    return this.#later('empty' as const);
  }

  send(destination: Ipv4, packet: number): boolean | Promise<boolean> {
    return this.#later(this.#stack.originate(destination, 'datagram', packet));
  }

  flush(address: Ipv4 | undefined): void | Promise<void> {
    this.#stack.forgetNeighbour(address, 'operator');
    return this.#later(undefined);
  }

  neighbours(): readonly LiveNeighbour[] {
    return this.#stack.neighbours().map(({ address, mac, state }) => ({ address, mac, state }));
  }

  close(): void {
    this.closed += 1;
  }

  #later<T>(value: T): T | Promise<T> {
    return this.#options.isAsynchronous === true ? new Promise((resolve) => setImmediate(resolve, value)) : value;
  }

  /** What the stack acts through. */
  #environment(): StackEnvironment {
    const hosted = this;
    return {
      get now() {
        return hosted.now;
      },
      transmit: (_interface, frame) => void hosted.#out.push(frame.bytes.slice()),
      wakeAt: (at, token) => hosted.#wakeAt(at, token),
      neighbourChanged: () => {},
      detected: () => {},
      addressChanged: () => {},
      delivered: () => {},
      originated: () => {},
    };
  }

  #wakeAt(at: number, token: object): Wake {
    const timer: Timer = {
      at,
      token,
      cancel: () => {
        this.#timers = this.#timers.filter((each) => each !== timer);
      },
    };
    this.#timers.push(timer);
    return timer;
  }
}
