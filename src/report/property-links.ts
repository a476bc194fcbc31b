import { markdownAnchor } from './markdown.ts';

/** Properties as links to their sections of docs/properties.md, for the other pages of that folder. */
export function propertyLinks(ids: readonly string[]): string {
  return ids.map((id) => `[${id}](properties.md#${markdownAnchor(id)})`).join(', ');
}
