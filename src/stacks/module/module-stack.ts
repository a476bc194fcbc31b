import type { Ability, LiveNeighbour, LiveStack, StackFailure } from '../../network/index.ts';
import { formatIpv4, type Ipv4, parseIpv4, parseMac } from '../../wire/index.ts';
import type { StackIdentity } from '../stack.ts';

/** What a module gets to make its stack. */
export interface ModuleStackOptions {
  /** `02:00:00:00:00:01` */
  readonly mac: string;
  /** `10.0.0.1/8` */
  readonly addresses: readonly string[];
  /** Sends an Ethernet frame without frame check sequence; the bytes are copied. */
  readonly send: (frame: Uint8Array) => void;
}

/** A stack in a module of the user's; all but `receive` may be missing. */
export interface ModuleStackImplementation {
  /** A frame has come to its port; what it sends because of it is sent before this returns. */
  receive(frame: Uint8Array): void;
  /** Lets virtual time pass. */
  advance?(milliseconds: number): void;
  /** Forgets everything that it has learned. */
  reset?(): void;
  /** Sends a UDP datagram from its own address to port 8125. */
  sendDatagram?(destination: string, payload: Uint8Array): void;
  /** Forgets one neighbour, or all. */
  flush?(address?: string): void;
  neighbors?(): readonly { readonly ip: string; readonly mac: string | null; readonly state: string }[];
}

/** What a module exports as `createStack`. */
export type CreateStack = (options: ModuleStackOptions) => ModuleStackImplementation;

/** More frames than that for one stimulus are no answer. */
const UNREAD_FRAMES_MAX = 20_000;

/** A stack in this process: synchronous, with virtual time. */
export class ModuleStack implements LiveStack {
  readonly clock = 'virtual';
  readonly abilities = new Set<Ability>(['ping']);
  failure: StackFailure | undefined = undefined;
  readonly #create: CreateStack;
  readonly #identity: StackIdentity;
  #stack: ModuleStackImplementation | undefined;
  #unread: Uint8Array[] = [];

  constructor(create: CreateStack, identity: StackIdentity) {
    this.#create = create;
    this.#identity = identity;
    this.#do(() => this.#make());
    const stack = this.#stack;
    if (stack?.advance !== undefined) this.abilities.add('advance');
    if (stack?.sendDatagram !== undefined) this.abilities.add('send');
    if (stack?.flush !== undefined) this.abilities.add('flush');
    if (stack?.neighbors !== undefined) this.abilities.add('neighbours');
  }

  #make(): void {
    const { mac, addresses } = this.#identity;
    this.#stack = this.#create({ mac, addresses, send: (frame) => this.#sent(frame) });
    if (typeof this.#stack?.receive !== 'function') throw new Error('createStack made nothing with a receive function');
  }

  #sent(frame: Uint8Array): void {
    if (this.#unread.length < UNREAD_FRAMES_MAX) {
      this.#unread.push(Uint8Array.from(frame));
      return;
    }
    const message = `it sent more than ${UNREAD_FRAMES_MAX} frames at once`;
    this.failure ??= { kind: 'flood', message, stderr: [] };
    throw new Error(message);
  }

  /** What a module throws is its failure, not ours. */
  #do(action: () => void): void {
    if (this.failure !== undefined) return;
    try {
      action();
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? '') : '';
      const where = stack.split('\n')[1]?.trim() ?? '';
      const message = `it threw: ${error instanceof Error ? error.message : String(error)} ${where}`.trim();
      this.failure ??= { kind: 'died', message, stderr: [] };
    }
  }

  transmit(frame: Uint8Array): void {
    this.#do(() => this.#stack!.receive(Uint8Array.from(frame)));
  }

  receive(): Uint8Array | undefined {
    return this.#unread.shift();
  }

  settle(): 'quiet' {
    return 'quiet';
  }

  advance(milliseconds: number): void {
    this.#do(() => this.#stack!.advance?.(milliseconds));
  }

  beginCase(): 'empty' {
    // A module that cannot forget is made anew.
    this.#do(() => (this.#stack?.reset === undefined ? this.#make() : this.#stack.reset()));
    this.#unread = [];
    return 'empty';
  }

  send(destination: Ipv4, packet: number): boolean {
    this.#do(() => this.#stack!.sendDatagram?.(formatIpv4(destination), Uint8Array.of(packet >>> 8, packet)));
    return true;
  }

  flush(address: Ipv4 | undefined): void {
    this.#do(() => this.#stack!.flush?.(address === undefined ? undefined : formatIpv4(address)));
  }

  neighbours(): readonly LiveNeighbour[] {
    return (this.#stack?.neighbors?.() ?? []).flatMap(({ ip, mac, state }) => {
      const address = parseIpv4(ip);
      return address === undefined ? [] : [{ address, mac: mac === null ? undefined : parseMac(mac), state }];
    });
  }

  close(): void {}
}
