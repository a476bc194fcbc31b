/** Longer texts are cut: a message is one line. */
const LENGTH_MAX = 60;
/** What a terminal would act on, or would show elsewhere than it stands: C1 controls and directional marks. */
const INVISIBLE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text from a file, in quotes and safe to print. */
export function quoted(text: string): string {
  const short = text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text;
  return JSON.stringify(short).replace(INVISIBLE, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
