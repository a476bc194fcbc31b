import { duration } from '../text/seconds.ts';
import { EVERYBODY, type Sequence, type SequenceItem } from './sequence.ts';

/** Waits that are shown; what is shorter is transit time. In nanoseconds: 10 ms. */
const WAIT_MIN = 10_000_000;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;
/** Behind the violation and its causes: a light red that lets black text be read. */
const DECISIVE_BACKGROUND = 'rgb(255, 225, 220)';

/** A sequence diagram in the language of Mermaid (mermaid.js.org/syntax/sequenceDiagram), as GitHub shows it. */
export function sequenceMermaid(sequence: Sequence): readonly string[] {
  const crowd = sequence.items.some((item) => item.kind === 'message' && item.to.length > 1);
  const names = crowd ? [...new Set([...sequence.participants, EVERYBODY])] : sequence.participants;
  const ids = new Map(names.map((name, index) => [name, `p${index + 1}`]));
  const lines = ['sequenceDiagram'];
  for (const [name, id] of ids)
    lines.push(`  participant ${id} as ${name === EVERYBODY ? 'everybody' : escaped(name)}`);
  let time = sequence.items[0]?.time ?? 0;
  for (const item of sequence.items) {
    if (item.time - time >= WAIT_MIN)
      lines.push(`  Note over ${spanOf([...ids.values()])}: ${waitText(item.time - time)}`);
    time = item.time;
    lines.push(...itemLines(item, ids, sequence.culprit));
  }
  return lines;
}

function itemLines(
  item: SequenceItem,
  ids: ReadonlyMap<string, string>,
  culprit: string | undefined,
): readonly string[] {
  const lines = [
    item.kind === 'note' ? `  Note over ${ids.get(item.over)}: ${escaped(item.words)}` : messageLine(item, ids),
  ];
  const at = item.kind === 'note' ? item.over : item.from;
  if (item.violates) lines.push(`  Note over ${ids.get(culprit ?? at) ?? ids.get(at)}: violates`);
  return item.decisive ? [`  rect ${DECISIVE_BACKGROUND}`, ...lines.map((line) => `  ${line}`), '  end'] : lines;
}

/** A frame that several got goes to everybody, in one arrow. */
function messageLine(
  { from, to, lost, words }: Extract<SequenceItem, { kind: 'message' }>,
  ids: ReadonlyMap<string, string>,
): string {
  const target = to.length > 1 ? EVERYBODY : to[0]!;
  return `  ${ids.get(from)}${lost ? '-x' : '->>'}${ids.get(target)}: ${escaped(words)}`;
}

function spanOf(ids: readonly string[]): string {
  const [first, last] = [ids[0]!, ids.at(-1)!];
  return first === last ? first : `${first},${last}`;
}

function waitText(nanoseconds: number): string {
  return `${duration(Math.round(nanoseconds / NANOSECONDS_PER_MILLISECOND))} later`;
}

const ENTITIES: Readonly<Record<string, string>> = { '#': '#35;', ';': '#59;', '<': '#lt;', '>': '#gt;' };

/** Text in which nothing ends the statement, begins an entity, or is taken for HTML. */
function escaped(text: string): string {
  return text.replaceAll(/[#;<>]/g, (each) => ENTITIES[each]!).replaceAll(/\s+/g, ' ');
}
