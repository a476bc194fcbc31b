import type { ConformVerdict } from '../../runner/expected.ts';
import { VERDICT_MARKS } from '../text/verdict-marks.ts';
import { type Markup, markup } from './markup.ts';

/** A verdict as a mark and a word: no reader needs colours. */
export function verdictBadge(verdict: ConformVerdict): Markup {
  return markup`<span class="badge ${verdict}"><span aria-hidden="true">${VERDICT_MARKS[verdict]}</span> ${VERDICT_WORDS[verdict]}</span>`;
}

export const VERDICT_WORDS: Readonly<Record<ConformVerdict, string>> = {
  held: 'held',
  violated: 'violated',
  expected: 'known deviation',
  gone: 'deviation gone',
  vacuous: 'vacuous',
  inconclusive: 'inconclusive',
  unsupported: 'unsupported',
};

/** What the words mean, for somebody who sees them for the first time. */
export const VERDICT_MEANINGS: Readonly<Record<ConformVerdict, string>> = {
  held: 'It happened, and every time as it must.',
  violated: 'It happened otherwise.',
  expected: 'Violated, only in ways that are on record for this stack.',
  gone: 'A deviation that is on record no longer shows.',
  vacuous: 'What it speaks of never happened, so nothing was shown.',
  inconclusive: 'It could not be decided.',
  unsupported: 'It cannot be brought about on this stack, or its profile does not demand it.',
};
