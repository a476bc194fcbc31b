import { createReadStream, readSync, writeSync } from 'node:fs';
import type { ArpStack, StackConfig, StackEnvironment, Wake } from '../../model/index.ts';
import { DEFAULT_SYSCTLS } from '../../model/sysctl.ts';
import { interfaceAddress, mac } from '../../network/index.ts';
import { Frame, formatIpv4, formatMac, parseIpv4 } from '../../wire/index.ts';
import { FrameDecoder, framed } from './frame-decoder.ts';

/** Makes the stack that is served. */
export type MakeStack = (config: StackConfig, environment: StackEnvironment) => ArpStack;

const MILLISECOND = 1_000_000;
const CHUNK = 65_536;

interface Timer extends Wake {
  readonly at: number;
  readonly token: object;
}

interface ControlRequest {
  readonly op: string;
  readonly after?: number;
  readonly ms?: number;
  readonly dst?: string;
  readonly payload?: string;
  readonly ip?: string;
}

/**
 * Serves an in-process stack as a program: frames on standard input and output, and control if the harness asks for it
 * (`ARPCHECK_CONTROL_FD`). With control its time is virtual; without, it is the machine's.
 */
export function serveStack(makeStack: MakeStack): void {
  new StackServer(makeStack, process.env).run();
}

class StackServer {
  readonly #make: MakeStack;
  readonly #config: StackConfig;
  readonly #controlFd: number | undefined;
  readonly #decoder = new FrameDecoder();
  #stack: ArpStack;
  #timers: Timer[] = [];
  #now = 0;
  #framesIn = 0;
  #framesOut = 0;
  #isMuted = false;

  constructor(makeStack: MakeStack, environment: Readonly<Record<string, string | undefined>>) {
    this.#make = makeStack;
    this.#config = configOf(environment);
    const { ARPCHECK_CONTROL_FD: fd } = environment;
    this.#controlFd = fd === undefined ? undefined : Number(fd);
    this.#stack = makeStack(this.#config, this.#environment());
  }

  run(): void {
    if (this.#controlFd === undefined) {
      process.stdin.on('data', (chunk: Uint8Array) => this.#take(chunk));
      process.stdin.on('end', () => process.exit(0));
      return;
    }
    let text = '';
    const control = createReadStream('', { fd: this.#controlFd, encoding: 'utf8' });
    control.on('data', (part) => {
      text += part;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        this.#answer(JSON.parse(line) as ControlRequest);
      }
    });
    control.on('end', () => process.exit(0));
  }

  #take(chunk: Uint8Array): void {
    for (const bytes of this.#decoder.push(chunk)) {
      this.#framesIn += 1;
      this.#stack.receive(0, new Frame(bytes));
    }
  }

  /** Frames come first: both channels are read by whoever gets there, and this tells how many there have to be. */
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
    const reply = { ok: !('error' in extra), frames: this.#framesOut, ...extra };
    writeAll(this.#controlFd!, new TextEncoder().encode(`${JSON.stringify(reply)}\n`));
  }

  #perform({ op, ms = 0, dst = '', payload = '0', ip }: ControlRequest): Readonly<Record<string, unknown>> {
    switch (op) {
      case 'hello': {
        const capabilities = ['reset', 'advance', 'send', 'neighbors', 'flush'];
        return { name: 'arpcheck reference stack', version: '1', capabilities };
      }
      case 'reset':
        this.#timers = [];
        this.#isMuted = true;
        this.#stack = this.#make(this.#config, this.#environment());
        this.#isMuted = false;
        return {};
      case 'advance':
        this.#advance(ms);
        return {};
      case 'send':
        return this.#stack.originate(parseIpv4(dst)!, 'datagram', Number.parseInt(payload, 16))
          ? {}
          : { refused: 'no route' };
      case 'flush':
        this.#stack.forgetNeighbour(ip === undefined ? undefined : parseIpv4(ip), 'operator');
        return {};
      case 'neighbors': {
        const rows = this.#stack.neighbours();
        const neighbors = rows.map(({ address, mac: known, state }) => ({
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

  #advance(milliseconds: number): void {
    const until = this.#now + milliseconds * MILLISECOND;
    for (;;) {
      const due = this.#timers.filter((each) => each.at <= until).sort((left, right) => left.at - right.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== due);
      this.#now = Math.max(this.#now, due.at);
      this.#stack.wake(due.token);
    }
    this.#now = until;
  }

  #environment(): StackEnvironment {
    const server = this;
    const isVirtual = this.#controlFd !== undefined;
    return {
      get now() {
        return isVirtual ? server.#now : performance.now() * MILLISECOND;
      },
      transmit: (_interface, frame) => this.#transmit(frame),
      wakeAt: (at, token) => (isVirtual ? this.#wakeAt(at, token) : this.#wakeLater(at, token)),
      neighbourChanged: () => {},
      delivered: () => {},
      originated: () => {},
    };
  }

  #transmit(frame: Frame): void {
    if (this.#isMuted) return;
    this.#framesOut += 1;
    writeAll(1, framed(frame.bytes));
  }

  #wakeAt(at: number, token: object): Wake {
    const cancel = (): void => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
    const timer: Timer = { at, token, cancel };
    this.#timers.push(timer);
    return timer;
  }

  #wakeLater(at: number, token: object): Wake {
    const milliseconds = at / MILLISECOND - performance.now();
    const timeout = setTimeout(() => this.#stack.wake(token), milliseconds);
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
