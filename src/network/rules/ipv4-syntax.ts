import { formatIpv4, type Ipv4, parseIpv4, prefixMask } from '../../wire/index.ts';
import type { Ipv4Pattern } from './rule.ts';
import type { ValueSyntax } from './value-syntax.ts';

const FULL = 0xffff_ffff;

/** Address, `address/mask` or `address/prefix`. The tools also resolve host names; a rule of a rack has none. */
export const IPV4_SYNTAX: ValueSyntax<Ipv4Pattern> = {
  read(text) {
    const slash = text.lastIndexOf('/');
    const address = parseIpv4(slash < 0 ? text : text.slice(0, slash));
    const mask = slash < 0 ? FULL : readMask(text.slice(slash + 1));
    if (address === undefined || mask === undefined) return undefined;
    return { kind: 'ipv4', address: ((address & mask) >>> 0) as Ipv4, mask };
  },
  write(pattern) {
    const address = formatIpv4(pattern.address);
    return pattern.mask === FULL ? address : `${address}/${writeMask(pattern.mask)}`;
  },
  expects: 'an IPv4 address, optionally with a prefix length or a mask (10.0.0.0/8, 10.0.0.0/255.0.0.0)',
};

function readMask(text: string): number | undefined {
  if (!/^\d{1,2}$/.test(text)) return parseIpv4(text);
  const length = Number(text);
  return length <= 32 ? prefixMask(length) : undefined;
}

/** The prefix length where the mask is one, else dotted decimal. */
function writeMask(mask: number): string {
  const length = Math.clz32(~mask);
  return prefixMask(length) === mask ? String(length) : formatIpv4(mask as Ipv4);
}
