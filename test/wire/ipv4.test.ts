import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatIpv4,
  type Ipv4,
  isLinkLocalIpv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  parseIpv4,
  prefixMask,
  readIpv4,
  samePrefix,
  writeIpv4,
} from '../../src/wire/ipv4.ts';
import { ipv4s } from './arbitraries.ts';
import { bytesOf, dirtyBytes, hexOf } from './bytes.ts';

const SEED = 826_002;
const ip = (text: string): Ipv4 => parseIpv4(text)!;

describe('an IPv4 address on the wire', () => {
  it.each([
    ['00 00 00 00', '0.0.0.0'],
    ['0a 00 00 01', '10.0.0.1'],
    ['7f ff ff ff', '127.255.255.255'],
    ['80 00 00 00', '128.0.0.0'],
    ['ff ff ff ff', '255.255.255.255'],
  ])('%s is %s', (octets, text) => {
    expect(readIpv4(bytesOf(`a5 ${octets} a5`), 1)).toBe(parseIpv4(text));
    const bytes = dirtyBytes(6);
    writeIpv4(bytes, 1, ip(text));
    expect(hexOf(bytes)).toBe(hexOf(bytesOf(`a5 ${octets} a5`)));
  });

  it(`comes back as it was written (seed ${SEED})`, () => {
    const property = fc.property(ipv4s, (address) => {
      const bytes = dirtyBytes(4);
      writeIpv4(bytes, 0, address);
      expect(readIpv4(bytes, 0)).toBe(address);
    });
    fc.assert(property, { seed: SEED });
  });
});

describe('an IPv4 address as text', () => {
  it(`is parsed again (seed ${SEED})`, () => {
    const property = fc.property(ipv4s, (address) => {
      expect(parseIpv4(formatIpv4(address))).toBe(address);
    });
    fc.assert(property, { seed: SEED });
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.1.2',
    '10.0.0.256',
    '10.0.0.01',
    '010.0.0.1',
    '10.0.0.-1',
    '10.0.0.1 ',
    ' 10.0.0.1',
    '10.0.0.1\n',
    '10.0..1',
    '10.0.0.0x1',
    '1e1.0.0.1',
    '10.0.0.1/24',
    '١٠.0.0.1',
  ])('%j is none', (text) => {
    expect(parseIpv4(text)).toBeUndefined();
  });

  it(`has one spelling only (seed ${SEED})`, () => {
    const property = fc.property(fc.stringMatching(/^[0-9.]{0,15}$/), (text) => {
      const address = parseIpv4(text);
      if (address !== undefined) expect(formatIpv4(address)).toBe(text);
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});

describe('prefixes', () => {
  it.each([
    [0, '0.0.0.0'],
    [1, '128.0.0.0'],
    [20, '255.255.240.0'],
    [31, '255.255.255.254'],
    [32, '255.255.255.255'],
  ])('the mask of /%d is %s', (length, mask) => {
    expect(prefixMask(length)).toBe(ip(mask));
  });

  it('compare as many bits as they are long', () => {
    expect(samePrefix(ip('10.51.162.74'), ip('10.51.163.7'), 20)).toBe(true);
    expect(samePrefix(ip('10.51.162.74'), ip('10.51.176.1'), 20)).toBe(false);
    expect(samePrefix(ip('0.0.0.0'), ip('255.255.255.255'), 0)).toBe(true);
    expect(samePrefix(ip('127.0.0.1'), ip('128.0.0.1'), 1)).toBe(false);
    expect(samePrefix(ip('10.0.0.1'), ip('10.0.0.1'), 32)).toBe(true);
    expect(samePrefix(ip('10.0.0.1'), ip('10.0.0.0'), 32)).toBe(false);
  });

  it(`are the same exactly if the masked addresses are (seed ${SEED})`, () => {
    const property = fc.property(ipv4s, ipv4s, fc.integer({ min: 0, max: 32 }), (left, right, length) => {
      const mask = BigInt(prefixMask(length));
      expect(samePrefix(left, right, length)).toBe((BigInt(left) & mask) === (BigInt(right) & mask));
    });
    fc.assert(property, { seed: SEED });
  });
});

it.each([
  ['223.255.255.255', false, false, false],
  ['224.0.0.0', true, false, false],
  ['239.255.255.255', true, false, false],
  ['240.0.0.1', false, false, false],
  ['126.255.255.255', false, false, false],
  ['127.0.0.1', false, true, false],
  ['128.0.0.0', false, false, false],
  ['169.253.255.255', false, false, false],
  ['169.254.1.1', false, false, true],
  ['169.255.0.0', false, false, false],
])('%s: multicast %s, loopback %s, link-local %s', (text, isMulticast, isLoopback, isLinkLocal) => {
  const address = ip(text);
  const seen = [isMulticastIpv4(address), isLoopbackIpv4(address), isLinkLocalIpv4(address)];
  expect(seen).toEqual([isMulticast, isLoopback, isLinkLocal]);
});
