import { closeSync, constants as files, openSync } from 'node:fs';
import { constants as system } from 'node:os';
import { formatMac, type Mac, writeMac } from '../../wire/index.ts';
import { StackStartError } from '../stack.ts';
import { errorName, libc } from './libc.ts';

const DEVICE = '/dev/net/tun';
/** linux/if_tun.h: _IOW('T', 202, int), and what a device is. */
const TUNSETIFF = 0x4004_54ca;
const IFF_TAP = 0x0002;
const IFF_NO_PI = 0x1000;
/** netdevice(7): the MAC address of a device; the file of a TAP device takes it as any socket does. */
const SIOCSIFHWADDR = 0x8924;
/** linux/if_arp.h: Ethernet. */
const ARPHRD_ETHER = 1;
/** netdevice(7): the index of the interface of a name, by any socket of the namespace. */
const SIOCGIFINDEX = 0x8933;
/** linux/if_tun.h: _IOW('T', 209, unsigned int); struct tun_filter with one address, 0, which nobody has. */
const TUNSETTXFILTER = 0x4004_54d1;
const FILTER_FOR_NOBODY = Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
const IFREQ_LENGTH = 40;
const IFNAMSIZ = 16;
const AF_INET = 2;
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
/** A frame of a device with the MTU of Ethernet has at most 1,518 octets; anything that the kernel could send fits. */
const FRAME_MAX = 65_536;

/** What the kernel says to a frame that it does not take, while the device is well: link down, too short, no memory. */
const REFUSALS: ReadonlySet<number> = new Set(
  (['EAGAIN', 'EIO', 'EINVAL', 'EMSGSIZE', 'ENOMEM', 'ENOBUFS', 'EINTR'] as const).map((each) => system.errno[each]),
);

/**
 * A TAP device (Documentation/networking/tuntap.rst): what is written to it arrives at the kernel's interface, and when
 * the call returns the kernel has done all that it does about it, so its answer can be read at once.
 */
export class TapDevice {
  /** Of its interface, in the namespace that it was made in. */
  readonly index: number;
  /** Why it takes no frames any more, as the name of an error; undefined while it does. */
  failure: string | undefined;
  readonly #buffer = new Uint8Array(FRAME_MAX);
  readonly #macRequest = new Uint8Array(IFREQ_LENGTH);
  readonly #read: (fd: number, bytes: Uint8Array, length: number) => number;
  readonly #write: (fd: number, bytes: Uint8Array, length: number) => number;
  /** -1 once it is closed: the number may be another file by then. */
  #fd: number;

  /** Makes the device in the namespace that the thread is in. Throws a {@link StackStartError} without the right to. */
  constructor(name: string) {
    const { read, write, ioctl, errno } = libc();
    this.#read = read;
    this.#write = write;
    try {
      this.#fd = openSync(DEVICE, files.O_RDWR | files.O_NONBLOCK);
    } catch (error) {
      throw new StackStartError(`${DEVICE} cannot be opened (${(error as NodeJS.ErrnoException).code})`);
    }
    if (ioctl(this.#fd, TUNSETIFF, interfaceRequest(name, IFF_TAP | IFF_NO_PI)) !== 0) {
      const error = errorName(errno());
      this.close();
      throw new StackStartError(`no TAP device could be made (${error})`);
    }
    this.index = interfaceIndex(name);
  }

  /** False if the kernel does not take it: the interface is down, or the frame is shorter than an Ethernet header. */
  write(frame: Uint8Array): boolean {
    if (this.#write(this.#fd, frame, frame.length) >= 0) return true;
    this.noteRefusal(libc().errno());
    return false;
  }

  /** A frame was not taken; says whether the device is to blame. */
  noteRefusal(error: number): void {
    if (!REFUSALS.has(error)) this.failure ??= errorName(error);
  }

  /** For those who write by other means; -1 once it is closed. */
  get file(): number {
    return this.#fd;
  }

  /** From now on nothing can be read, as nothing is kept for it: what the kernel sends is seen elsewhere. */
  ignoreSent(): void {
    const { ioctl, errno } = libc();
    const filter = FILTER_FOR_NOBODY.slice();
    if (ioctl(this.#fd, TUNSETTXFILTER, filter) < 0) throw new Error(`filter of the TAP device: ${errorName(errno())}`);
  }

  /** The next frame from the kernel; undefined if there is none. */
  read(): Uint8Array | undefined {
    const length = this.#read(this.#fd, this.#buffer, FRAME_MAX);
    return length > 0 ? this.#buffer.slice(0, length) : undefined;
  }

  /** Throws away what waits to be read. */
  drain(): void {
    while (this.#read(this.#fd, this.#buffer, FRAME_MAX) > 0);
  }

  /** Gives the interface a MAC address. Throws with the kernel's error. */
  setMac(mac: Mac): void {
    const { ioctl, errno } = libc();
    const request = this.#macRequest;
    request[IFNAMSIZ] = ARPHRD_ETHER;
    writeMac(request, IFNAMSIZ + 2, mac);
    if (ioctl(this.#fd, SIOCSIFHWADDR, request) !== 0) {
      throw new Error(`MAC address ${formatMac(mac)}: ${errorName(errno())}`);
    }
  }

  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** struct ifreq with a name and a short number (flags). */
function interfaceRequest(name: string, flags: number): Uint8Array {
  const request = new Uint8Array(IFREQ_LENGTH);
  if (name.length >= IFNAMSIZ) throw new Error(`${name}: the name of an interface has at most ${IFNAMSIZ - 1} octets`);
  request.set(new TextEncoder().encode(name));
  new DataView(request.buffer).setUint16(IFNAMSIZ, flags, true);
  return request;
}

/** Some drivers put interfaces of their own into every new namespace, so the index cannot be guessed. */
// Also of bridges, which are no devices of their own file.
export function interfaceIndex(name: string): number {
  const { socket, ioctl, errno } = libc();
  const fd = socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
  if (fd < 0) throw new Error(`socket: ${errorName(errno())}`);
  try {
    const request = interfaceRequest(name, 0);
    if (ioctl(fd, SIOCGIFINDEX, request) !== 0) throw new Error(`${name}: ${errorName(errno())}`);
    return new DataView(request.buffer).getInt32(IFNAMSIZ, true);
  } finally {
    closeSync(fd);
  }
}
