import { MAX_OPTION_LENGTH, OPTION_END, padded } from './format.ts';

const encoder = new TextEncoder();

/**
 * Whether a text can be the value of a pcapng option: at most 65,535 octets of UTF-8, and no U+0000, at which readers
 * must cut a string (pcapng, section 3.5). Lone surrogates can be written, as U+FFFD.
 */
export function fitsInOption(text: string): boolean {
  return problemOf(text, () => encoder.encode(text)) === undefined;
}

/**
 * The options of one pcapng block, gathered before the block is written, as a block begins with its length.
 * Section 3.5 of the draft.
 * @internal
 */
export class OptionList {
  readonly #options: { readonly code: number; readonly value: Uint8Array }[] = [];
  #length = 0;

  /** Octets of the list with the end marker; 0 if there are no options, as then no marker is needed either. */
  get length(): number {
    return this.#length === 0 ? 0 : this.#length + 4;
  }

  add(code: number, value: Uint8Array): void {
    this.#options.push({ code, value });
    this.#length += 4 + padded(value.length);
  }

  /** `what` names the option in the RangeError for texts that no option can hold. */
  addText(code: number, text: string | undefined, what: string): void {
    if (text === undefined) return;
    const value = encoder.encode(text);
    const problem = problemOf(text, () => value);
    if (problem !== undefined) throw new RangeError(`${what} ${problem}`);
    this.add(code, value);
  }

  addTexts(code: number, texts: readonly string[] | undefined, what: string): void {
    for (const text of texts ?? []) this.addText(code, text, what);
  }

  /** Writes the list at `offset`, where {@link OptionList.length} octets are free. */
  write(bytes: Uint8Array, view: DataView, offset: number, littleEndian: boolean): void {
    if (this.#length === 0) return;
    let at = offset;
    for (const { code, value } of this.#options) {
      view.setUint16(at, code, littleEndian);
      view.setUint16(at + 2, value.length, littleEndian);
      bytes.set(value, at + 4);
      const end = at + 4 + value.length;
      at += 4 + padded(value.length);
      bytes.fill(0, end, at);
    }
    view.setUint16(at, OPTION_END, littleEndian);
    view.setUint16(at + 2, 0, littleEndian);
  }
}

function problemOf(text: string, encode: () => Uint8Array): string | undefined {
  if (text.includes('\0')) return 'has a U+0000 character, which would end it for every reader';
  // No UTF-16 code unit takes more than three octets, so short texts, which are nearly all, need no measuring.
  if (text.length * 3 <= MAX_OPTION_LENGTH) return undefined;
  const length = encode().length;
  if (length <= MAX_OPTION_LENGTH) return undefined;
  return `is ${length} octets long; an option holds at most ${MAX_OPTION_LENGTH}`;
}
