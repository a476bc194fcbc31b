/** What a module gets to make its stack. */
export interface ModuleStackOptions {
  /** `02:00:00:00:00:01` */
  readonly mac: string;
  /** `10.0.0.1/8`; the first one is what datagrams come from. */
  readonly addresses: readonly string[];
  /** Sends an Ethernet frame without frame check sequence; the bytes are copied. */
  readonly send: (frame: Uint8Array) => void;
}

/** What a neighbour cache holds; `mac` is null while it is being asked for. */
export interface ModuleStackNeighbor {
  readonly ip: string;
  readonly mac: string | null;
  /** In the stack's own words. */
  readonly state: string;
}

/**
 * A stack in a module of the user's; all but `receive` may be missing. Every function has to be done when it returns:
 * frames that come of it are sent before, and a promise is an error.
 */
export interface ModuleStackImplementation {
  /** A frame has come to its port. The bytes are its own. */
  receive(frame: Uint8Array): void;
  /** Lets virtual time pass; there is no other. */
  advance?(milliseconds: number): void;
  /** Forgets everything that it has learned; without it, `createStack` is called again. */
  reset?(): void;
  /** Sends a UDP datagram from its own address to port 8125; false if there is no way there. */
  sendDatagram?(destination: string, payload: Uint8Array): unknown;
  /** Forgets one neighbour, or all. */
  flush?(ip?: string): void;
  neighbors?(): readonly ModuleStackNeighbor[];
}

/** What a module exports as `createStack`. */
export type CreateStack = (options: ModuleStackOptions) => ModuleStackImplementation;
