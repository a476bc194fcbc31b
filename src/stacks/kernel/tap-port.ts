import { PacketRing } from './packet-ring.ts';
import { TapDevice } from './tap-device.ts';
import { BATCH_FRAME_MAX, BATCH_MAX, WriteBatch } from './write-batch.ts';

/** What is needed for frames that are foretold. */
interface Ahead {
  readonly ring: PacketRing;
  readonly batch: WriteBatch;
}

/**
 * Frames to and from the kernel at one interface.
 *
 * Frames that are known to come can be foretold: they all go in one system call, and what the kernel says to each is
 * found in a {@link PacketRing} without any. Where that is not to be had, each frame takes a call, and so does each
 * answer, and that there is none.
 */
export class TapPort {
  readonly device: TapDevice;
  readonly #ahead: Ahead | undefined;
  /** Frames that went ahead and have not been written yet, as far as the caller is concerned: from {@link #position}. */
  #foretold: readonly Uint8Array[] = NO_FRAMES;
  #position = 0;
  /** Numbers of foretold frames that the kernel did not take: it has no mark of them. */
  #refused: ReadonlySet<number> = NOTHING_REFUSED;
  /** The mark of the frame that was written last is still to be passed. */
  #isMarkDue = false;
  /** Why what the kernel says cannot be told apart any more. */
  confusion: string | undefined = undefined;

  /** Makes the device in the namespace that the thread is in. Throws like {@link TapDevice}. */
  constructor(name: string) {
    this.device = new TapDevice(name);
    this.#ahead = lookAhead(this.device);
  }

  /** Writes frames that {@link write} will be given next, one by one, in this order; only the first so many of them. */
  foretell(frames: readonly Uint8Array[]): void {
    if (this.#ahead === undefined || this.device.file < 0 || this.#foretold.length > this.#position) return;
    const tooLong = frames.findIndex((frame) => frame.length > BATCH_FRAME_MAX);
    const batch = frames.slice(0, Math.min(tooLong < 0 ? frames.length : tooLong, BATCH_MAX));
    if (batch.length === 0) return;
    const refusals = this.#ahead.batch.write(this.device.file, batch);
    for (const [, error] of refusals) this.device.noteRefusal(error);
    this.#refused = refusals.length === 0 ? NOTHING_REFUSED : new Set(refusals.map(([index]) => index));
    this.#foretold = batch;
    this.#position = 0;
    const marks = this.#ahead.ring.marks();
    if (marks === batch.length - refusals.length) return;
    this.confusion ??= `of ${batch.length} frames ${marks < 0 ? 'not all' : marks} were seen to arrive`;
  }

  /** False if the kernel does not take it. */
  write(frame: Uint8Array): boolean {
    if (this.#position === this.#foretold.length) return this.device.write(frame);
    if (this.#foretold[this.#position] !== frame) throw new Error('another frame was foretold');
    const isTaken = !this.#refused.has(this.#position);
    this.#position += 1;
    this.#isMarkDue = isTaken;
    return isTaken;
  }

  /** The next frame from the kernel, up to what it has said to the frame that was written last; undefined if there is none. */
  read(): Uint8Array | undefined {
    if (this.#ahead === undefined) return this.device.read();
    const { ring } = this.#ahead;
    for (;;) {
      const next = ring.next;
      if (next === undefined) return undefined;
      if (next === 'frame') return ring.take();
      // The mark of a foretold frame that is still to be written: the rest is what the kernel will say to that one.
      if (!this.#isMarkDue && this.#position < this.#foretold.length) return undefined;
      this.#isMarkDue = false;
      ring.skip();
    }
  }

  /** Throws away what waits to be read, and what was foretold. */
  drain(): void {
    this.#foretold = NO_FRAMES;
    this.#position = 0;
    if (this.#ahead === undefined) this.device.drain();
    else while (this.#ahead.ring.next !== undefined) this.#ahead.ring.skip();
  }

  close(): void {
    this.#ahead?.ring.close();
    this.device.close();
  }
}

const NO_FRAMES: readonly Uint8Array[] = [];
const NOTHING_REFUSED: ReadonlySet<number> = new Set();

/** Not every kernel has, or lets us have, what it takes (a container may forbid io_setup): then it goes without. */
function lookAhead(device: TapDevice): Ahead | undefined {
  const batch = WriteBatch.shared();
  if (batch === undefined) return undefined;
  let ring: PacketRing;
  try {
    ring = new PacketRing(device.index);
  } catch {
    return undefined;
  }
  device.ignoreSent();
  return { ring, batch };
}
