import type { Moment } from './moment.ts';

/** Weights from here on: traffic that only shows that the network works. */
const UNINTERESTING = 5;

/** So many of the moments as there is room for, in order: the decisive ones first; of two that matter the same, the later. */
export function mostTelling(moments: readonly Moment[], room: number): readonly Moment[] {
  const ranked = moments.toSorted((left, right) => left.weight - right.weight || right.id - left.id);
  const entitled = ranked.filter((moment) => moment.weight < UNINTERESTING);
  return entitled.slice(0, room).toSorted((left, right) => left.id - right.id);
}
