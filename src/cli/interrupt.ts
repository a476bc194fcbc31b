import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Ctrl-C: the first one asks the run to stop, so that what was found is written; the second one ends the process. Files
 * appear whole or not at all, so even that leaves nothing half-written. It stays in charge until the process ends.
 */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    for (const signal of SIGNALS) process.on(signal, this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #stop = (): void => {
    if (this.#controller.signal.aborted) process.exit(ExitCode.interrupted);
    this.#controller.abort();
    this.#terminal.complain('stopping, and writing what was found; once more to stop at once');
  };
}
