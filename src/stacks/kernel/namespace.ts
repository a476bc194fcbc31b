import { closeSync, openSync } from 'node:fs';
import { StackStartError } from '../stack.ts';
import { errorName, libc } from './libc.ts';

const CLONE_NEWNET = 0x4000_0000;
const OWN_NAMESPACE = '/proc/thread-self/ns/net';

/**
 * A network namespace without a name (network_namespaces(7)).
 *
 * It lives as long as something of this process holds it, so it and everything in it vanish with the process, however
 * that ends. The main thread visits it synchronously and is back before anything else runs; the namespace that the
 * process was started in is never changed.
 */
export class NetworkNamespace {
  readonly #home: number;
  readonly #own: number;
  #isOpen = true;

  /** Makes one. Throws a {@link StackStartError} without the right to, or without a way back. */
  constructor() {
    this.#home = openSync(OWN_NAMESPACE, 'r');
    // To enter where one is changes nothing, and tells whether the way back will be open: in a user namespace it is
    // only if the network namespace was made in there as well (setns(2), EPERM).
    for (const enter of [() => libc().setns(this.#home, CLONE_NEWNET), () => libc().unshare(CLONE_NEWNET)]) {
      if (enter() === 0) continue;
      const error = errorName(libc().errno());
      closeSync(this.#home);
      throw new StackStartError(`a network namespace cannot be made and left again (${error})`);
    }
    try {
      this.#own = openSync(OWN_NAMESPACE, 'r');
    } finally {
      this.#leave();
    }
  }

  /** Does something inside: sockets, devices and /proc/sys that are opened there stay there. */
  inside<T>(action: () => T): T {
    if (!this.#isOpen) throw new Error('the network namespace is closed');
    if (libc().setns(this.#own, CLONE_NEWNET) !== 0) throw new Error(`setns: ${errorName(libc().errno())}`);
    try {
      return action();
    } finally {
      this.#leave();
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#own);
    closeSync(this.#home);
  }

  /** To stay in there would let the rest of the process configure the wrong network. */
  #leave(): void {
    if (libc().setns(this.#home, CLONE_NEWNET) !== 0) process.abort();
  }
}
