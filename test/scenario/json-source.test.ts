import { describe, expect, test } from 'vitest';
import { toldOfCase as told } from './ping-case.ts';

describe('JSON that is none', () => {
  test.each([
    ['{ "a": 1, }'],
    ['{ "a": [1, 2,, 3] }'],
    ['{ "a": 1 "b": 2 }'],
    ['{ a: 1 }'],
    ["{ 'a': 1 }"],
    ['{ "a" 1 }'],
    ['{ "a": tru }'],
    ['{ "a": True }'],
    ['{ "a": 01 }'],
    ['{ "a": .5 }'],
    ['{ "a": [1} }'],
    ['{ "a": 1 } // why'],
    ['// why\n{ "a": 1 }'],
    ['{ "a": "x\ny" }'],
    ['{ "a": "\\x41" }'],
    ['{ "a": "C:\\users" }'],
    ['{ "a": 1,\n  "b": 2,\n  "a": 3 }'],
    ['{ "a": \u00a01 }'],
    ['{ "a": NaN }'],
    ['hello'],
    ['{ "a": "\t" }'],
  ])('%s', (text) => {
    expect(told(text)).toMatchSnapshot();
  });

  test('levels upon levels', () => {
    expect(told('['.repeat(1_000_000))).toMatchInlineSnapshot(`"bug.json:1:65: more than 64 levels deep"`);
    expect(told('{"a":'.repeat(1_000_000))).toMatchInlineSnapshot(`"bug.json:1:321: more than 64 levels deep"`);
  });
});

test('a long file of something else is refused in good time', () => {
  const text = `{"kind":"arpcheck-case","scenario":{"steps":[${'1,'.repeat(500_000)}1]}}`;
  const begin = performance.now();
  expect(told(text).split('\n').length).toBeLessThan(60);
  expect(performance.now() - begin).toBeLessThan(20_000);
});
