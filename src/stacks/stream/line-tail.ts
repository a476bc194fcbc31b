import type { Readable } from 'node:stream';

/** Enough to see what a program complained about last. */
const LINES_MAX = 20;
const LINE_MAX = 400;

/** Keeps the last lines of a stream of text. */
export class LineTail {
  readonly #lines: string[] = [];
  #rest = '';

  constructor(stream: Readable) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#take(text));
    stream.on('error', () => {});
  }

  get lines(): readonly string[] {
    return this.#rest === '' ? [...this.#lines] : [...this.#lines, this.#rest.slice(0, LINE_MAX)];
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\n');
    // Only the beginning of an endless line is kept.
    this.#rest = parts.pop()!.slice(0, LINE_MAX);
    for (const part of parts) this.#lines.push(part.slice(0, LINE_MAX));
    this.#lines.splice(0, this.#lines.length - LINES_MAX);
  }
}
