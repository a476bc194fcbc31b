import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ArpStack, InterfaceAddress, StackConfig, StackEnvironment, Wake } from '../../model/index.ts';
import { DEFAULT_SYSCTLS } from '../../model/sysctl.ts';
import { interfaceAddress, mac } from '../../network/index.ts';
import { Scheduler } from '../../network/scheduler.ts';
import { Frame, formatIpv4, formatMac, isLinkLocalIpv4, parseIpv4 } from '../../wire/index.ts';
import { FrameDecoder, framed } from './frame-decoder.ts';

/** Makes the stack that is served. */
export type MakeStack = (config: StackConfig, environment: StackEnvironment) => ArpStack;

export interface ServeOptions {
  /** How it presents itself on the control channel. */
  readonly name?: string;
  readonly version?: string;
  /** Where it learns who it is; this process's own if absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Nanoseconds. */
const MILLISECOND = 1_000_000;
/** Octets read at a time: what a pipe holds (pipe(7)). */
const CHUNK = 65_536;
/** Longer timers of node fire at once. */
const TIMEOUT_MAX = 0x7fff_ffff;
const CAPABILITIES = ['reset', 'advance', 'send', 'neighbors', 'flush'];
const LINK_LOCAL_POLICIES = ['cease', 'defend-once'] as const;
const POLICIES = ['cease', 'defend-once', 'defend-always'] as const;

interface ControlRequest {
  readonly op: string;
  readonly after?: number;
  readonly ms?: number;
  readonly dst?: string;
  readonly payload?: string;
  readonly ip?: string;
  readonly address?: string;
  readonly policy?: string;
  readonly delays?: readonly number[];
}

interface DetectionReport {
  readonly ip: string;
  readonly phase: string;
  readonly frames: number;
}

/**
 * Serves an in-process stack as a program: frames on standard input and output, and control if the harness asks for it
 * (`ARPCHECK_CONTROL_FD`). With control its time is virtual; without, it is the machine's. It ends with its input.
 */
export function serveStack(makeStack: MakeStack, options: ServeOptions = {}): void {
  new StackServer(makeStack, options).run();
}

class StackServer {
  readonly #make: MakeStack;
  readonly #options: ServeOptions;
  readonly #config: StackConfig;
  readonly #controlFd: number | undefined;
  readonly #decoder = new FrameDecoder();
  #stack: ArpStack;
  #time = new Scheduler();
  /** Frames that wait to be written with others. */
  #out: Uint8Array[] = [];
  #framesIn = 0;
  #framesOut = 0;
  #isMuted = false;
  /** What became of addresses since the last reply. */
  #detection: DetectionReport[] = [];

  constructor(makeStack: MakeStack, options: ServeOptions) {
    const { environment = process.env } = options;
    this.#make = makeStack;
    this.#options = options;
    this.#config = configOf(environment);
    const { ARPCHECK_CONTROL_FD: fd } = environment;
    this.#controlFd = fd === undefined ? undefined : Number(fd);
    this.#stack = makeStack(this.#config, this.#environment());
  }

  run(): void {
    this.#flush();
    process.stdin.on('data', (chunk: Uint8Array) => {
      this.#take(chunk);
      this.#flush();
    });
    process.stdin.on('end', () => process.exit(0));
    process.stdin.on('error', () => process.exit(0));
    if (this.#controlFd !== undefined) this.#listen(new Socket({ fd: this.#controlFd }));
  }

  #listen(control: Socket): void {
    let text = '';
    control.setEncoding('utf8');
    control.on('data', (part: string) => {
      text += part;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        this.#answer(JSON.parse(line) as ControlRequest);
      }
    });
    control.on('end', () => process.exit(0));
    control.on('error', () => process.exit(0));
  }

  #take(chunk: Uint8Array): void {
    for (const bytes of this.#decoder.push(chunk)) {
      this.#framesIn += 1;
      this.#stack.receive(0, new Frame(bytes));
    }
    if (this.#decoder.defect === undefined) return;
    process.stderr.write(`the harness does not speak frames: ${this.#decoder.defect}\n`);
    process.exit(1);
  }

  /** Frames come first: a request may be read before frames that were written before it, and says how many they are. */
  #readUpTo(frames: number): void {
    const buffer = new Uint8Array(CHUNK);
    while (this.#framesIn < frames) {
      const length = readNow(0, buffer);
      if (length === 0) process.exit(0);
      this.#take(buffer.subarray(0, length));
    }
  }

  #answer(request: ControlRequest): void {
    this.#readUpTo(request.after ?? 0);
    const extra = this.#perform(request);
    this.#flush();
    const detection = this.#detection.length === 0 ? {} : { detection: this.#detection };
    const reply = { ok: !('error' in extra), frames: this.#framesOut, ...extra, ...detection };
    this.#detection = [];
    writeAll(this.#controlFd!, Buffer.from(`${JSON.stringify(reply)}\n`));
  }

  #perform(request: ControlRequest): Readonly<Record<string, unknown>> {
    const { op, ms = 0, dst = '', payload = '0', ip } = request;
    switch (op) {
      case 'hello': {
        const { name = 'arpcheck reference stack', version = '1' } = this.#options;
        const { detects, choosesLinkLocal } = this.#stack;
        const capabilities = [
          ...CAPABILITIES,
          ...(detects ? ['detect'] : []),
          ...(choosesLinkLocal ? ['link-local'] : []),
        ];
        return { name, version, capabilities };
      }
      case 'reset':
        this.#reset();
        return {};
      case 'advance':
        this.#time.runUntil(this.#time.now + ms * MILLISECOND);
        return {};
      case 'send': {
        const destination = parseIpv4(dst);
        if (destination === undefined) return { error: `dst is no address: ${dst}` };
        const isTaken = this.#stack.originate(destination, 'datagram', Number.parseInt(payload, 16));
        return isTaken ? {} : { refused: 'no route' };
      }
      case 'flush':
        this.#stack.forgetNeighbour(ip === undefined ? undefined : parseIpv4(ip), 'operator');
        return {};
      case 'detect':
        return this.#detect(request);
      case 'link-local':
        return this.#chooseLinkLocal(request);
      case 'remove': {
        const address = parseIpv4(ip ?? '');
        if (address === undefined) return { error: `ip is no address: ${ip}` };
        // An address that was only being tested was never configured, and is gone all the same.
        this.#stack.removeAddress(0, address);
        return {};
      }
      case 'neighbors': {
        const neighbors = this.#stack.neighbours().map(({ address, mac: known, state }) => ({
          ip: formatIpv4(address),
          mac: known === undefined ? null : formatMac(known),
          state,
        }));
        return { neighbors };
      }
      default:
        return { error: `unknown op ${op}` };
    }
  }

  #detect({ address = '', policy, delays = [] }: ControlRequest): Readonly<Record<string, unknown>> {
    const known = POLICIES.find((each) => each === policy);
    if (known === undefined) return { error: `policy is none of ${POLICIES.join(', ')}: ${policy}` };
    const own = interfaceAddress(address.replace('@', ' scope '));
    const order = { policy: known, delays: delays.map((each) => each * MILLISECOND) };
    return this.#stack.detectAddress(0, own, order) === 'refused' ? { refused: 'it is there already' } : {};
  }

  #chooseLinkLocal({ policy, delays = [] }: ControlRequest): Readonly<Record<string, unknown>> {
    const known = LINK_LOCAL_POLICIES.find((each) => each === policy);
    if (known === undefined) return { error: `policy is none of ${LINK_LOCAL_POLICIES.join(', ')}: ${policy}` };
    const order = { policy: known, delays: delays.map((each) => each * MILLISECOND) };
    return this.#stack.configureLinkLocal(0, order) ? {} : { refused: 'it does so already' };
  }

  /** An address that is taken away by order is gone; one that gives way to a routable address is news. */
  #detected({ address }: InterfaceAddress, phase: string): void {
    if (this.#isMuted || (phase === 'removed' && !isLinkLocalIpv4(address))) return;
    this.#detection.push({ ip: formatIpv4(address), phase, frames: this.#framesOut });
  }

  /** What it says when it starts anew is not part of any case. */
  #reset(): void {
    const { now } = this.#time;
    this.#time = new Scheduler();
    this.#time.now = now;
    this.#isMuted = true;
    this.#detection = [];
    this.#stack = this.#make(this.#config, this.#environment());
    this.#isMuted = false;
  }

  #environment(): StackEnvironment {
    const server = this;
    const isVirtual = this.#controlFd !== undefined;
    const sleeper = { wake: (token: object) => this.#stack.wake(token) };
    return {
      get now() {
        return isVirtual ? server.#time.now : Math.round(performance.now() * MILLISECOND);
      },
      transmit: (_interface, frame) => this.#transmit(frame),
      wakeAt: (at, token) => (isVirtual ? this.#time.at(at, sleeper, token) : this.#wakeLater(at, token)),
      neighbourChanged: () => {},
      detected: (_interface, own, phase) => this.#detected(own, phase),
      addressChanged: () => {},
      delivered: () => {},
      originated: () => {},
    };
  }

  #transmit(frame: Frame): void {
    if (this.#isMuted) return;
    this.#framesOut += 1;
    this.#out.push(framed(frame.bytes));
  }

  #flush(): void {
    if (this.#out.length === 0) return;
    writeAll(1, this.#out.length === 1 ? this.#out[0]! : Buffer.concat(this.#out));
    this.#out = [];
  }

  #wakeLater(at: number, token: object): Wake {
    // Rather late than early: a stack that is woken too early sees that its time has not come.
    const milliseconds = Math.ceil(at / MILLISECOND - performance.now());
    const wake = (): void => {
      this.#stack.wake(token);
      this.#flush();
    };
    const timeout = setTimeout(wake, Math.min(Math.max(milliseconds, 0), TIMEOUT_MAX));
    return { cancel: () => clearTimeout(timeout) };
  }
}

/** One interface with what the harness says that it has. */
function configOf(environment: Readonly<Record<string, string | undefined>>): StackConfig {
  const { ARPCHECK_MAC: own = '02:00:00:00:00:01', ARPCHECK_IPV4: addresses = '10.0.0.1/8' } = environment;
  const texts = addresses.split(',').map((each) => each.replace('@', ' scope '));
  const only = { name: 'eth0', mac: mac(own), addresses: texts.map(interfaceAddress), sysctls: DEFAULT_SYSCTLS };
  return { interfaces: [only], routes: [], staticNeighbours: [] };
}

/** A pipe that is read without the event loop may have nothing yet: then it is asked again. */
function readNow(fd: number, buffer: Uint8Array): number {
  for (;;) {
    try {
      return readSync(fd, buffer, 0, buffer.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      pause();
    }
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
      pause();
    }
  }
}

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** A tenth of a millisecond, without giving up the thread's place in the code. */
function pause(): void {
  Atomics.wait(nothing, 0, 0, 0.1);
}
