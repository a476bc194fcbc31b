import { closeSync } from 'node:fs';
import { errorName, libc } from './libc.ts';
import { errorIn, messagesIn, type NetlinkMessage, NLMSG_DONE, NLMSG_ERROR } from './netlink.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_ROUTE = 0;
/** What the kernel sends in one datagram at most (NLMSG_GOODSIZE is a page; dumps use up to 32 KiB). */
const DATAGRAM_MAX = 65_536;
/** struct sockaddr_nl of the kernel: port 0. */
const KERNEL = Uint8Array.of(AF_NETLINK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/** Asks the kernel to configure the namespace in which it was opened. The kernel answers at once, so nothing waits. */
export class NetlinkSocket {
  readonly #fd: number;
  readonly #buffer = new Uint8Array(DATAGRAM_MAX);
  #isOpen = true;

  constructor() {
    const { socket, bind, errno } = libc();
    this.#fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (this.#fd < 0 || bind(this.#fd, KERNEL, KERNEL.length) !== 0) {
      throw new Error(`netlink socket: ${errorName(errno())}`);
    }
  }

  /** Sends one message that wants an acknowledgment. Throws with the kernel's error. */
  request(what: string, message: Uint8Array): void {
    for (const { type, body } of this.ask(message)) {
      const error = type === NLMSG_ERROR ? errorIn(body) : 0;
      if (error !== 0) throw new Error(`${what}: ${errorName(error)}`);
    }
  }

  /** Sends messages and returns what the kernel answers. */
  ask(message: Uint8Array): NetlinkMessage[] {
    const { sendto, read, errno } = libc();
    if (sendto(this.#fd, message, message.length, 0, KERNEL, KERNEL.length) < 0) {
      throw new Error(`netlink: ${errorName(errno())}`);
    }
    const answers: NetlinkMessage[] = [];
    for (;;) {
      const length = read(this.#fd, this.#buffer, DATAGRAM_MAX);
      if (length <= 0) return answers;
      for (const { type, body } of messagesIn(this.#buffer.subarray(0, length))) {
        if (type !== NLMSG_DONE) answers.push({ type, body: body.slice() });
      }
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#fd);
  }
}
