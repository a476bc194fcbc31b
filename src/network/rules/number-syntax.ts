import type { NumberPattern } from './rule.ts';
import type { ValueSyntax } from './value-syntax.ts';

/** How strtol(3) is called for the option: 10, 16 (with or without 0x), or 0 (as in C: 0x…, 0…, or decimal). */
type Radix = 0 | 10 | 16;

export interface NumberForm {
  readonly radix: Radix;
  readonly minimum?: number;
  readonly maximum: number;
  /** True if `value/mask` may be written. */
  readonly masked: boolean;
  /** Names of values, any case; the first name of a value is the one that is written. */
  readonly names: ReadonlyMap<string, number>;
  readonly print: (value: number) => string;
  readonly expects: string;
}

const DIGITS: Record<Radix, RegExp> = {
  0: /^(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i,
  10: /^[0-9]+$/,
  16: /^(0x)?[0-9a-f]+$/i,
};

/** The syntax of a numeric option. A comparison is `(field & mask) === value`: like the tools, it leaves the value unmasked. */
export function numberSyntax(form: NumberForm): ValueSyntax<NumberPattern> {
  const byName = new Map([...form.names].map(([name, value]) => [name.toLowerCase(), value]));
  const byValue = new Map([...form.names].reverse().map(([name, value]) => [value, name]));
  return {
    read(text) {
      const named = byName.get(text.toLowerCase());
      if (named !== undefined) return { kind: 'number', value: named, mask: form.maximum };
      const slash = form.masked ? text.lastIndexOf('/') : -1;
      const value = readInteger(slash < 0 ? text : text.slice(0, slash), form.radix, form.maximum);
      const mask = slash < 0 ? form.maximum : readInteger(text.slice(slash + 1), form.radix, form.maximum);
      if (value === undefined || mask === undefined || value < (form.minimum ?? 0)) return undefined;
      return { kind: 'number', value, mask };
    },
    write(pattern) {
      if (pattern.mask !== form.maximum) return `${form.print(pattern.value)}/${form.print(pattern.mask)}`;
      return byValue.get(pattern.value) ?? form.print(pattern.value);
    },
    expects: form.expects,
  };
}

function readInteger(text: string, radix: Radix, maximum: number): number | undefined {
  if (!DIGITS[radix].test(text)) return undefined;
  const octal = radix === 0 && /^0[0-7]/.test(text);
  const value = Number.parseInt(text, octal ? 8 : radix === 0 ? (/^0x/i.test(text) ? 16 : 10) : radix);
  return value <= maximum ? value : undefined;
}
