import { type Markup, markup } from '../html/markup.ts';
import { seconds } from '../text/seconds.ts';
import { wrapped } from '../text/wrapped.ts';
import type { CacheLane } from './cache-lanes.ts';
import { EVERYBODY, type Sequence, type SequenceItem, type SequenceMessage } from './sequence.ts';

/** All in pixels; a text of 13 px is what the style of the page sets. */
const TIME_WIDTH = 78;
const CHARACTER_WIDTH = 7.4;
const LIFELINE_GAP_MIN = 84;
const LANE_WIDTH_MIN = 110;
const LANE_PADDING = 10;
/** Characters of a name; longer ones are cut. */
const NAME_MAX = 24;
/** The width of a page; words take what lifelines leave of it, within bounds. */
const WIDTH = 1124;
const WORDS_WIDTH_MIN = 270;
const WORDS_WIDTH_MAX = 460;
const WORDS_CHARACTER_WIDTH = 7.5;
/** What violates is bold. */
const BOLD_CHARACTER_WIDTH = 8.4;
const HEAD_HEIGHT = 50;
const LINE_HEIGHT = 17;
const ROW_PADDING = 15;
const ARROW = 8;

/**
 * A sequence diagram as SVG for a page: lifelines, what happens in rows, a lane for each cache entry that matters, and the
 * words of each row at its right. Colours and fonts are those of the page's classes. Its text is hidden from screen
 * readers, so the page has to tell the same in words.
 */
export function sequenceSvg(sequence: Sequence, lanes: readonly CacheLane[], label: string): Markup {
  return new Diagram(sequence, lanes).svg(label);
}

interface Row {
  readonly item: SequenceItem;
  readonly top: number;
  readonly height: number;
  readonly lines: readonly string[];
}

interface Lane {
  readonly lane: CacheLane;
  readonly left: number;
  readonly width: number;
}

class Diagram {
  readonly #sequence: Sequence;
  readonly #columns = new Map<string, number>();
  readonly #lanes: Lane[] = [];
  readonly #rows: Row[] = [];
  readonly #wordsLeft: number;
  readonly #wordsWidth: number;
  readonly #bottom: number;

  constructor(sequence: Sequence, lanes: readonly CacheLane[]) {
    this.#sequence = sequence;
    let right = TIME_WIDTH;
    for (const name of sequence.participants) {
      const width = Math.max(LIFELINE_GAP_MIN, textWidth(titleOf(name)) + 24);
      this.#columns.set(name, right + width / 2);
      right += width;
    }
    for (const lane of lanes) {
      const texts = [lane.address, cacheTitle(lane), ...lane.spans.map(({ holds }) => shortened(holds ?? ''))];
      const width = Math.max(LANE_WIDTH_MIN, ...texts.map((text) => textWidth(text) + 2 * LANE_PADDING));
      this.#lanes.push({ lane, left: right, width });
      right += width + LANE_PADDING;
    }
    this.#wordsLeft = right + LANE_PADDING;
    this.#wordsWidth = Math.max(WORDS_WIDTH_MIN, Math.min(WORDS_WIDTH_MAX, WIDTH - this.#wordsLeft));
    let top = HEAD_HEIGHT;
    for (const item of sequence.items) {
      const words = item.violates ? `${item.words}   ◄ violates` : item.words;
      const lines = wrapped(
        words,
        '',
        Math.floor(this.#wordsWidth / (item.violates ? BOLD_CHARACTER_WIDTH : WORDS_CHARACTER_WIDTH)),
      );
      const height = lines.length * LINE_HEIGHT + ROW_PADDING;
      this.#rows.push({ item, top, height, lines });
      top += height;
    }
    this.#bottom = top + ROW_PADDING;
  }

  svg(label: string): Markup {
    const width = Math.ceil(this.#wordsLeft + this.#wordsWidth);
    return markup`<svg class="sequence" role="img" aria-label="${label}" width="${width}" height="${this.#bottom}" viewBox="0 0 ${width} ${this.#bottom}">
${this.#rows.filter(({ item }) => item.decisive).map((row) => band(row, width))}
${[...this.#columns].map(([name, x]) => lifeline(name, x, this.#bottom, name === this.#sequence.culprit))}
${this.#lanes.map((lane) => this.#laneMarks(lane))}
${this.#rows.map((row) => this.#rowMarks(row))}
</svg>`;
  }

  #rowMarks(row: Row): Markup {
    const { item, top, height, lines } = row;
    const y = top + height / 2;
    const first = top + ROW_PADDING / 2 + LINE_HEIGHT - 4;
    const words = lines.map(
      (line, index) => markup`<tspan x="${this.#wordsLeft}" y="${first + index * LINE_HEIGHT}">${line}</tspan>`,
    );
    const drawn = item.kind === 'note' ? this.#note(item.over, y) : this.#message(item, y);
    return markup`<g class="${classOf(item)}"><text class="time" x="${TIME_WIDTH - 10}" y="${y + 4}">${seconds(item.time)}</text>${drawn}<text class="words">${words}</text></g>
`;
  }

  #note(over: string, y: number): Markup {
    return markup`<circle class="dot" cx="${this.#columns.get(over)!}" cy="${y}" r="6"/>`;
  }

  #message({ from, to, lost }: SequenceMessage, y: number): Markup {
    const start = this.#columns.get(from)!;
    const heads = to.map((name) => this.#head(start, this.#columns.get(name)!, y, lost));
    const ends = to.map((name) => this.#columns.get(name)!);
    const [left, right] = [Math.min(start, ...ends), Math.max(start, ...ends)];
    return markup`<circle class="from" cx="${start}" cy="${y}" r="3.5"/><line class="arrow" x1="${left}" y1="${y}" x2="${right}" y2="${y}"/>${heads}`;
  }

  #head(start: number, end: number, y: number, lost: boolean): Markup {
    // A frame that its own sender got back.
    if (start === end) return markup`<circle class="loop" cx="${end}" cy="${y}" r="7"/>`;
    const back = end > start ? -ARROW : ARROW;
    if (lost) {
      const x = end + 2 * back;
      return markup`<path class="cross" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10"/>`;
    }
    return markup`<path class="head" d="M${end} ${y}l${back} ${-ARROW / 2}v${ARROW}z"/>`;
  }

  #laneMarks({ lane, left, width }: Lane): Markup {
    const middle = left + width / 2;
    const spans = lane.spans.map((span, index) => {
      const from = this.#y(span.from);
      const next = lane.spans[index + 1];
      const until = next === undefined ? this.#bottom - 4 : this.#y(next.from);
      if (span.holds === undefined || until - from < 1) return undefined;
      const kind = span.decisive ? 'span violating' : span.mac === undefined ? 'span waiting' : 'span';
      const text =
        until - from < LINE_HEIGHT
          ? undefined
          : markup`<text x="${middle}" y="${from + 14}">${shortened(span.holds)}</text>`;
      return markup`<g class="${kind}"><rect x="${left}" y="${from}" width="${width}" height="${until - from}" rx="4"/>${text}</g>`;
    });
    return markup`<g class="lane"><text class="lane-title" x="${middle}" y="16">${cacheTitle(lane)}</text><text class="lane-title" x="${middle}" y="34">${lane.address} →</text>${spans}</g>
`;
  }

  /** The row of an event, or the place before the first row that comes later. */
  #y(event: number): number {
    const row = this.#rows.find(({ item }) => item.event >= event);
    if (row === undefined) return this.#bottom - 4;
    return row.item.event === event ? row.top + row.height / 2 - 9 : row.top;
  }
}

function band({ top, height, item }: Row, width: number): Markup {
  return markup`<rect class="${item.violates ? 'band violates' : 'band'}" x="0" y="${top}" width="${width}" height="${height}"/>`;
}

function lifeline(name: string, x: number, bottom: number, isCulprit: boolean): Markup {
  const title = titleOf(name);
  const width = textWidth(title) + 16;
  const box = markup`<rect x="${x - width / 2}" y="6" width="${width}" height="26" rx="5"/>`;
  return markup`<g class="${isCulprit ? 'participant culprit' : 'participant'}"><line x1="${x}" y1="32" x2="${x}" y2="${bottom}"/>${box}<text x="${x}" y="24">${title}</text></g>
`;
}

function cacheTitle({ node }: CacheLane): string {
  return `${shortened(node)} has cached`;
}

function titleOf(name: string): string {
  return name === EVERYBODY ? 'everybody' : shortened(name);
}

function shortened(text: string): string {
  return text.length <= NAME_MAX ? text : `${text.slice(0, NAME_MAX - 1)}…`;
}

function classOf({ kind, violates, decisive }: SequenceItem): string {
  return [kind, ...(decisive ? ['decisive'] : []), ...(violates ? ['violates'] : [])].join(' ');
}

function textWidth(text: string): number {
  return Math.ceil(text.length * CHARACTER_WIDTH);
}
