import { describe, expect, it } from 'vitest';
import { BoundedMap } from '../../../src/network/rules/bounded-map.ts';
import { didYouMean } from '../../../src/network/rules/did-you-mean.ts';
import { maskMac } from '../../../src/network/rules/mac-syntax.ts';
import { tokenize } from '../../../src/network/rules/tokens.ts';
import { parseMac } from '../../../src/wire/index.ts';

describe('tokenize', () => {
  const words = (line: string) => {
    const result = tokenize(line);
    return result.ok ? result.tokens.map(({ text, column }) => [text, column]) : result.error.column;
  };

  it('splits at blanks and takes quotes and backslashes off', () => {
    expect(words(" a  \"b c\"'d\"e'\tf\\ g '' '$x' a#b")).toEqual([
      ['a', 2],
      ['b cd"e', 5],
      ['f g', 16],
      ['', 21],
      ['$x', 24],
      ['a#b', 29],
    ]);
  });

  it.each([
    ['a; b', 2],
    ['a && b', 3],
    ['a | b', 3],
    ['a > b', 3],
    ['a `b`', 3],
    ['a $(b)', 3],
    ['a "$b"', 4],
    ['a # b', 3],
    ['a\nb', 2],
    ["a 'b", 3],
  ])('refuses %j at column %i', (line, column) => {
    expect(words(line)).toBe(column);
  });
});

describe('didYouMean', () => {
  it.each([
    ['--arp-ip-scr', '--arp-ip-src'],
    ['FORWRAD', 'FORWARD'],
    ['forward', 'FORWARD'],
    ['--arp-i', undefined],
    ['--arp-ip-s', '--arp-ip-src'],
    ['DROPP', 'DROP'],
    ['x', undefined],
    ['something-else', undefined],
  ])('%s: %s', (word, expected) => {
    expect(didYouMean(word, ['--arp-ip-src', '--arp-ip-dst', 'FORWARD', 'DROP'])).toBe(expected);
  });
});

describe('BoundedMap', () => {
  it('forgets the oldest entry when it is full', () => {
    const map = new BoundedMap<number>(2);
    map.add('a', 1);
    map.add('b', 2);
    expect(map.add('b', 3)).toBe(3);
    expect([map.size, map.get('a'), map.get('b')]).toEqual([2, 1, 3]);
    map.add('c', 4);
    expect([map.size, map.get('a'), map.get('b'), map.get('c')]).toEqual([2, undefined, 3, 4]);
  });
});

describe('maskMac', () => {
  it('masks all 48 bits', () => {
    expect(maskMac(parseMac('ff:ff:ff:ff:ff:ff')!, parseMac('a1:b2:c3:d4:e5:f6')!)).toBe(parseMac('a1:b2:c3:d4:e5:f6'));
    expect(maskMac(parseMac('f0:0f:f0:0f:f0:0f')!, parseMac('ff:00:ff:00:0f:ff')!)).toBe(parseMac('f0:00:f0:00:00:0f'));
  });
});
