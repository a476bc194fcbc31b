import type { DetectionOrder, InterfaceAddress, Reconfiguration } from '../model/index.ts';
import type { DetectionEvent } from '../trace/index.ts';
import type { Ipv4, Mac } from '../wire/index.ts';

/** Now, or once it has been found out: what is synchronous stays synchronous, as a promise costs more than a frame. */
export type Later<T> = T | Promise<T>;

/**
 * A real implementation behind its Ethernet ports, which is one for nearly all: a kernel behind a TAP device, a program behind a pipe, a module.
 *
 * Errors are data here: a stack that has died swallows frames and says so in {@link LiveStack.failure}.
 */
export interface LiveStack {
  /** `virtual`: time passes for it by {@link advance} alone. `real`: time passes by itself. */
  readonly clock: 'virtual' | 'real';
  /** Why it cannot be used any more; undefined while it can. */
  readonly failure: StackFailure | undefined;
  /** What it can be asked to do besides receiving frames. */
  readonly abilities: ReadonlySet<Ability>;
  /** Ports that it has, in the order of its interfaces; one if absent. */
  readonly ports?: number;
  /**
   * Tells which frames {@link transmit} will be given next, in this order and before anything else is asked of it: a
   * stack that answers at once may take them all now. What it says to each can be received only once that was given.
   */
  anticipate?(frames: readonly Uint8Array[], port?: number): void;
  /** Hands a frame (without frame check sequence) to a port, the first if absent. The bytes are not changed and not kept. */
  transmit(frame: Uint8Array, port?: number): void;
  /** The next frame that it has sent and that is here already; undefined if there is none. The caller keeps the bytes. */
  receive(): Uint8Array | undefined;
  /** The port that sent the frame which {@link receive} returned last; the only one if absent. */
  readonly receivedFrom?: number;
  /**
   * Waits until everything that it has to say to the frames so far can be received.
   *
   * `quiet`: that is all, so silence is an observation. `unknown`: it may still say something, silence means nothing.
   */
  settle(): Later<'quiet' | 'unknown'>;
  /** Lets time pass for a stack with a virtual clock: whole milliseconds. Frames of that time can be received then. */
  advance(milliseconds: number): Later<void>;
  /**
   * Makes ready for the next case. `empty`: it has forgotten every neighbour; `used`: it may remember those of earlier
   * cases, so the next case needs stations that it has never heard of.
   */
  beginCase(): Later<'empty' | 'used'>;
  /**
   * Sends a UDP datagram from its own address (ability `send`); `packet` is 16 bits that identify it. False if it does
   * not take it: there is no way there.
   */
  send(destination: Ipv4, packet: number): Later<boolean>;
  /** Forgets one neighbour, or all (ability `flush`). */
  flush(address: Ipv4 | undefined): Later<void>;
  /** Configures addresses with conflict detection (ability `detect`). */
  readonly detection?: LiveDetection | undefined;
  /**
   * Changes its configuration until the next case begins (ability `configure`). False if there is nothing to change, or
   * it has no such setting.
   */
  configure?(change: Reconfiguration): Later<boolean>;
  /** What its neighbour cache holds (ability `neighbours`); for diagnosis, never for verdicts. */
  neighbours(): Later<readonly LiveNeighbour[]>;
  /** Ends it and frees everything that it holds; safe to call twice, and after a failure. */
  close(): Later<void>;
}

/** `ping`: it answers ICMP echo requests. `advance`: virtual time. The others are methods of {@link LiveStack}. */
export type Ability = 'ping' | 'advance' | 'send' | 'flush' | 'detect' | 'link-local' | 'neighbours' | 'configure';

/** RFC 5227 in a live stack; everything that it configured is gone when a case begins. */
export interface LiveDetection {
  /** Begins to test an address; false if the stack does not take it. */
  configure(own: InterfaceAddress, order: DetectionOrder): Later<boolean>;
  /**
   * Has the interface choose a link-local address by itself (ability `link-local`); {@link next} tells which. False if it
   * does not take that.
   */
  chooseLinkLocal?(order: DetectionOrder): Later<boolean>;
  /** Removes an address that is tested or in use; false if it is not there. */
  remove(own: InterfaceAddress): Later<boolean>;
  /** What became of an address before the frame that {@link LiveStack.receive} gives next; undefined if nothing did. */
  next(): DetectionReport | undefined;
}

export interface DetectionReport {
  readonly address: Ipv4;
  readonly phase: DetectionEvent['phase'];
}
export interface LiveNeighbour {
  readonly address: Ipv4;
  /** Undefined while it is being asked for. */
  readonly mac: Mac | undefined;
  /** In the stack's own words. */
  readonly state: string;
}

export interface StackFailure {
  /**
   * `died`: it ended. `protocol`: it wrote something that is no frame. `flood`: it sends without end. `hung`: it lives
   * and does not take frames any more.
   */
  readonly kind: 'died' | 'protocol' | 'flood' | 'hung';
  /** One sentence for the user. */
  readonly message: string;
  /** The last lines that it wrote to its standard error, oldest first. */
  readonly stderr: readonly string[];
}
