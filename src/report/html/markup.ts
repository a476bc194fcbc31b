/** Text of HTML or SVG. Only {@link markup} makes it, so that nothing gets into a page that was not escaped. */
export class Markup {
  readonly text: string;

  /** Not for text from outside. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text, which is escaped, or markup, which is not. `undefined` leaves nothing. */
export type MarkupPart = string | number | Markup | readonly MarkupPart[] | undefined;

/** A template whose parts are escaped, for elements and for attributes in double quotes alike. */
export function markup(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  let text = strings[0]!;
  for (let index = 0; index < parts.length; index++) text += partText(parts[index]) + strings[index + 1]!;
  return new Markup(text);
}

function partText(part: MarkupPart): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? escaped(part) : part.map(partText).join('');
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Controls, which HTML forbids, lone surrogates, which UTF-8 has not, and what is not seen or turns the direction of
 * writing around (Unicode UAX 9), with which a name could make a sentence say something else.
 */
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** Any string, so that it can stand in HTML and is seen for what it is: a hidden character shows as `‹U+202E›`. */
function escaped(text: string): string {
  return text
    .replaceAll(HIDDEN, (each) => `‹U+${each.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`)
    .replaceAll(/[&<>"']/g, (each) => REFERENCES[each]!);
}
