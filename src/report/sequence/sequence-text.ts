import { seconds } from '../text/seconds.ts';
import type { Sequence, SequenceItem, SequenceMessage } from './sequence.ts';

/** Columns between two lifelines, at least: room for an arrow that is seen as one. */
const GAP_MIN = 8;

/** A sequence diagram in characters: lifelines on the left, with the time before them and the words behind. */
export function sequenceText(sequence: Sequence): readonly string[] {
  if (sequence.items.length === 0) return [];
  const lifelines = lifelinesOf(sequence.participants);
  const times = sequence.items.map(({ time }) => seconds(time));
  const margin = Math.max(...times.map((time) => time.length)) + 2;
  const titles = titleLine(lifelines);
  return [
    `${' '.repeat(margin)}${titles}`.trimEnd(),
    ...sequence.items.map((item, index) => {
      const mark = item.violates ? '   ◄── violates' : '';
      return `${times[index]!.padStart(margin - 2)}  ${drawing(item, lifelines)}  ${item.words}${mark}`;
    }),
  ];
}

/** Columns of lifelines, by participant, from left to right. */
type Lifelines = ReadonlyMap<string, number>;

/** Names stand over their lifelines, centred and two columns apart. */
function lifelinesOf(participants: readonly string[]): Lifelines {
  const columns = new Map<string, number>();
  let last: { readonly column: number; readonly half: number } | undefined;
  for (const name of participants) {
    const half = Math.ceil(name.length / 2);
    const column = last === undefined ? half : last.column + Math.max(GAP_MIN, last.half + half + 2);
    columns.set(name, column);
    last = { column, half };
  }
  return columns;
}

function titleLine(lifelines: Lifelines): string {
  let line = '';
  for (const [name, column] of lifelines) line = line.padEnd(column - Math.floor(name.length / 2)) + name;
  return line;
}

function drawing(item: SequenceItem, lifelines: Lifelines): string {
  const columns = [...lifelines.values()];
  const width = Math.max(...columns) + 1;
  const cells: string[] = Array.from({ length: width }, (_, column) => (columns.includes(column) ? '│' : ' '));
  if (item.kind === 'note') cells[lifelines.get(item.over)!] = '●';
  else drawMessage(cells, item, lifelines);
  return cells.join('');
}

/** From the sender outwards, in one direction or in both, with a head before every lifeline that it reaches. */
function drawMessage(cells: string[], { from, to, lost }: SequenceMessage, lifelines: Lifelines): void {
  const start = lifelines.get(from)!;
  const ends = to.map((name) => lifelines.get(name)!);
  const [left, right] = [Math.min(start, ...ends), Math.max(start, ...ends)];
  for (let column = left + 1; column < right; column += 1) cells[column] = cells[column] === '│' ? '┼' : '─';
  cells[left] = left === start ? '├' : '│';
  cells[right] = right === start ? '┤' : '│';
  if (left < start && start < right) cells[start] = '┼';
  for (const end of ends) {
    if (end === start) {
      cells[start] = '◯';
      continue;
    }
    cells[end] = '│';
    const head = end > start ? '▶' : '◀';
    cells[end > start ? end - 1 : end + 1] = lost ? '✕' : head;
  }
}
