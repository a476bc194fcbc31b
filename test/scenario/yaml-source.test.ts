import { describe, expect, test } from 'vitest';
import { told } from './told.ts';

describe('the text', () => {
  test('empty', () => {
    expect(told('')).toMatchInlineSnapshot(`"rack.yaml:1:1: the file is empty; it has to be a mapping"`);
    expect(told('# nothing but a comment\n')).toMatchInlineSnapshot(
      `"rack.yaml:1:1: the file is empty; it has to be a mapping"`,
    );
  });

  test('not a mapping', () => {
    expect(told('- a\n- b\n')).toMatchInlineSnapshot(`"rack.yaml:1:1: a topology has to be a mapping, not a list"`);
    expect(told('rack')).toMatchInlineSnapshot(`"rack.yaml:1:1: a topology has to be a mapping, not text"`);
  });

  test.each([
    ['tab', 'version: 1\nhosts:\n\t- name: a\n'],
    ['indentation', 'version: 1\nhosts:\n  - name: a\n   kind: host\n'],
    ['open bracket', 'version: 1\nhosts: [{ name: a\ncables: []\n'],
    ['open quote', 'version: 1\nname: "rack\nhosts: []\n'],
    ['colon in a text', 'version: 1\nname: rack: the second\nhosts: []\n'],
    ['reserved character', 'version: 1\nname: @rack\nhosts: []\n'],
    ['two documents', 'version: 1\nhosts: []\n---\nversion: 1\nhosts: []\n'],
    ['key twice', 'version: 1\nhosts: []\nname: a\nname: b\n'],
    ['unknown alias', 'version: 1\nhosts: *all\n'],
    ['unknown tag', 'version: 1\nhosts: []\nname: !secret a\n'],
    ['merge key', 'version: 1\nhosts:\n  - <<: { name: a }\n    interfaces: []\n    name: b\n'],
  ])('%s', (_, text) => {
    expect(told(text)).toMatchSnapshot();
  });

  test('levels upon levels, which would end the process', () => {
    const levels = 1_000_000;
    expect(told(`version: 1\nhosts: ${'['.repeat(levels)}`)).toMatchInlineSnapshot(
      `"rack.yaml:2:72: more than 64 levels deep"`,
    );
    expect(told('{a: '.repeat(levels))).toMatchInlineSnapshot(`"rack.yaml:1:257: more than 64 levels deep"`);
    expect(told(`version: 1\nhosts:\n ${'- '.repeat(levels)}`)).toMatchInlineSnapshot(
      `"rack.yaml:3:130: more than 64 levels deep"`,
    );
    expect(told('? '.repeat(levels))).toMatchInlineSnapshot(`"rack.yaml:1:129: more than 64 levels deep"`);
    const stairs = Array.from({ length: 2800 }, (_, level) => `${' '.repeat(level)}a:\n`).join('');
    expect(told(stairs)).toMatchInlineSnapshot(`"rack.yaml:65:1: more than 64 levels deep"`);
  });

  test('aliases that stand for aliases', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const below = level === 0 ? '[x]' : `[${Array.from({ length: 9 }, () => `*l${level - 1}`).join(', ')}]`;
      return `l${level}: &l${level} ${below}\n`;
    });
    expect(told(levels.join(''))).toMatchInlineSnapshot(
      `"rack.yaml:1:1: aliases stand for more than 10000 values; write them out"`,
    );
    expect(told('version: 1\nhosts: &h [*h]\n')).toMatchInlineSnapshot(
      `"rack.yaml:2:12: an item of "hosts" has to be a mapping, not a list"`,
    );
  });
});
