import { describe, expect, test } from 'vitest';
import { cacheLanesOf } from '../../../src/report/sequence/cache-lanes.ts';
import { sequenceOf } from '../../../src/report/sequence/sequence.ts';
import { sequenceSvg } from '../../../src/report/sequence/sequence-svg.ts';
import { runBubble } from '../bubble.ts';

const { trace, violation } = runBubble();
const sequence = sequenceOf(trace, { violation, room: 7 });
const { text: svg } = sequenceSvg(sequence, cacheLanesOf(trace, violation, 2), 'the bubble');

/** Numbers of an attribute, in order. */
function numbers(text: string, pattern: RegExp): readonly number[] {
  return [...text.matchAll(pattern)].map((match) => Number(match[1]));
}

describe('a sequence diagram as SVG', () => {
  test('has a lifeline for everyone, from left to right, and marks the culprit', () => {
    const [columns, titles] = [numbers(svg, /<line x1="([\d.]+)"/g), [...svg.matchAll(/y="24">([^<]+)</g)]];
    expect(titles.map(([, title]) => title)).toEqual(['BM-1', 'VM-1', 'BM-2', 'VM-2']);
    expect(columns).toEqual([...columns].sort((left, right) => left - right));
    expect(svg).toMatch(/class="participant culprit">.*VM-2/);
  });

  test('has a row for every item, one below the other, and a band behind the decisive ones', () => {
    const times = numbers(svg, /class="time" x="[\d.]+" y="([\d.]+)"/g);
    expect(times).toHaveLength(7);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(svg.match(/class="band"/g)).toHaveLength(1);
    expect(svg.match(/class="band violates"/g)).toHaveLength(1);
    expect(svg).toContain('◄ violates');
  });

  test('has a head for everyone who got a frame, and a cross where one was lost', () => {
    const messages = sequence.items.filter((item) => item.kind === 'message');
    const heads = messages.filter(({ lost }) => !lost).reduce((sum, { to }) => sum + to.length, 0);
    expect(svg.match(/class="head"/g)).toHaveLength(heads);
    expect(svg.match(/class="cross"/g)).toHaveLength(1);
  });

  test('shows what is cached, and when that changes', () => {
    expect(svg).toContain('VM-2 has cached');
    expect(svg).toMatch(/class="span violating"><rect [^>]+><\/rect>|class="span violating"><rect [^>]+\/>/);
    const tops = numbers(svg, /class="span[^"]*"><rect x="[\d.]+" y="([\d.]+)"/g);
    expect(tops.every((top) => top > 0)).toBe(true);
  });

  test('stays within its frame', () => {
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!;
    expect(Math.max(...numbers(svg, / (?:x|x1|x2|cx)="([\d.]+)"/g))).toBeLessThanOrEqual(Number(width));
    expect(Math.max(...numbers(svg, / (?:y|y1|y2|cy)="([\d.]+)"/g))).toBeLessThanOrEqual(Number(height));
    expect(numbers(svg, / (?:width|height)="(-[\d.]+)"/g)).toEqual([]);
  });

  test('is empty for a trace of nothing', () => {
    expect(sequenceSvg({ participants: [], items: [], culprit: undefined }, [], 'nothing').text).not.toContain('<g');
  });
});
