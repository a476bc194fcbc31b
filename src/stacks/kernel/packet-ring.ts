import { closeSync } from 'node:fs';
import { endianness } from 'node:os';
import { errorName, libc } from './libc.ts';
import { MappedMemory } from './mapped-memory.ts';

/** packet(7) and linux/if_packet.h. */
const AF_PACKET = 17;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const SOL_PACKET = 263;
const PACKET_RX_RING = 5;
const PACKET_VERSION = 10;
const TPACKET_V2 = 1;
const ETH_P_ALL_BIG_ENDIAN = [0x00, 0x03];
const PACKET_OUTGOING = 4;

/** Octets for each packet: a frame of Ethernet's MTU behind the header of its record. */
const RECORD = 2048;
/** Below the size of a page times 2^10, as the kernel allots it in one piece. */
const BLOCK = 65_536;
/**
 * Records: what a batch sets off has to fit. Each frame of a batch has one for itself and its answers; the most that one
 * can release at once is what waits for an entry (unres_qlen, 101 packets), and all of those were sent before.
 */
const RECORDS = 1024;

/** struct tpacket2_hdr, and struct sockaddr_ll behind it (aligned to 16): where things are. */
const STATUS = 0;
const SNAP_LENGTH = 8;
const MAC_OFFSET = 12;
const PACKET_TYPE = 32 + 10;
const TP_STATUS_KERNEL = 0;
const TP_STATUS_USER = 1;
const TP_STATUS_LOSING = 4;

/** Classic BPF (linux/filter.h): of what leaves, everything; of what arrives, an octet. */
const LOAD_HALF = 0x28;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;
/** SKF_AD_OFF + SKF_AD_PKTTYPE */
const PACKET_TYPE_OF_FILTER = 0xffff_f004;
const FILTER: readonly (readonly [code: number, ifTrue: number, ifFalse: number, value: number])[] = [
  [LOAD_HALF, 0, 0, PACKET_TYPE_OF_FILTER],
  [JUMP_IF_EQUAL, 0, 1, PACKET_OUTGOING],
  [RETURN, 0, 0, 0xffff],
  [RETURN, 0, 0, 1],
];
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const FILTER_LENGTH = 8 * FILTER.length;

/**
 * What passes an interface, in order, in memory that the kernel writes and this process reads
 * (Documentation/networking/packet_mmap.rst): the frames that leave, and a mark for each one that arrives. Looking at
 * it takes no system call.
 */
export class PacketRing {
  readonly #fd: number;
  readonly #memory: MappedMemory;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #next = 0;
  #isOpen = true;

  /** In the namespace that the thread is in. Throws with the kernel's error. */
  constructor(interfaceIndex: number) {
    const { socket, errno } = libc();
    // Nothing is received before it is bound.
    this.#fd = socket(AF_PACKET, SOCK_RAW_CLOEXEC, 0);
    if (this.#fd < 0) throw new Error(`packet socket: ${errorName(errno())}`);
    try {
      this.#attachFilter();
      this.#option(SOL_PACKET, PACKET_VERSION, Uint32Array.of(TPACKET_V2));
      this.#option(SOL_PACKET, PACKET_RX_RING, Uint32Array.of(BLOCK, (RECORDS * RECORD) / BLOCK, RECORD, RECORDS));
      this.#memory = new MappedMemory(RECORDS * RECORD, this.#fd);
      this.#bind(interfaceIndex);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
    this.#words = this.#memory.words();
    this.#bytes = this.#memory.bytes;
  }

  #attachFilter(): void {
    const memory = new MappedMemory(FILTER_LENGTH);
    const view = new DataView(memory.bytes.buffer);
    const little = endianness() === 'LE';
    for (const [index, [code, ifTrue, ifFalse, value]] of FILTER.entries()) {
      view.setUint16(8 * index, code, little);
      view.setUint8(8 * index + 2, ifTrue);
      view.setUint8(8 * index + 3, ifFalse);
      view.setUint32(8 * index + 4, value, little);
    }
    // struct sock_fprog: the number of instructions, and their address.
    const program = new DataView(new ArrayBuffer(16));
    program.setUint16(0, FILTER.length, little);
    program.setBigUint64(8, BigInt(memory.address), little);
    try {
      this.#option(SOL_SOCKET, SO_ATTACH_FILTER, new Uint8Array(program.buffer));
    } finally {
      memory.close();
    }
  }

  #option(level: number, name: number, value: Uint8Array | Uint32Array): void {
    const { setsockopt, errno } = libc();
    const bytes = new Uint8Array(value.buffer);
    if (setsockopt(this.#fd, level, name, bytes, bytes.length) !== 0) {
      throw new Error(`option ${name} of a packet socket: ${errorName(errno())}`);
    }
  }

  #bind(interfaceIndex: number): void {
    const { bind, errno } = libc();
    // struct sockaddr_ll
    const address = new Uint8Array(20);
    new Uint16Array(address.buffer)[0] = AF_PACKET;
    address.set(ETH_P_ALL_BIG_ENDIAN, 2);
    new Int32Array(address.buffer)[1] = interfaceIndex;
    if (bind(this.#fd, address, address.length) === 0) return;
    const error = errorName(errno());
    this.#memory.close();
    throw new Error(`packet socket: ${error}`);
  }

  /** What is next: a frame that left, or the mark of one that arrived. */
  get next(): 'frame' | 'mark' | undefined {
    if (!this.#isOpen) return undefined;
    const start = this.#next * RECORD;
    if ((this.#words[(start + STATUS) >> 2]! & TP_STATUS_USER) === 0) return undefined;
    return this.#bytes[start + PACKET_TYPE] === PACKET_OUTGOING ? 'frame' : 'mark';
  }

  /** The octets of the frame that is next, copied. */
  take(): Uint8Array {
    const start = this.#next * RECORD;
    const offset = start + (this.#words[(start + MAC_OFFSET) >> 2]! & 0xffff);
    const frame = this.#bytes.slice(offset, offset + this.#words[(start + SNAP_LENGTH) >> 2]!);
    this.skip();
    return frame;
  }

  skip(): void {
    this.#words[(this.#next * RECORD + STATUS) >> 2] = TP_STATUS_KERNEL;
    this.#next = (this.#next + 1) % RECORDS;
  }

  /** How many marks wait; -1 if there was more than it holds, so some records are missing. */
  marks(): number {
    let marks = 0;
    for (let ahead = 0; ahead < RECORDS; ahead++) {
      const start = ((this.#next + ahead) % RECORDS) * RECORD;
      const status = this.#words[(start + STATUS) >> 2]!;
      if ((status & TP_STATUS_USER) === 0) return marks;
      if ((status & TP_STATUS_LOSING) !== 0) return -1;
      if (this.#bytes[start + PACKET_TYPE] !== PACKET_OUTGOING) marks += 1;
    }
    return -1;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#memory.close();
    closeSync(this.#fd);
  }
}
