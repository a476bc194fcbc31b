import { errorName, libc } from './libc.ts';

const PROT_READ_WRITE = 0x1 | 0x2;
const MAP_SHARED = 0x01;
const MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;

/** Memory with an address that the kernel is told: of this process alone, or shared through a file (mmap(2)). */
export class MappedMemory {
  readonly address: number;
  readonly #length: number;
  #bytes: Uint8Array;

  /** Throws with the kernel's error. */
  constructor(length: number, file?: number) {
    const { mmap, view, errno } = libc();
    this.#length = length;
    const flags = file === undefined ? MAP_PRIVATE_ANONYMOUS : MAP_SHARED;
    this.address = mmap(0, length, PROT_READ_WRITE, flags, file ?? -1, 0);
    if (this.address === -1) throw new Error(`mmap: ${errorName(errno())}`);
    this.#bytes = new Uint8Array(view(this.address, length));
  }

  /** Empty once it is closed; do not keep it beyond that. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The same as signed numbers of 32 bits, in the order of octets that this machine has. */
  words(): Int32Array {
    return new Int32Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length >>> 2);
  }

  close(): void {
    if (this.#bytes.length === 0) return;
    this.#bytes = new Uint8Array();
    libc().munmap(this.address, this.#length);
  }
}
