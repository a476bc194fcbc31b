import type { Duplex, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ability, LiveNeighbour, LiveStack, StackFailure } from '../../network/index.ts';
import { Frame, formatIpv4, type Ipv4, parseIpv4, parseMac } from '../../wire/index.ts';
import { type StackIdentity, StackStartError } from '../stack.ts';
import { ControlChannel, type ControlReply } from './control-channel.ts';
import { FrameDecoder, framed } from './frame-decoder.ts';
import { ReservedStation } from './reserved-station.ts';

/** How it is found out that a stack has dealt with everything. */
export type Barrier = 'control' | 'echo' | 'arp' | 'none';

export interface StreamOptions {
  readonly identity: StackIdentity;
  /** Frames to the stack, and from it. */
  readonly input: Writable;
  readonly output: Readable;
  readonly control?: Duplex;
  /** Found out at the start if absent. */
  readonly barrier?: Barrier;
  /** Milliseconds that the stack may take to answer out of order; 0 if it answers in order. */
  readonly replyDelay?: number;
  /** Milliseconds after which a stack that says nothing to a question is hung; {@link DEADLINE} if absent. */
  readonly deadline?: number;
  /** The last lines of its standard error. */
  readonly stderr: () => readonly string[];
  /** Ends it, by force if needed. */
  readonly end: () => Promise<void>;
}

/** Slow emulated machines answer within milliseconds; two seconds of silence to a plain question mean no answer. */
export const DEADLINE = 2000;
/** More frames, or octets, than that in answer to one stimulus are no answer: the harness stops listening. */
const UNREAD_FRAMES_MAX = 20_000;
const UNREAD_OCTETS_MAX = 16 << 20;
/** What a stack has not read for so long that it piles up will not be read. */
const UNWRITTEN_OCTETS_MAX = 8 << 20;
/** Time for stray frames of a stack of which nothing is known; whatever comes later is seen later. */
const STRAY_MILLISECONDS = 5;

interface Waiting {
  readonly isOver: () => boolean;
  readonly resolve: (isOver: boolean) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * A stack that speaks frames over a byte stream: a pipe, a UNIX or a TCP socket. Each frame has its length in front
 * ({@link FrameDecoder}).
 *
 * Whether it has said all that it has to say is asked for behind every stimulus: on the control channel if it has one,
 * else by an echo request or an ARP request from a station that no case knows.
 */
export class StreamStack implements LiveStack {
  clock: 'virtual' | 'real' = 'real';
  readonly abilities = new Set<Ability>();
  failure: StackFailure | undefined = undefined;
  /** What it calls itself on the control channel: `lwIP 2.1.3`. */
  title: string | undefined = undefined;
  readonly #options: StreamOptions;
  readonly #station: ReservedStation;
  readonly #decoder = new FrameDecoder();
  readonly #control: ControlChannel | undefined;
  #barrier: Barrier = 'none';
  #hasReset = false;
  #batch: Uint8Array[] = [];
  #unread: Uint8Array[] = [];
  #unreadOctets = 0;
  /** Frames to the stack and from it, the harness's own among them: both sides of the control channel count them. */
  #framesTo = 0;
  #framesFrom = 0;
  #echoes = 0;
  #replies = 0;
  #waiting: Waiting | undefined;
  #isClosing = false;

  private constructor(options: StreamOptions) {
    this.#options = options;
    this.#station = new ReservedStation(options.identity);
    const fail = (message: string): void => this.fail('protocol', message);
    this.#control = options.control === undefined ? undefined : new ControlChannel(options.control, fail);
    options.output.on('data', (chunk: Uint8Array) => this.#read(chunk));
    options.output.on('end', () => this.#ended());
    // A pipe to a process that has ended; that it has ended is told elsewhere.
    options.input.on('error', () => {});
    options.output.on('error', () => this.#ended());
  }

  /** Gets to know the stack behind a stream. Rejects with a {@link StackStartError} if it fails at once. */
  static async open(options: StreamOptions): Promise<StreamStack> {
    const stack = new StreamStack(options);
    await stack.#greet();
    const { failure } = stack;
    if (failure === undefined) return stack;
    await stack.close();
    throw new StackStartError(`it did not start: ${failure.message}`, failure.stderr);
  }

  async #greet(): Promise<void> {
    if (this.#control !== undefined) await this.#hello(this.#control);
    if (this.failure !== undefined) return;
    const { barrier } = this.#options;
    if (await this.#passes('echo')) this.abilities.add('ping');
    if (this.failure !== undefined) return;
    if (barrier !== undefined) this.#barrier = barrier;
    else if (this.#control !== undefined) this.#barrier = 'control';
    else if (this.abilities.has('ping')) this.#barrier = 'echo';
    else this.#barrier = (await this.#passes('arp')) ? 'arp' : 'none';
  }

  async #hello(control: ControlChannel): Promise<void> {
    const reply = await this.#ask(control, { op: 'hello' });
    if (reply === undefined) return;
    this.title = reply.name === undefined ? undefined : `${reply.name} ${reply.version ?? ''}`.trim();
    const offered = new Set(reply.capabilities ?? []);
    if (offered.has('advance')) {
      this.clock = 'virtual';
      this.abilities.add('advance');
    }
    if (offered.has('send')) this.abilities.add('send');
    if (offered.has('flush')) this.abilities.add('flush');
    if (offered.has('neighbors')) this.abilities.add('neighbours');
    this.#hasReset = offered.has('reset');
  }

  /** It cannot be used any more. */
  fail(kind: StackFailure['kind'], message: string): void {
    if (this.failure !== undefined || this.#isClosing) return;
    this.failure = { kind, message, stderr: this.#options.stderr() };
    this.#waitOver();
    void this.#options.end();
  }

  // ---------------------------------------------------------------- Frames

  transmit(frame: Uint8Array): void {
    if (this.failure !== undefined) return;
    this.#batch.push(framed(frame));
    this.#framesTo += 1;
  }

  receive(): Uint8Array | undefined {
    const frame = this.#unread.shift();
    if (frame !== undefined) this.#unreadOctets -= frame.length;
    return frame;
  }

  #send(): void {
    if (this.#batch.length === 0 || this.failure !== undefined) return;
    const bytes = this.#batch.length === 1 ? this.#batch[0]! : Buffer.concat(this.#batch);
    this.#batch = [];
    this.#options.input.write(bytes);
    if (this.#options.input.writableLength > UNWRITTEN_OCTETS_MAX) {
      this.fail('hung', 'it does not read the frames that it is sent');
    }
  }

  #read(chunk: Uint8Array): void {
    for (const bytes of this.#decoder.push(chunk)) {
      this.#framesFrom += 1;
      if (this.#isOwn(bytes)) continue;
      this.#unread.push(bytes);
      this.#unreadOctets += bytes.length;
    }
    if (this.#decoder.defect !== undefined) this.fail('protocol', this.#decoder.defect);
    else if (this.#unread.length > UNREAD_FRAMES_MAX || this.#unreadOctets > UNREAD_OCTETS_MAX) {
      this.fail('flood', `it sent more than ${this.#unread.length - 1} frames without being asked for any`);
    }
    if (this.#waiting?.isOver() === true) this.#waitOver();
  }

  /** Frames to the harness's own station are not part of any case. */
  #isOwn(bytes: Uint8Array): boolean {
    // Its MAC address ends like this; broadcasts may be questions for its address.
    if (bytes[5] !== 0xfe && bytes[5] !== 0xff) return false;
    const kind = this.#station.kindOf(new Frame(bytes));
    if (kind === 'question') {
      this.transmit(this.#station.reply());
      this.#send();
    }
    if (kind === 'echo-reply') this.#echoes += 1;
    if (kind === 'arp-reply') this.#replies += 1;
    return kind !== undefined;
  }

  /** Its output has ended. */
  #ended(): void {
    const unfinished = this.#decoder.unfinished;
    const half = unfinished === 0 ? '' : `, in the middle of a frame (${unfinished} octets of it came)`;
    // Whoever knows how the process ended says so first.
    setImmediate(() => this.fail('died', `its output ended${half}`));
  }

  // ---------------------------------------------------------------- Waiting

  async settle(): Promise<'quiet' | 'unknown'> {
    const { replyDelay = 0 } = this.#options;
    const silence = await this.#settle();
    if (replyDelay === 0 || this.failure !== undefined) return silence;
    await sleep(replyDelay);
    return 'quiet';
  }

  async #settle(): Promise<'quiet' | 'unknown'> {
    switch (this.#barrier) {
      case 'control':
        await this.#ask(this.#control!, { op: 'hello' });
        return 'quiet';
      case 'echo':
      case 'arp':
        if (!(await this.#passes(this.#barrier))) await this.#tryOther(this.#barrier);
        return 'quiet';
      case 'none':
        this.#send();
        await sleep(STRAY_MILLISECONDS);
        return 'unknown';
      default:
        return this.#barrier satisfies never;
    }
  }

  /** A stack that answers one question and not the other has a bug, and lives: the other one serves from now on. */
  async #tryOther(silent: 'echo' | 'arp'): Promise<void> {
    if (this.failure !== undefined) return;
    const other = silent === 'echo' ? 'arp' : 'echo';
    if (await this.#passes(other)) this.#barrier = other;
    else this.fail('hung', `it answers neither echo requests nor ARP requests for ${this.#deadline} ms any more`);
  }

  get #deadline(): number {
    return this.#options.deadline ?? DEADLINE;
  }

  /** Asks behind everything else; true once the answer is there. */
  #passes(question: 'echo' | 'arp'): Promise<boolean> {
    const { echoes, replies } = { echoes: this.#echoes, replies: this.#replies };
    this.transmit(question === 'echo' ? this.#station.echo() : this.#station.request());
    this.#send();
    return this.#wait(() => (question === 'echo' ? this.#echoes > echoes : this.#replies > replies));
  }

  #wait(isOver: () => boolean): Promise<boolean> {
    if (this.failure !== undefined) return Promise.resolve(false);
    if (isOver()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#waitOver(), this.#deadline);
      this.#waiting = { isOver, resolve, timer };
    });
  }

  #waitOver(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    clearTimeout(waiting.timer);
    waiting.resolve(this.failure === undefined && waiting.isOver());
  }

  /** Asks on the control channel, and reads the frames up to the answer; undefined if the stack failed. */
  async #ask(control: ControlChannel, request: Readonly<Record<string, unknown>>): Promise<ControlReply | undefined> {
    this.#send();
    let reply: ControlReply | undefined;
    control.request({ ...request, after: this.#framesTo }).then((answer) => {
      reply = answer;
      if (this.#waiting?.isOver() === true) this.#waitOver();
    });
    const isThere = await this.#wait(() => reply !== undefined && this.#framesFrom >= reply.frames);
    if (!isThere) {
      const said =
        reply === undefined ? 'did not answer' : `announced ${reply.frames} frames and sent ${this.#framesFrom}`;
      this.fail('hung', `it ${said} within ${this.#deadline} ms of "${request.op}" on the control channel`);
      return undefined;
    }
    if (reply!.ok) return reply;
    this.fail('protocol', `it refused "${request.op}": ${reply!.error ?? 'without a reason'}`);
    return undefined;
  }

  // ---------------------------------------------------------------- The upper tester

  async advance(milliseconds: number): Promise<void> {
    await this.#ask(this.#control!, { op: 'advance', ms: milliseconds });
  }

  async beginCase(): Promise<'empty' | 'used'> {
    if (this.#hasReset) await this.#ask(this.#control!, { op: 'reset' });
    else await this.#settle();
    this.#unread = [];
    this.#unreadOctets = 0;
    return this.#hasReset ? 'empty' : 'used';
  }

  async send(destination: Ipv4, packet: number): Promise<boolean> {
    const payload = packet.toString(16).padStart(4, '0');
    const reply = await this.#ask(this.#control!, { op: 'send', dst: formatIpv4(destination), payload });
    return reply !== undefined && reply.refused === undefined;
  }

  async flush(address: Ipv4 | undefined): Promise<void> {
    await this.#ask(this.#control!, { op: 'flush', ...(address === undefined ? {} : { ip: formatIpv4(address) }) });
  }

  async neighbours(): Promise<readonly LiveNeighbour[]> {
    const reply = await this.#ask(this.#control!, { op: 'neighbors' });
    return (reply?.neighbors ?? []).flatMap(({ ip, mac, state }) => {
      const address = parseIpv4(ip);
      return address === undefined ? [] : [{ address, mac: mac === null ? undefined : parseMac(mac), state }];
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#waitOver();
    this.#control?.close();
    await this.#options.end();
  }
}
