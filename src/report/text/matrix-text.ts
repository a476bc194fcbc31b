import type { Property } from '../../monitor/index.ts';
import type { ConformRow, ConformVerdict } from '../../runner/expected.ts';
import { propertyName } from '../property-name.ts';
import { plural, thousands } from './numbers.ts';
import { reasonLines } from './reason-lines.ts';
import { VERDICT_MARKS } from './verdict-marks.ts';

export interface MatrixColumn {
  /** The stack, as it was typed. */
  readonly label: string;
  readonly rows: readonly ConformRow[];
  /** By id of a property: the files of the cases that violate it, as a user would name them. */
  readonly cases?: ReadonlyMap<string, readonly string[]>;
}

/** Columns of a terminal. Four stacks stand side by side with counts, fourteen with marks only; more need more. */
const WIDTH = 120;
const NAME_MAX = 50;
const LEVEL = 'PRACTICE'.length;
/** Wide enough for the number of a stack. */
const CELL_MIN = 2;
/** Wide enough for the beginning of a stack's name behind its number. */
const CELL_FOR_NAMES = 6;
/** Wide enough for a mark and `999,999`. */
const CELL_FOR_COUNTS = 9;
const CELL_MAX = 24;

/** Properties by stacks: what was made of each and how often it was exercised if that fits, then the totals, then why. */
export function matrixText(columns: readonly MatrixColumn[]): string {
  const properties = allProperties(columns);
  const nameWidth = Math.min(NAME_MAX, Math.max(0, ...properties.map((each) => propertyName(each.id).name.length)));
  const start = 2 + nameWidth + 2 + LEVEL;
  const cell = Math.min(CELL_MAX, Math.max(CELL_MIN, Math.floor((WIDTH - start) / columns.length) - 2));
  const titles = columnTitles(columns, cell);
  const line = (text: string, cells: readonly string[]): string =>
    [text.padEnd(start), ...cells.map((each) => each.padEnd(cell))].join('  ').trimEnd();
  const lines = [
    line(
      '',
      titles.map((title) => title.short),
    ),
  ];
  let before = '';
  for (const property of properties) {
    const { group, name } = propertyName(property.id);
    if (group !== before) lines.push(group);
    before = group;
    const text = `  ${shortened(name, nameWidth).padEnd(nameWidth)}  ${property.level}`;
    lines.push(
      line(
        text,
        columns.map((column) => cellText(rowOf(column, property), cell)),
      ),
    );
  }
  return [
    ...lines,
    '',
    `  ${legend()}${cell < CELL_FOR_COUNTS ? '' : '   with how often it was exercised'}`,
    '',
    ...totalLines(columns, titles),
    ...columns.flatMap((column, index) => sectionLines(column, titles[index]!.long)),
  ].join('\n');
}

/** Of all columns, each once, those of one group together, in the order in which they come. */
function allProperties(columns: readonly MatrixColumn[]): readonly Property[] {
  const byId = new Map(columns.flatMap(({ rows }) => rows.map(({ property }) => [property.id, property] as const)));
  const groups = new Map<string, Property[]>();
  for (const property of byId.values()) {
    const { group } = propertyName(property.id);
    groups.set(group, [...(groups.get(group) ?? []), property]);
  }
  return [...groups.values()].flat();
}

interface Title {
  readonly short: string;
  readonly long: string;
}

/** Labels can be whole command lines: if one is too long for its column, all get numbers, which are explained below. */
function columnTitles(columns: readonly MatrixColumn[], width: number): readonly Title[] {
  const isNumbered = columns.some(({ label }) => label.length > width);
  return columns.map(({ label }, index) => {
    const long = isNumbered ? `${index + 1} ${label}` : label;
    return { short: isNumbered && width < CELL_FOR_NAMES ? `${index + 1}` : shortened(long, width), long };
  });
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function rowOf({ rows }: MatrixColumn, { id }: Property): ConformRow | undefined {
  return rows.find((row) => row.property.id === id);
}

function cellText(row: ConformRow | undefined, width: number): string {
  if (row === undefined) return '';
  const mark = VERDICT_MARKS[row.shown];
  return row.exercised === 0 || width < CELL_FOR_COUNTS ? mark : `${mark} ${brief(row.exercised)}`;
}

/** A count that fits into any column. */
function brief(count: number): string {
  return count < 1_000_000 ? thousands(count) : `${(count / 1_000_000).toFixed(1)}M`;
}

function legend(): string {
  return Object.entries(VERDICT_MARKS)
    .map(([verdict, mark]) => `${mark} ${verdict}`)
    .join('  ');
}

function totalLines(columns: readonly MatrixColumn[], titles: readonly Title[]): readonly string[] {
  const width = Math.max(0, ...titles.map((title) => Math.min(title.long.length, CELL_MAX)));
  return columns.map(({ rows }, index) => {
    const counts = (Object.keys(VERDICT_MARKS) as ConformVerdict[])
      .map((verdict) => ({ verdict, count: rows.filter((row) => row.shown === verdict).length }))
      .filter(({ count }) => count > 0)
      .map(({ verdict, count }) => `${count} ${verdict}`);
    const title = shortened(titles[index]!.long, width).padEnd(width);
    return `${title}  ${plural(rows.length, 'property', 'properties')}: ${counts.join(', ')}`;
  });
}

/** What needs an explanation, below the name of the stack; nothing if nothing does. */
function sectionLines({ rows, cases }: MatrixColumn, title: string): readonly string[] {
  const lines = reasonLines(rows, cases);
  return lines.length === 0 ? [] : ['', title, ...lines];
}
