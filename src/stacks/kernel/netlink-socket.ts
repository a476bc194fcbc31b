import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { errorName, libc } from './libc.ts';
import { errorIn, messagesIn, type NetlinkMessage, NLMSG_DONE, NLMSG_ERROR, wantsAcknowledgment } from './netlink.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_ROUTE = 0;
/** What the kernel sends in one datagram at most (NLMSG_GOODSIZE is a page; dumps use up to 32 KiB). */
const DATAGRAM_MAX = 65_536;
/**
 * Messages that go in one call. Each may be answered by an error of about 800 octets of the receive buffer, which has
 * 212,992 (net.core.rmem_default): all of them fit.
 */
const BATCH_MAX = 128;
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
    if (this.#fd < 0) throw new Error(`netlink socket: ${errorName(errno())}`);
    if (bind(this.#fd, KERNEL, KERNEL.length) === 0) return;
    const error = errorName(errno());
    this.close();
    throw new Error(`netlink socket: ${error}`);
  }

  /** Sends one message and sees that it is done. Throws with the kernel's error. */
  request(what: string, message: Uint8Array): void {
    const results = this.#errors(this.ask(wantsAcknowledgment(message)));
    if (results.length === 0) throw new Error(`${what}: the kernel did not answer`);
    const error = results.find((each) => each !== 0);
    if (error !== undefined) throw new Error(`${what}: ${errorName(error)}`);
  }

  /** Sends messages one after another in as few calls as are safe; what went wrong, as error numbers. */
  tell(messages: readonly Uint8Array[]): readonly number[] {
    const errors: number[] = [];
    for (let start = 0; start < messages.length; start += BATCH_MAX) {
      errors.push(...this.tellBatch(Buffer.concat(messages.slice(start, start + BATCH_MAX))));
    }
    return errors;
  }

  /** Sends messages that are one behind another already, few enough for one call. */
  tellBatch(batch: Uint8Array): readonly number[] {
    return batch.length === 0 ? [] : this.#errors(this.ask(batch));
  }

  #errors(answers: readonly NetlinkMessage[]): number[] {
    return answers.flatMap(({ type, body }) => (type === NLMSG_ERROR ? [errorIn(body)] : []));
  }

  /** Sends one message, or several of a batch, and returns what the kernel answers. */
  ask(message: Uint8Array): readonly NetlinkMessage[] {
    if (!this.#isOpen) throw new Error('the netlink socket is closed');
    const { sendto, read, errno } = libc();
    if (sendto(this.#fd, message, message.length, 0, KERNEL, KERNEL.length) < 0) {
      throw new Error(`netlink: ${errorName(errno())}`);
    }
    const answers: NetlinkMessage[] = [];
    for (;;) {
      const length = read(this.#fd, this.#buffer, DATAGRAM_MAX);
      if (length > 0) {
        for (const { type, body } of messagesIn(this.#buffer.subarray(0, length))) {
          if (type !== NLMSG_DONE) answers.push({ type, body: body.slice() });
        }
        // Answers that did not fit are reported once, before those that did.
      } else if (length === 0 || errno() !== constants.errno.ENOBUFS) return answers;
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#fd);
  }
}
