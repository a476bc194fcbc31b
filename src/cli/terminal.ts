import type { WriteStream } from 'node:tty';

/** A stream as far as it is needed: a terminal, a pipe, a file. */
export type OutputStream = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number };

const RED = '\x1b[1;31m';
const GREEN = '\x1b[32m';
const PLAIN = '\x1b[0m';
const CLEAR_LINE = '\r\x1b[K';

/**
 * The only place that writes to the terminal: reports to stdout, progress and errors to stderr, so that a report can be
 * piped. Colours and the live line are for terminals only; NO_COLOR (no-color.org) switches colours off.
 */
export class Terminal {
  readonly #out: OutputStream;
  readonly #error: OutputStream;
  readonly #colours: boolean;
  #live = false;

  constructor(out: OutputStream, error: OutputStream, environment: Readonly<Record<string, string | undefined>>) {
    this.#out = out;
    this.#error = error;
    this.#colours = out.isTTY === true && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
  }

  /** One or more lines of a report. */
  print(text: string): void {
    this.clearLive();
    this.#out.write(`${this.#colours ? painted(text) : text}\n`);
  }

  complain(text: string): void {
    this.clearLive();
    this.#error.write(`${text}\n`);
  }

  /** Progress can be a line that changes; without a terminal it has to be lines, and few of them. */
  get hasLiveLine(): boolean {
    return this.#error.isTTY === true;
  }

  live(text: string): void {
    const columns = this.#error.columns ?? 80;
    this.#error.write(`${CLEAR_LINE}${text.slice(0, columns - 1)}`);
    this.#live = true;
  }

  clearLive(): void {
    if (this.#live) this.#error.write(CLEAR_LINE);
    this.#live = false;
  }
}

function painted(text: string): string {
  return text
    .replace(/^✗ .*$/gm, (line) => `${RED}${line}${PLAIN}`)
    .replace(/^✓ \w+/gm, (words) => `${GREEN}${words}${PLAIN}`)
    .replace(/◄── violates/g, (mark) => `${RED}${mark}${PLAIN}`);
}
