/** IPv4 addresses as unsigned 32-bit integers (numbers for the same reason as MAC addresses). */
declare const ipv4Brand: unique symbol;

/** An IPv4 address, 0 to 2^32 - 1; the first octet on the wire is the most significant. */
export type Ipv4 = number & { readonly [ipv4Brand]: 'Ipv4' };

/** 0.0.0.0: "this host"; the sender protocol address of a probe (RFC 5227 section 1.1). */
export const IPV4_ANY = 0 as Ipv4;
/** 255.255.255.255 */
export const IPV4_BROADCAST = 0xffff_ffff as Ipv4;

/** Reads four octets at `offset`; the caller has checked that they are there. */
export function readIpv4(bytes: Uint8Array, offset: number): Ipv4 {
  return (((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>>
    0) as Ipv4;
}

/** Writes four octets at `offset`. */
export function writeIpv4(bytes: Uint8Array, offset: number, address: Ipv4): void {
  bytes[offset] = address >>> 24;
  bytes[offset + 1] = address >>> 16;
  bytes[offset + 2] = address >>> 8;
  bytes[offset + 3] = address;
}

/** `10.0.0.1` */
export function formatIpv4(address: Ipv4): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

const DOT = 0x2e;
const ZERO = 0x30;

/** Parses dotted decimal; undefined if it is none. Leading zeros are refused: some tools read them as octal. */
export function parseIpv4(text: string): Ipv4 | undefined {
  let value = 0;
  let dots = 0;
  /** -1 where an octet has to begin. */
  let octet = -1;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (octet < 0) return undefined;
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || octet === 0) return undefined;
    octet = octet < 0 ? digit : octet * 10 + digit;
    if (octet > 255) return undefined;
  }
  return octet < 0 || dots !== 3 ? undefined : ((value * 256 + octet) as Ipv4);
}

/** The network mask of a prefix length, 0 to 32. */
export function prefixMask(length: number): number {
  return length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
}

/** True if both addresses lie in the same prefix of `length` bits. */
export function samePrefix(left: Ipv4, right: Ipv4, length: number): boolean {
  return length === 0 || (left ^ right) >>> (32 - length) === 0;
}

/** Both are of one network of class A, B or C (RFC 791 section 3.2): what "IP network" meant before prefixes had lengths. */
export function sameNetwork(left: Ipv4, right: Ipv4): boolean {
  return samePrefix(left, right, left >>> 31 === 0 ? 8 : left >>> 30 === 2 ? 16 : 24);
}

/** 224.0.0.0/4 (RFC 1112 section 4). */
export function isMulticastIpv4(address: Ipv4): boolean {
  return address >>> 28 === 0xe;
}

/** 127.0.0.0/8 (RFC 1122 section 3.2.1.3 (g)). */
export function isLoopbackIpv4(address: Ipv4): boolean {
  return address >>> 24 === 127;
}

/** 169.254.0.0/16 (RFC 3927 section 2.1). */
export function isLinkLocalIpv4(address: Ipv4): boolean {
  return address >>> 16 === 0xa9fe;
}
