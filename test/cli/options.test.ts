import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/cli/parse-duration.ts';
import { parseMechanism } from '../../src/cli/parse-mechanism.ts';
import { wholeNumber } from '../../src/cli/parse-number.ts';
import { parseShard } from '../../src/cli/parse-shard.ts';
import { parseStack } from '../../src/cli/stack-option.ts';

describe('options', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['2m', 120_000],
    ['1.5h', 5_400_000],
  ])('a time: %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['30', '', 's', '0s', '-1s', '1d', '1 s', '1e3s'])('no time: %j', (text) => {
    expect(() => parseDuration(text)).toThrow(InvalidArgumentError);
  });

  test.each(['1', '42'])('a number: %s', (text) => {
    expect(wholeNumber(1, 42)(text)).toBe(Number(text));
  });

  test.each(['', '0', '43', '1.5', '-1', '0x10', '1e1', ' 2'])('no number from 1 to 42: %j', (text) => {
    expect(() => wholeNumber(1, 42)(text)).toThrow('from 1 to 42');
  });

  test('a mechanism, alone and with circumstances', () => {
    expect(parseMechanism('spoof')).toEqual({ mechanism: 'spoof', circumstances: [] });
    expect(parseMechanism('a-b+c+d')).toEqual({ mechanism: 'a-b', circumstances: ['c', 'd'] });
  });

  test.each(['', '+', 'a+', 'A', 'a b'])('no mechanism: %j', (text) => {
    expect(() => parseMechanism(text)).toThrow(InvalidArgumentError);
  });

  test('a shard', () => {
    expect(parseShard('2/8')).toEqual({ index: 2, count: 8 });
  });

  test.each(['', '0/8', '9/8', '1', '1/0', 'a/b', '-1/2'])('no shard: %j', (text) => {
    expect(() => parseShard(text)).toThrow(InvalidArgumentError);
  });

  test('a stack', () => {
    expect(parseStack('reference')).toMatchObject({ label: 'reference', profile: undefined, live: undefined });
    expect(parseStack('reference:linux')).toMatchObject({ profile: 'linux', live: undefined });
    expect(parseStack('kernel,arp_accept=1')).toMatchObject({ live: { kind: { name: 'kernel' } } });
    expect(parseStack('exec:./stack --fast').live?.spec.target).toBe('./stack --fast');
  });

  test.each([
    ['', 'names no stack'],
    ['reference:', 'follows a profile: rfc826-strict'],
    ['reference:windows', 'follows a profile: rfc826-strict'],
    ['reference:linux:x', 'follows a profile: rfc826-strict'],
    ['kernl', 'Did you mean kernel?'],
    ['kernel,arp_acept=1', 'Did you mean arp_accept?'],
  ])('no stack: %j', (text, message) => {
    expect(() => parseStack(text)).toThrow(message);
  });
});
