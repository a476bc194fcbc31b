import { closeSync, constants, openSync } from 'node:fs';
import { StackStartError } from '../stack.ts';
import { errorName, libc } from './libc.ts';

const DEVICE = '/dev/net/tun';
/** linux/if_tun.h: _IOW('T', 202, int), and what a device is. */
const TUNSETIFF = 0x4004_54ca;
const IFF_TAP = 0x0002;
const IFF_NO_PI = 0x1000;
const IFREQ_LENGTH = 40;
const IFNAMSIZ = 16;
/** A frame of a device with the MTU of Ethernet has at most 1,518 octets; anything that the kernel could send fits. */
const FRAME_MAX = 65_536;

/**
 * A TAP device (Documentation/networking/tuntap.rst): what is written to it arrives at the kernel's interface, and when
 * the call returns the kernel has done all that it does about it, so its answer can be read at once.
 */
export class TapDevice {
  readonly #fd: number;
  readonly #buffer = new Uint8Array(FRAME_MAX);
  readonly #read: (fd: number, bytes: Uint8Array, length: number) => number;
  readonly #write: (fd: number, bytes: Uint8Array, length: number) => number;
  #isOpen = true;

  /** Makes the device in the namespace that the thread is in. */
  constructor(name: string) {
    const { read, write, ioctl, errno } = libc();
    this.#read = read;
    this.#write = write;
    try {
      this.#fd = openSync(DEVICE, constants.O_RDWR | constants.O_NONBLOCK);
    } catch (error) {
      throw new StackStartError(`${DEVICE} cannot be opened: ${(error as Error).message}; is the tun driver there?`);
    }
    const request = new Uint8Array(IFREQ_LENGTH);
    request.set(new TextEncoder().encode(name));
    new DataView(request.buffer).setUint16(IFNAMSIZ, IFF_TAP | IFF_NO_PI, true);
    if (ioctl(this.#fd, TUNSETIFF, request) === 0) return;
    const error = errorName(errno());
    closeSync(this.#fd);
    throw new StackStartError(`no TAP device could be made (${error}); this needs root`);
  }

  /** False if the kernel does not take it: the interface is down, or the frame is shorter than an Ethernet header. */
  write(frame: Uint8Array): boolean {
    return this.#write(this.#fd, frame, frame.length) >= 0;
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

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#fd);
  }
}
