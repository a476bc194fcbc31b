/**
 * What is wrong with the texts that stand for addresses and names in files. Each check returns undefined for a good
 * one. The patterns are for editors, which see the JSON Schema only: they accept whatever the checks accept.
 */
import { didYouMean } from '../network/rules/did-you-mean.ts';
import {
  formatIpv4,
  IPV4_ANY,
  IPV4_BROADCAST,
  type Ipv4,
  isGroupMac,
  isMulticastIpv4,
  MAC_ZERO,
  parseIpv4,
  parseMac,
  prefixMask,
} from '../wire/index.ts';
import { quoted } from './quoted.ts';

/** A sentence and the way out. */
export interface Complaint {
  readonly message: string;
  readonly hint: string;
  /** Where in the text, from 1. */
  readonly column?: number;
}

export const MAC_PATTERN = '^[0-9A-Fa-f]{1,2}([:-][0-9A-Fa-f]{1,2}){5}$';
export const INTERFACE_MAC_PATTERN = '^[0-9A-Fa-f]?[02468ACEace]([:-][0-9A-Fa-f]{1,2}){5}$';
export const IPV4_PATTERN = '^[0-9]{1,3}(\\.[0-9]{1,3}){3}$';
export const INTERFACE_ADDRESS_PATTERN = '^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}( +scope +(global|link|host))?$';
export const DESTINATION_PATTERN = '^(default|[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?)$';
/** Of a host, guest or switch: without a dot, since `HOST.INTERFACE` names a port. A DNS label is as long (RFC 1035). */
export const NODE_NAME_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$';
/** The kernel's IFNAMSIZ leaves 15 characters. */
export const INTERFACE_NAME_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$';

const NODE_NAME = new RegExp(NODE_NAME_PATTERN);
const INTERFACE_NAME = new RegExp(INTERFACE_NAME_PATTERN);
const SCOPES = ['global', 'link', 'host'];

export function checkMac(text: string): Complaint | undefined {
  if (parseMac(text) !== undefined) return undefined;
  return {
    message: `${quoted(text)} is not a MAC address`,
    hint: 'write six pairs of hexadecimal digits, such as 02:00:00:00:00:01',
  };
}

/** An address that an interface can have. */
export function checkInterfaceMac(text: string): Complaint | undefined {
  const mac = parseMac(text);
  if (mac === undefined) return checkMac(text);
  if (mac === MAC_ZERO)
    return { message: `${text} is not the address of any interface`, hint: 'use one such as 02:00:00:00:00:01' };
  if (!isGroupMac(mac)) return undefined;
  const hint = 'the first octet of a unicast address is even, as in 02:00:00:00:00:01';
  return { message: `${text} is a group address, which no interface can have as its own`, hint };
}

export function checkIpv4(text: string): Complaint | undefined {
  if (parseIpv4(text) !== undefined) return undefined;
  return { message: `${quoted(text)} is not an IPv4 address`, hint: ipv4Hint(text) };
}

function ipv4Hint(text: string): string {
  if (text.includes('/')) return 'no prefix length belongs here';
  if (text.includes(':')) return 'IPv6 has no ARP; write an address such as 10.0.0.1';
  if (/(^|\.)0\d/.test(text)) return 'leave out leading zeros, which some tools read as octal';
  return 'write four numbers from 0 to 255, such as 10.0.0.1';
}

/** `10.0.0.1/24`, `169.254.1.1/32 scope host` */
export function checkInterfaceAddress(text: string): Complaint | undefined {
  const [cidr, ...words] = text.split(/ +/);
  const [address, length, ...more] = (cidr ?? '').split('/');
  const parsed = parseIpv4(address!);
  if (parsed === undefined || more.length > 0) {
    const hint = 'write it as 10.0.0.1/24, or 169.254.1.1/32 scope host';
    return { message: `${quoted(text)} is not an address with a prefix length`, hint };
  }
  if (length === undefined) {
    const hint = `add the length, as in ${address}/24; a single address is ${address}/32`;
    return { message: `${address} has no prefix length`, hint };
  }
  return checkPrefixLength(text, length) ?? checkUnicast(parsed) ?? checkScope(words, cidr!.length + 2);
}

function checkPrefixLength(text: string, length: string): Complaint | undefined {
  if (/^(0|[1-9]\d?)$/.test(length) && Number(length) <= 32) return undefined;
  return {
    message: `${quoted(length)} is not a prefix length`,
    hint: 'write a number of bits from 0 to 32',
    column: text.indexOf('/') + 2,
  };
}

function checkUnicast(address: Ipv4): Complaint | undefined {
  if (address !== IPV4_ANY && address !== IPV4_BROADCAST && !isMulticastIpv4(address)) return undefined;
  return {
    message: `${formatIpv4(address)} is not an address that an interface can have`,
    hint: 'use a unicast address such as 10.0.0.1',
  };
}

function checkScope(words: readonly string[], column: number): Complaint | undefined {
  const [keyword, scope, extra] = words;
  if (keyword === undefined) return undefined;
  if (keyword !== 'scope' || scope === undefined) {
    const missing = SCOPES.includes(keyword);
    const hint = missing ? `write "scope ${keyword}"` : 'the scope may follow: scope global, scope link or scope host';
    return { message: `${quoted(words.join(' '))} is not understood after an address`, hint, column };
  }
  if (!SCOPES.includes(scope)) {
    const near = didYouMean(scope, SCOPES);
    const hint = near === undefined ? 'it is global, link or host' : `did you mean "${near}"?`;
    return { message: `${quoted(scope)} is not a scope`, hint, column };
  }
  if (extra === undefined) return undefined;
  return { message: `${quoted(extra)} is not understood after the scope`, hint: 'leave it out', column };
}

/** `default`, `10.0.0.0/24`, `169.254.1.1` */
export function checkDestination(text: string): Complaint | undefined {
  if (text === 'default') return undefined;
  const [network, length, ...more] = text.split('/');
  const parsed = parseIpv4(network!);
  if (parsed === undefined || more.length > 0) {
    return {
      message: `${quoted(text)} is not a destination`,
      hint: 'write a prefix such as 10.0.0.0/24, or "default"',
    };
  }
  if (length === undefined) return undefined;
  const complaint = checkPrefixLength(text, length);
  if (complaint !== undefined) return complaint;
  const start = ((parsed & prefixMask(Number(length))) >>> 0) as Ipv4;
  if (start === parsed) return undefined;
  return { message: `${text} has bits set behind the prefix`, hint: `did you mean ${formatIpv4(start)}/${length}?` };
}

export function checkNodeName(text: string): Complaint | undefined {
  if (NODE_NAME.test(text)) return undefined;
  const hint = text.includes('.')
    ? 'a dot separates a host from its interface, as in BM-1.eth0; use "-" or "_"'
    : 'use up to 63 letters, digits, "-" and "_"';
  return { message: `${quoted(text)} cannot be the name of a host, guest or switch`, hint };
}

export function checkInterfaceName(text: string): Complaint | undefined {
  if (INTERFACE_NAME.test(text)) return undefined;
  const hint =
    text.length > 15 ? 'Linux allows 15 characters' : 'use letters, digits, "-", "_" and ".", a letter or digit first';
  return { message: `${quoted(text)} cannot be the name of an interface`, hint };
}

/** Octets in hexadecimal. */
export function checkHex(text: string): Complaint | undefined {
  const stray = text.search(/[^0-9a-f]/i);
  if (stray !== -1) {
    const hint = 'write two digits for each octet and nothing between them';
    return { message: `${quoted(text.charAt(stray))} is not a hexadecimal digit`, hint, column: stray + 1 };
  }
  if (text.length % 2 === 0) return undefined;
  return { message: `an odd number of hexadecimal digits (${text.length})`, hint: 'write two for each octet' };
}
