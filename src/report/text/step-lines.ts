import type { Scenario } from '../../scenario/scenario.ts';
import type { Moment } from './moment.ts';
import { mostTelling } from './most-telling.ts';
import { seconds } from './seconds.ts';
import { stepText } from './step-text.ts';

/** A screen has room for about this many lines of a story, steps included. */
const LINES_MAX = 12;
/** However many steps there are, so many moments are shown: the violation and what led to it. */
const MOMENTS_MIN = 4;
/** More steps than this are only shown where something worth telling happened. */
const STEPS_MAX = 6;

/**
 * The numbered steps of a scenario with the moments that matter most, in order, in about a screen: the decisive ones
 * first, then those about the same entry, the same address, …; of two that matter the same, the later.
 */
export function stepLines(scenario: Scenario, moments: readonly Moment[]): readonly string[] {
  const chosen = mostTelling(moments, Math.max(MOMENTS_MIN, LINES_MAX - Math.min(scenario.steps.length, STEPS_MAX)));
  const columns = Math.max(0, ...chosen.map((moment) => moment.way?.length ?? 0));
  const lines: string[] = [];
  let skipped = 0;
  const flushSkipped = (until: number): void => {
    if (skipped > 0)
      lines.push(`     … ${skipped === 1 ? `step ${until}` : `steps ${until - skipped + 1} to ${until}`}`);
    skipped = 0;
  };
  scenario.steps.forEach((step, index) => {
    const own = chosen.filter((moment) => moment.step === index && moment.phase === 'scenario');
    if (own.length === 0 && scenario.steps.length > STEPS_MAX) {
      skipped += 1;
      return;
    }
    flushSkipped(index);
    lines.push(
      `  ${String(index + 1).padStart(2)}  ${stepText(step)}`,
      ...own.map((moment) => momentLine(moment, columns)),
    );
  });
  flushSkipped(scenario.steps.length);
  const later = chosen.filter((moment) => moment.phase !== 'scenario');
  if (later.length > 0) {
    lines.push(
      '      then the network is healed, and everybody talks to whom they know',
      ...later.map((moment) => momentLine(moment, columns)),
    );
  }
  return lines;
}

/** `1.001009  BM-1 → *   who has 10.0.1.1? tell 169.254.1.1` */
export function momentLine(moment: Moment, columns: number): string {
  const mark = moment.violates ? '   ◄── violates' : '';
  const text = moment.way === undefined ? moment.words : `${moment.way.padEnd(columns)}  ${moment.words}`;
  return `      ${seconds(moment.time)}  ${text}${mark}`;
}
