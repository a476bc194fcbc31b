/** Text for a cell of a Markdown table, or for a paragraph: nothing in it is taken for markup. */
export function markdownText(text: string): string {
  return text.replaceAll(/[\\|*_`~[\]]/g, '\\$&').replaceAll('<', '&lt;');
}

/** A table of Markdown; cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((title) => (title.startsWith('#') ? '--:' : '---'))), ...rows.map(line)];
}

/** As GitHub makes anchors of headings: lower case, without punctuation, hyphens for spaces. */
export function markdownAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
