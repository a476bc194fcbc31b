import type { Ability, LiveNeighbour, LiveStack, StackFailure } from '../../network/index.ts';
import { formatIpv4, type Ipv4, parseIpv4, parseMac } from '../../wire/index.ts';
import type { StackIdentity } from '../stack.ts';
import { FRAME_MAX } from '../stream/frame-decoder.ts';
import { ReservedStation } from '../stream/reserved-station.ts';
import { describeError, stackLines } from './describe-error.ts';
import type { CreateStack, ModuleStackImplementation } from './module-interface.ts';

/** More frames than that for one stimulus are no answer. */
const FRAMES_MAX = 20_000;
/** So many questions of it are answered before it is taken to answer no ping; one is usual. */
const QUESTIONS_MAX = 10;

/** Something that a module must not do. */
class ModuleFault extends Error {
  readonly kind: StackFailure['kind'];

  constructor(kind: StackFailure['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * A stack in this process: synchronous, so it has said everything when it returns. Time is virtual even if it takes no
 * notice of it: what has no timers does nothing by itself.
 */
export class ModuleStack implements LiveStack {
  readonly clock = 'virtual';
  readonly abilities: ReadonlySet<Ability>;
  failure: StackFailure | undefined = undefined;
  readonly #create: CreateStack;
  readonly #identity: StackIdentity;
  #stack: ModuleStackImplementation | undefined;
  /** Counts the stacks that were made: what an earlier one still sends is of no interest. */
  #life = 0;
  #unread: Uint8Array[] = [];
  /** Index of the next one: shifting a long array costs its length. */
  #next = 0;
  #sinceStimulus = 0;

  constructor(create: CreateStack, identity: StackIdentity) {
    this.#create = create;
    this.#identity = identity;
    this.#do(() => this.#make());
    this.abilities = this.#findAbilities();
    this.beginCase();
  }

  #make(): void {
    const life = ++this.#life;
    const send = (frame: Uint8Array): void => {
      if (life === this.#life) this.#sent(frame);
    };
    const { mac, addresses } = this.#identity;
    const stack: ModuleStackImplementation | undefined = this.#create({ mac, addresses: [...addresses], send });
    if (isPromise(stack)) throw new ModuleFault('protocol', 'createStack returned a promise: make the stack at once');
    if (typeof stack?.receive !== 'function') {
      throw new ModuleFault('protocol', 'createStack returned nothing with a function receive(frame)');
    }
    this.#stack = stack;
  }

  #findAbilities(): ReadonlySet<Ability> {
    const abilities = new Set<Ability>();
    if (this.#answersPing()) abilities.add('ping');
    const stack = this.#stack;
    if (stack?.advance !== undefined) abilities.add('advance');
    if (stack?.sendDatagram !== undefined) abilities.add('send');
    if (stack?.flush !== undefined) abilities.add('flush');
    if (stack?.neighbors !== undefined) abilities.add('neighbours');
    return abilities;
  }

  /** Tried out from the harness's own station, which answers the question for its address. */
  #answersPing(): boolean {
    const station = new ReservedStation(this.#identity);
    this.transmit(station.echo());
    let questions = 0;
    for (let frame = this.receive(); frame !== undefined; frame = this.receive()) {
      const kind = station.kindOf(frame);
      if (kind === 'echo-reply') return true;
      if (kind === 'question' && ++questions <= QUESTIONS_MAX) this.transmit(station.reply());
    }
    return false;
  }

  #sent(frame: unknown): void {
    const fault = this.#faultOf(frame);
    if (fault === undefined) {
      this.#unread.push(Uint8Array.from(frame as Uint8Array));
      return;
    }
    // It may catch what is thrown into it.
    this.#fail(fault);
    throw fault;
  }

  #faultOf(frame: unknown): ModuleFault | undefined {
    if (!(frame instanceof Uint8Array)) return new ModuleFault('protocol', 'it sent something that is no Uint8Array');
    if (frame.length > FRAME_MAX) {
      const message = `it sent ${frame.length} octets at once; no frame is longer than ${FRAME_MAX}`;
      return new ModuleFault('protocol', message);
    }
    if (++this.#sinceStimulus <= FRAMES_MAX) return undefined;
    return new ModuleFault('flood', `it sent more than ${FRAMES_MAX} frames at once`);
  }

  /** Gives it something to do. What a module throws is its failure, not the harness's. */
  #do<T>(action: () => T): T | undefined {
    if (this.failure !== undefined) return undefined;
    this.#sinceStimulus = 0;
    try {
      const result = action();
      if (!isPromise(result)) return result;
      // Whatever it comes to, it comes too late, and must not end the harness.
      result.then(undefined, () => {});
      throw new ModuleFault('protocol', 'it returned a promise: it has to be done when it returns');
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    const isFault = error instanceof ModuleFault;
    const message = isFault ? error.message : `it threw ${describeError(error)}`;
    this.failure ??= { kind: isFault ? error.kind : 'died', message, stderr: isFault ? [] : stackLines(error) };
  }

  transmit(frame: Uint8Array): void {
    this.#do(() => this.#stack!.receive(Uint8Array.from(frame)));
  }

  receive(): Uint8Array | undefined {
    const frame = this.#unread[this.#next];
    if (frame === undefined && this.#next > 0) this.#forgetUnread();
    if (frame === undefined) return undefined;
    this.#next += 1;
    return frame;
  }

  #forgetUnread(): void {
    this.#unread = [];
    this.#next = 0;
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
    this.#forgetUnread();
    return 'empty';
  }

  send(destination: Ipv4, packet: number): boolean {
    const payload = Uint8Array.of(packet >>> 8, packet);
    const taken = this.#do(() => this.#stack!.sendDatagram?.(formatIpv4(destination), payload));
    return taken !== false && this.failure === undefined;
  }

  flush(address: Ipv4 | undefined): void {
    this.#do(() => this.#stack!.flush?.(address === undefined ? undefined : formatIpv4(address)));
  }

  neighbours(): readonly LiveNeighbour[] {
    return this.#do(() => neighboursOf(this.#stack!)) ?? [];
  }

  close(): void {
    // Timers that it has set may still fire.
    this.#life += 1;
    this.#forgetUnread();
  }
}

function neighboursOf(stack: ModuleStackImplementation): readonly LiveNeighbour[] {
  return (stack.neighbors?.() ?? []).map(({ ip, mac, state }) => {
    const address = parseIpv4(String(ip));
    if (address === undefined) throw new ModuleFault('protocol', `neighbors told of ${ip}, which is no IPv4 address`);
    return { address, mac: mac === null ? undefined : parseMac(String(mac)), state: String(state) };
  });
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
