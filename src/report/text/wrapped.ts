const WIDTH = 100;

/** A paragraph in lines of at most `width` columns, each behind `indent`; longer words stay whole. */
export function wrapped(text: string, indent: string, width = WIDTH): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    if (line.length > indent.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line];
}
