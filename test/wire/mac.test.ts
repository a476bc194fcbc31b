import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../src/wire/ipv4.ts';
import {
  formatMac,
  groupMacOf,
  isGroupMac,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  parseMac,
  readMac,
  writeMac,
} from '../../src/wire/mac.ts';
import { macs } from './arbitraries.ts';
import { bytesOf, dirtyBytes, hexOf } from './bytes.ts';

const SEED = 826_001;

describe('a MAC address on the wire', () => {
  it.each([
    ['00 00 00 00 00 00', 0],
    ['00 00 00 00 00 01', 1],
    ['01 00 00 00 00 00', 0x0100_0000_0000],
    ['00 00 ff ff ff ff', 0xffff_ffff],
    ['00 01 00 00 00 00', 0x1_0000_0000],
    ['98 03 9b a0 98 2a', 0x9803_9ba0_982a],
    ['ff ff ff ff ff ff', 0xffff_ffff_ffff],
  ])('%s is %d, the first octet first', (octets, value) => {
    expect(readMac(bytesOf(`a5a5 ${octets} a5`), 2)).toBe(value);
    const bytes = dirtyBytes(9);
    writeMac(bytes, 2, value as Mac);
    expect(hexOf(bytes)).toBe(hexOf(bytesOf(`a5a5 ${octets} a5`)));
  });

  it(`comes back as it was written (seed ${SEED})`, () => {
    const property = fc.property(macs, (mac) => {
      const bytes = dirtyBytes(6);
      writeMac(bytes, 0, mac);
      expect(readMac(bytes, 0)).toBe(mac);
    });
    fc.assert(property, { seed: SEED });
  });
});

it('a group of IPv4 addresses has the link address that its low 23 bits give', () => {
  expect(
    ['224.0.0.1', '239.255.255.255', '224.128.0.1'].map((group) => formatMac(groupMacOf(parseIpv4(group)!))),
  ).toEqual(['01:00:5e:00:00:01', '01:00:5e:7f:ff:ff', '01:00:5e:00:00:01']);
});

describe('a MAC address as text', () => {
  it('has two lower-case digits an octet', () => {
    expect(formatMac(0x0203_0a00_00ff as Mac)).toBe('02:03:0a:00:00:ff');
    expect(formatMac(MAC_ZERO)).toBe('00:00:00:00:00:00');
    expect(formatMac(MAC_BROADCAST)).toBe('ff:ff:ff:ff:ff:ff');
  });

  it(`is parsed again, in either case and with either separator (seed ${SEED})`, () => {
    const property = fc.property(macs, (mac) => {
      const text = formatMac(mac);
      for (const variant of [text, text.toUpperCase(), text.replaceAll(':', '-')]) expect(parseMac(variant)).toBe(mac);
    });
    fc.assert(property, { seed: SEED });
  });

  it('is taken with one digit where that is enough, as ebtables prints it', () => {
    expect(parseMac('98:3:9b:a0:98:2a')).toBe(0x9803_9ba0_982a);
    expect(parseMac('0:0:0:0:0:1')).toBe(1);
  });

  it.each([
    '',
    '98:03:9b:a0:98',
    '98:03:9b:a0:98:2a:01',
    '98:03:9b:a0:98:2g',
    '98:03:9b:a0:98:02a',
    '98:03:9b:a0::2a',
    '98:03-9b:a0:98:2a',
    '9803.9ba0.982a',
    '98039ba0982a',
    ' 98:03:9b:a0:98:2a',
    '98:03:9b:a0:98:2a\n',
    '98:03:9b:a0:98:-1',
  ])('%j is none', (text) => {
    expect(parseMac(text)).toBeUndefined();
  });

  it(`is never something else than what was said (seed ${SEED})`, () => {
    const property = fc.property(fc.stringMatching(/^[0-9a-fA-FxX:. -]{0,20}$/), (text) => {
      const mac = parseMac(text);
      if (mac === undefined) return;
      const octets = text.split(/[:-]/).map((group) => Number.parseInt(group, 16));
      expect(formatMac(mac)).toBe(octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':'));
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});

it.each([
  ['01:00:5e:00:00:01', true],
  ['ff:ff:ff:ff:ff:ff', true],
  ['03:00:00:00:00:00', true],
  ['02:00:00:00:00:01', false],
  ['00:01:00:00:00:00', false],
  ['fe:ff:ff:ff:ff:ff', false],
])('%s is a group address: %s', (text, isGroup) => {
  expect(isGroupMac(parseMac(text)!)).toBe(isGroup);
});
