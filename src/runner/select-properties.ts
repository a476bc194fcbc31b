import type { Property } from '../monitor/index.ts';
import { didYouMean } from '../network/rules/did-you-mean.ts';
import { UsageError } from './usage-error.ts';

/** The properties that the words name, in the order of the catalogue: an id, the beginning of some, or `all`. */
export function selectProperties(catalogue: readonly Property[], words: readonly string[]): readonly Property[] {
  const selected = new Set<Property>();
  for (const word of words) {
    const exact = catalogue.find((property) => property.id === word);
    const found = exact === undefined ? catalogue.filter(({ id }) => word === 'all' || id.startsWith(word)) : [exact];
    if (found.length === 0 || word === '') throw unknownProperty(catalogue, word);
    for (const property of found) selected.add(property);
  }
  return catalogue.filter((property) => selected.has(property));
}

export function unknownProperty(catalogue: readonly Property[], word: string): UsageError {
  const near = didYouMean(word, idsAndParts(catalogue)) ?? nearestByWords(catalogue, word);
  const hint = near === undefined ? 'arpcheck properties lists them' : `did you mean ${near}?`;
  return new UsageError(`there is no property ${JSON.stringify(word)}; ${hint}`);
}

/** Ids, and their groups, which are prefixes. */
function idsAndParts(catalogue: readonly Property[]): readonly string[] {
  const ids = catalogue.map((property) => property.id);
  return [...new Set([...ids, ...ids.map((id) => id.split('.')[0]!)])];
}

/** The id that shares most words: people remember what a property is about, not how it is spelt. */
function nearestByWords(catalogue: readonly Property[], word: string): string | undefined {
  const words = new Set(word.toLowerCase().split(/[.\s_-]+/));
  const shared = (id: string): number => id.split(/[.-]/).filter((each) => words.has(each)).length;
  const best = catalogue.map(({ id }) => id).toSorted((left, right) => shared(right) - shared(left))[0];
  return best !== undefined && shared(best) >= 2 ? best : undefined;
}
