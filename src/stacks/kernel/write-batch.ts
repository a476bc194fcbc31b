import { arch, endianness } from 'node:os';
import { errorName, libc } from './libc.ts';
import { MappedMemory } from './mapped-memory.ts';

/** Numbers of the system calls (asm/unistd.h), which glibc has no functions for: io_setup(2) and others. */
const CALLS: Readonly<Record<string, Calls | undefined>> = {
  x64: { setup: 206, events: 208, submit: 209 },
  arm64: { setup: 0, events: 4, submit: 2 },
};

interface Calls {
  readonly setup: number;
  readonly events: number;
  readonly submit: number;
}

/** Frames that go in one call. Beyond some dozens nothing is gained any more. */
export const BATCH_MAX = 128;
/** Octets of a frame of a batch at most: any of Ethernet's MTU. */
export const BATCH_FRAME_MAX = 2048;

/** struct iocb and struct io_event of linux/aio_abi.h. */
const IOCB_LENGTH = 64;
const IOCB_OPCODE = 16;
const IOCB_FILE = 20;
const IOCB_BUFFER = 24;
const IOCB_COUNT = 32;
const IOCB_CMD_PWRITE = 1;
const EVENT_LENGTH = 32;
const EVENT_RESULT = 16;

/** Where things are in the memory: first the frames. */
const IOCBS = BATCH_MAX * BATCH_FRAME_MAX;
const POINTERS = IOCBS + BATCH_MAX * IOCB_LENGTH;
const EVENTS = POINTERS + BATCH_MAX * 8;
const CONTEXT = EVENTS + BATCH_MAX * EVENT_LENGTH;
const LENGTH = CONTEXT + 8;

/**
 * Writes many frames to a TAP device in one system call (io_submit(2)): a device that writes at once does so there, one
 * after another, as if by as many calls of write(2).
 */
export class WriteBatch {
  readonly #calls: Calls;
  readonly #memory: MappedMemory;
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #context: number;

  /** The one of this process, which takes milliseconds to be given back; undefined where there is no such thing. */
  static shared(): WriteBatch | undefined {
    if (shared === undefined) {
      try {
        shared = new WriteBatch();
      } catch {
        shared = null;
      }
    }
    return shared ?? undefined;
  }

  /** Throws where there is no such thing, or no room for one more (fs.aio-max-nr). */
  private constructor() {
    const calls = CALLS[arch()];
    if (calls === undefined || endianness() !== 'LE') throw new Error('not known on this machine');
    this.#calls = calls;
    this.#memory = new MappedMemory(LENGTH);
    this.#bytes = this.#memory.bytes;
    this.#words = this.#memory.words();
    const { syscall, errno } = libc();
    if (syscall(calls.setup, BATCH_MAX, this.#memory.address + CONTEXT, 0, 0, 0) !== 0) {
      const error = errorName(errno());
      this.#memory.close();
      throw new Error(`io_setup: ${error}`);
    }
    const view = new DataView(this.#bytes.buffer);
    this.#context = Number(view.getBigUint64(CONTEXT, true));
    for (let index = 0; index < BATCH_MAX; index++) {
      const iocb = IOCBS + index * IOCB_LENGTH;
      view.setUint16(iocb + IOCB_OPCODE, IOCB_CMD_PWRITE, true);
      view.setBigUint64(iocb + IOCB_BUFFER, BigInt(this.#memory.address + index * BATCH_FRAME_MAX), true);
      view.setBigUint64(POINTERS + index * 8, BigInt(this.#memory.address + iocb), true);
    }
  }

  /**
   * Writes them all, in order; at most {@link BATCH_MAX}, each of at most {@link BATCH_FRAME_MAX} octets. Returns the
   * results of those that were not taken: the number of the frame, and the error. Throws with the kernel's error if the
   * call itself fails.
   */
  write(file: number, frames: readonly Uint8Array[]): readonly (readonly [index: number, error: number])[] {
    const { syscall, errno } = libc();
    for (let index = 0; index < frames.length; index++) {
      const frame = frames[index]!;
      this.#bytes.set(frame, index * BATCH_FRAME_MAX);
      const iocb = (IOCBS + index * IOCB_LENGTH) >> 2;
      this.#words[iocb + (IOCB_FILE >> 2)] = file;
      this.#words[iocb + (IOCB_COUNT >> 2)] = frame.length;
    }
    const { address } = this.#memory;
    const submitted = syscall(this.#calls.submit, this.#context, frames.length, address + POINTERS, 0, 0);
    if (submitted !== frames.length) throw new Error(`io_submit: ${submitted < 0 ? errorName(errno()) : submitted}`);
    const done = syscall(this.#calls.events, this.#context, frames.length, frames.length, address + EVENTS, 0);
    if (done !== frames.length) throw new Error(`io_getevents: ${done < 0 ? errorName(errno()) : done}`);
    return this.#refusals(frames.length);
  }

  /** Events come in the order in which the writes were done, as each is done before the next. */
  #refusals(count: number): readonly (readonly [index: number, error: number])[] {
    let refusals = NONE;
    for (let index = 0; index < count; index++) {
      const result = this.#words[(EVENTS + index * EVENT_LENGTH + EVENT_RESULT) >> 2]!;
      if (result < 0) refusals = [...refusals, [index, -result]];
    }
    return refusals;
  }
}

let shared: WriteBatch | undefined | null;
const NONE: readonly (readonly [number, number])[] = [];
