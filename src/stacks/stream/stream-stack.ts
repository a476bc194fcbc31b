import type { Duplex, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ability, LiveNeighbour, LiveStack, StackFailure } from '../../network/index.ts';
import { formatIpv4, type Ipv4, parseIpv4, parseMac } from '../../wire/index.ts';
import { type StackIdentity, StackStartError } from '../stack.ts';
import { Awaited } from './awaited.ts';
import { ControlChannel, type ControlReply } from './control-channel.ts';
import { FrameDecoder, framed } from './frame-decoder.ts';
import { ReservedStation } from './reserved-station.ts';
import { StreamDetection } from './stream-detection.ts';

/** How it is found out that a stack has dealt with everything. */
export type Barrier = 'control' | 'echo' | 'arp' | 'none';

export interface StreamOptions {
  readonly identity: StackIdentity;
  /** Frames to the stack, and from it. */
  readonly input: Writable;
  readonly output: Readable;
  readonly control?: Duplex;
  /** Found out at the start if absent. */
  readonly barrier?: Barrier | undefined;
  /** Milliseconds that the stack may take to answer out of order; 0 if it answers in order. */
  readonly replyDelay?: number | undefined;
  /** Milliseconds after which a stack that says nothing to a question is hung; {@link DEADLINE} if absent. */
  readonly deadline?: number | undefined;
  /** Milliseconds that it may take to start; {@link START_DEADLINE} if absent. */
  readonly startDeadline?: number | undefined;
  /** How it ended, as a clause, once it has: `it ended with exit code 1`. Absent where nobody can tell. */
  readonly ended?: Promise<string>;
  /** The last lines of its standard error. */
  readonly stderr: () => readonly string[];
  /** Ends it, by force if needed. */
  readonly end: () => Promise<void>;
}

/** Slow emulated machines answer within milliseconds; two seconds of silence to a plain question mean no answer. */
export const DEADLINE = 2000;
/** Interpreters and emulators take seconds before they read their first frame. */
export const START_DEADLINE = 10_000;
/** More frames, or octets, than that since it was last asked for anything are no answer, and no retries either. */
const FRAMES_MAX = 20_000;
const OCTETS_MAX = 16 << 20;
/** What a stack has not read for so long that it piles up will not be read. */
const UNWRITTEN_OCTETS_MAX = 8 << 20;
/** Frames are written together, but no more of them than a pipe takes at once (pipe(7)). */
const BATCH_OCTETS_MAX = 64 << 10;
/** Time for stray frames of a stack of which nothing is known; whatever comes later is seen later. */
const STRAY_MILLISECONDS = 5;
/** Whoever knows how a process ended knows it that soon after its output has. */
const OBITUARY_MILLISECONDS = 500;

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
  detection: StreamDetection | undefined = undefined;
  failure: StackFailure | undefined = undefined;
  /** What it calls itself on the control channel: `lwIP 2.1.3`. */
  title: string | undefined = undefined;
  readonly #options: StreamOptions;
  readonly #deadline: number;
  readonly #station: ReservedStation;
  readonly #decoder = new FrameDecoder();
  readonly #control: ControlChannel | undefined;
  readonly #awaited = new Awaited();
  #barrier: Barrier = 'none';
  #hasReset = false;
  #batch: Uint8Array[] = [];
  #batchOctets = 0;
  /** Frames of cases that wait to be taken, each with its number among all that the stack has sent. */
  #unread: { readonly bytes: Uint8Array; readonly number: number }[] = [];
  /** Frames to the stack and from it, the harness's own among them: both sides of the control channel count them. */
  #framesTo = 0;
  #framesFrom = 0;
  /** What it has sent since it was last asked for anything, read or not. */
  #recentFrames = 0;
  #recentOctets = 0;
  #echoes = 0;
  #replies = 0;
  #ending: string | undefined;
  #isClosing = false;

  private constructor(options: StreamOptions) {
    this.#options = options;
    this.#deadline = options.deadline ?? DEADLINE;
    this.#station = new ReservedStation(options.identity);
    if (options.control !== undefined) {
      this.#control = new ControlChannel(options.control, {
        onDefect: (message) => this.fail('protocol', message),
        onEnd: () => void this.#ended('protocol', 'it closed its control channel'),
      });
    }
    const isProcess = options.ended !== undefined;
    const end = isProcess ? 'its output ended' : 'it closed the connection';
    options.output.on('data', (chunk: Uint8Array) => this.#read(chunk));
    options.output.on('end', () => void this.#ended('died', end));
    options.output.on('error', (error) => void this.#ended('died', `its output failed (${error.message})`));
    // A pipe to a process that has ended; that it has ended is told elsewhere.
    options.input.on('error', () => {});
    void options.ended?.then((ending) => {
      this.#ending = ending;
      this.fail('died', this.#brokenOff(ending));
    });
  }

  /** Gets to know the stack behind a stream. Rejects with a {@link StackStartError} if it fails at once. */
  static async open(options: StreamOptions): Promise<StreamStack> {
    const stack = new StreamStack(options);
    const problem = await stack.#greet();
    if (stack.failure === undefined && problem === undefined) return stack;
    await stack.close();
    throw new StackStartError(stack.failure?.message ?? problem!, options.stderr());
  }

  // ---------------------------------------------------------------- Getting to know it

  /** Finds out what it can do; a sentence about what is wrong, if anything is. */
  async #greet(): Promise<string | undefined> {
    const { barrier, startDeadline = START_DEADLINE } = this.#options;
    if (this.#control !== undefined) await this.#hello(this.#control, startDeadline);
    if (this.failure !== undefined) return undefined;
    const hasReplied = this.#ask('arp');
    const hasEchoed = this.#ask('echo');
    this.#send();
    if (this.#control !== undefined) {
      // The second time behind the answer to what it may have to ask before it can answer.
      for (let time = 0; time < 2 && !hasEchoed(); time += 1) await this.#request(this.#control, { op: 'hello' });
    } else if (await this.#until(() => hasReplied() || hasEchoed(), startDeadline)) {
      await this.#until(hasEchoed, this.#deadline);
      if (barrier === 'arp') await this.#until(hasReplied, this.#deadline);
    }
    if (hasEchoed()) this.abilities.add('ping');
    if (barrier === 'echo' && !hasEchoed()) return 'it answers no ping, so barrier=echo tells nothing about it';
    if (barrier === 'arp' && !hasReplied()) return 'it answers no ARP request, so barrier=arp tells nothing about it';
    this.#barrier = barrier ?? this.#bestBarrier(hasEchoed(), hasReplied());
    return undefined;
  }

  /** An echo before an ARP reply: it has a number, and says that the whole stack has got there. */
  #bestBarrier(hasEchoed: boolean, hasReplied: boolean): Barrier {
    if (this.#control !== undefined) return 'control';
    if (hasEchoed) return 'echo';
    return hasReplied ? 'arp' : 'none';
  }

  async #hello(control: ControlChannel, deadline: number): Promise<void> {
    const reply = await this.#request(control, { op: 'hello' }, deadline);
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
    // A test takes seven seconds, and what it leaves has to be gone in the next case.
    const detecting = (['detect', 'link-local'] as const).filter((ability) => offered.has(ability));
    if (detecting.length > 0 && this.#hasReset && offered.has('advance')) {
      for (const ability of detecting) this.abilities.add(ability);
      this.detection = new StreamDetection(
        (question) => this.#request(control, question),
        () => this.#unread[0]?.number,
      );
    }
  }

  // ---------------------------------------------------------------- Failing

  /** It cannot be used any more. Only the first failure counts. */
  fail(kind: StackFailure['kind'], message: string): void {
    if (this.failure !== undefined || this.#isClosing) return;
    this.failure = { kind, message, stderr: this.#options.stderr() };
    this.#batch = [];
    this.#awaited.giveUp();
    void this.#options.end();
  }

  /** A stream of it has ended: most likely it has, and then how it did says more. */
  async #ended(kind: 'died' | 'protocol', message: string): Promise<void> {
    const { ended } = this.#options;
    // Whoever knows better says so first.
    if (ended === undefined) await new Promise((resolve) => setImmediate(resolve));
    else await Promise.race([ended, sleep(OBITUARY_MILLISECONDS, undefined, { ref: false })]);
    this.fail(kind, this.#brokenOff(message));
  }

  #brokenOff(message: string): string {
    const { unfinished } = this.#decoder;
    return unfinished === undefined ? message : `${message}, and its output breaks off ${unfinished}`;
  }

  #hang(message: string): void {
    if (this.#ending !== undefined) {
      this.fail('died', this.#ending);
      return;
    }
    const octets = this.#options.input.writableLength;
    const unwritten = octets === 0 ? '' : `; ${octets} octets of frames wait for it to read them`;
    this.fail('hung', `${message}${unwritten}`);
  }

  // ---------------------------------------------------------------- Frames

  transmit(frame: Uint8Array): void {
    if (this.failure !== undefined) return;
    const bytes = framed(frame);
    this.#batch.push(bytes);
    this.#batchOctets += bytes.length;
    this.#framesTo += 1;
    if (this.#batchOctets > BATCH_OCTETS_MAX) this.#send();
  }

  receive(): Uint8Array | undefined {
    return this.#unread.shift()?.bytes;
  }

  #send(): void {
    if (this.#batch.length === 0) return;
    const bytes = this.#batch.length === 1 ? this.#batch[0]! : Buffer.concat(this.#batch);
    this.#batch = [];
    this.#batchOctets = 0;
    this.#options.input.write(bytes);
    if (this.#options.input.writableLength > UNWRITTEN_OCTETS_MAX) this.#hang('it does not read what it is sent');
  }

  #read(chunk: Uint8Array): void {
    if (this.failure !== undefined) return;
    for (const bytes of this.#decoder.push(chunk)) {
      this.#framesFrom += 1;
      if (!this.#isOwn(bytes)) this.#unread.push({ bytes, number: this.#framesFrom });
    }
    this.#recentOctets += chunk.length;
    if (this.#decoder.defect !== undefined) this.fail('protocol', this.#decoder.defect);
    else if (this.#framesFrom - this.#recentFrames > FRAMES_MAX || this.#recentOctets > OCTETS_MAX) {
      const frames = this.#framesFrom - this.#recentFrames;
      this.fail(
        'flood',
        `it sent ${frames} frames (${this.#recentOctets} octets) since it was last asked for anything`,
      );
    }
    this.#awaited.look();
  }

  /** Frames to the harness's own station are not part of any case. */
  #isOwn(bytes: Uint8Array): boolean {
    const kind = this.#station.kindOf(bytes);
    if (kind === undefined) return false;
    if (kind === 'question') {
      this.transmit(this.#station.reply());
      this.#send();
    } else if (kind === 'echo-reply') this.#echoes += 1;
    else if (kind === 'arp-reply') this.#replies += 1;
    return true;
  }

  // ---------------------------------------------------------------- Waiting

  async settle(): Promise<'quiet' | 'unknown'> {
    this.#recentFrames = this.#framesFrom;
    this.#recentOctets = 0;
    const { replyDelay = 0 } = this.#options;
    const silence = await this.#settle();
    if (replyDelay === 0 || this.failure !== undefined) return silence;
    await sleep(replyDelay);
    // What it wrote in that time is ahead of what it answers now.
    await this.#settle();
    return this.failure === undefined ? 'quiet' : 'unknown';
  }

  async #settle(): Promise<'quiet' | 'unknown'> {
    switch (this.#barrier) {
      case 'control':
        await this.#request(this.#control!, { op: 'hello' });
        break;
      case 'echo':
      case 'arp':
        if (!(await this.#passes(this.#barrier))) await this.#tryOther(this.#barrier);
        break;
      case 'none':
        this.#send();
        await sleep(STRAY_MILLISECONDS);
        // Timers come before streams in a turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
        return 'unknown';
      default:
        this.#barrier satisfies never;
    }
    return this.failure === undefined ? 'quiet' : 'unknown';
  }

  /** A stack that answers one question and not the other has a bug, and lives: the other one serves from now on. */
  async #tryOther(silent: 'echo' | 'arp'): Promise<void> {
    if (this.failure !== undefined) return;
    const other = silent === 'echo' ? 'arp' : 'echo';
    if (await this.#passes(other)) this.#barrier = other;
    else this.#hang(`it answers neither echo requests nor ARP requests any more, for ${this.#deadline} ms each`);
  }

  /** Asks behind everything else; true once the answer is there. */
  #passes(question: 'echo' | 'arp'): Promise<boolean> {
    const isAnswered = this.#ask(question);
    this.#send();
    return this.#until(isAnswered, this.#deadline);
  }

  /** Puts a question behind what is to be sent; whether it has been answered. */
  #ask(question: 'echo' | 'arp'): () => boolean {
    if (question === 'echo') {
      const before = this.#echoes;
      this.transmit(this.#station.echo());
      return () => this.#echoes > before;
    }
    const before = this.#replies;
    this.transmit(this.#station.request());
    return () => this.#replies > before;
  }

  #until(isOver: () => boolean, deadline: number): Promise<boolean> {
    if (this.failure !== undefined || this.#isClosing) return Promise.resolve(false);
    return this.#awaited.until(isOver, deadline);
  }

  /** Asks on the control channel, and reads the frames up to the answer; undefined if the stack failed. */
  async #request(
    control: ControlChannel,
    request: Readonly<Record<string, unknown>>,
    deadline = this.#deadline,
  ): Promise<ControlReply | undefined> {
    if (this.failure !== undefined) return undefined;
    this.#send();
    let reply: ControlReply | undefined;
    control.request({ ...request, after: this.#framesTo }, (answer) => {
      reply = answer;
      this.#awaited.look();
    });
    const isThere = await this.#until(() => reply !== undefined && this.#framesFrom >= reply.frames, deadline);
    if (!isThere) {
      const said =
        reply === undefined ? 'did not answer' : `announced ${reply.frames} frames and sent ${this.#framesFrom}`;
      this.#hang(`it ${said} within ${deadline} ms of "${request.op}" on the control channel`);
      return undefined;
    }
    this.detection?.note(reply!);
    if (reply!.ok) return reply;
    this.fail('protocol', `it refused "${request.op}": ${reply!.error ?? 'without a reason'}`);
    return undefined;
  }

  // ---------------------------------------------------------------- The upper tester

  async advance(milliseconds: number): Promise<void> {
    this.#recentFrames = this.#framesFrom;
    this.#recentOctets = 0;
    // Virtual time may be slow, but not slower than real time.
    await this.#request(this.#control!, { op: 'advance', ms: milliseconds }, this.#deadline + milliseconds);
  }

  async beginCase(): Promise<'empty' | 'used'> {
    if (this.#hasReset) await this.#request(this.#control!, { op: 'reset' });
    else await this.#settle();
    this.#unread = [];
    this.detection?.clear();
    return this.#hasReset ? 'empty' : 'used';
  }

  async send(destination: Ipv4, packet: number): Promise<boolean> {
    const payload = packet.toString(16).padStart(4, '0');
    const reply = await this.#request(this.#control!, { op: 'send', dst: formatIpv4(destination), payload });
    return reply !== undefined && reply.refused === undefined;
  }

  async flush(address: Ipv4 | undefined): Promise<void> {
    await this.#request(this.#control!, { op: 'flush', ...(address === undefined ? {} : { ip: formatIpv4(address) }) });
  }

  async neighbours(): Promise<readonly LiveNeighbour[]> {
    const reply = await this.#request(this.#control!, { op: 'neighbors' });
    return (reply?.neighbors ?? []).flatMap(({ ip, mac, state }) => {
      const address = parseIpv4(ip);
      return address === undefined ? [] : [{ address, mac: mac === null ? undefined : parseMac(mac), state }];
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#awaited.giveUp();
    this.#control?.close();
    await this.#options.end();
  }
}
