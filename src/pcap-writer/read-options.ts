import type { Block } from './block.ts';
import type { CaptureError } from './capture.ts';
import { OPTION_END, padded } from './format.ts';

// With `ignoreBOM` a leading U+FEFF stays part of the text; invalid octets become U+FFFD (section 3.6.3 allows it).
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** An option, in place: `at` is the offset of its value in the block. */
export interface Option {
  readonly code: number;
  readonly at: number;
  readonly length: number;
}

/**
 * Visits the options of a block from offset `from` to its end (draft-ietf-opsawg-pcapng, section 3.5). The end marker
 * may be missing. Stops at the first error, its own (an option that does not fit into the block) or the visitor's.
 * @internal
 */
export function readOptions(
  block: Block,
  from: number,
  visit: (option: Option) => CaptureError | undefined,
): CaptureError | undefined {
  let at = from;
  while (at < block.end) {
    const code = block.uint16(at);
    const length = block.uint16(at + 2);
    if (code === OPTION_END) {
      return length === 0 ? undefined : block.error(at + 2, `end of options with length ${length}; expected 0`);
    }
    const next = at + 4 + padded(length);
    if (next > block.end) {
      return block.error(
        at + 2,
        `option of ${length} octets; expected at most ${block.end - at - 4}, the rest of its block`,
      );
    }
    const error = visit({ code, at: at + 4, length });
    if (error !== undefined) return error;
    at = next;
  }
  return undefined;
}

/**
 * The text of a string option; it ends at a zero octet if there is one (section 3.5).
 * @internal
 */
export function optionText(block: Block, option: Option): string {
  const value = block.slice(option.at, option.length);
  const zero = value.indexOf(0);
  return decoder.decode(zero < 0 ? value : value.subarray(0, zero));
}

/**
 * An error unless the option has the one length that its definition gives it.
 * @internal
 */
export function wrongLength(block: Block, option: Option, expected: number, name: string): CaptureError | undefined {
  if (option.length === expected) return undefined;
  return block.error(option.at - 2, `${name} of ${option.length} octets; expected ${expected}`);
}
