/**
 * Ethernet MAC addresses as 48-bit integers.
 *
 * A number, not a string or six bytes: the simulator compares and hashes addresses for every delivered frame. 48 bits
 * fit in a double exactly. Source: IEEE 802-2014, section 8.2.
 */
import type { Ipv4 } from './ipv4.ts';

declare const macBrand: unique symbol;

/** A MAC address, 0 to 2^48 - 1; the first octet on the wire is the most significant. */
export type Mac = number & { readonly [macBrand]: 'Mac' };

const LOW = 0x1_0000_0000;

/** ff:ff:ff:ff:ff:ff */
export const MAC_BROADCAST = 0xffff_ffff_ffff as Mac;
/** 00:00:00:00:00:00: no address; the "unknown" target hardware address of requests. */
export const MAC_ZERO = 0 as Mac;

/** Reads six octets at `offset`; the caller has checked that they are there. */
export function readMac(bytes: Uint8Array, offset: number): Mac {
  const high = (bytes[offset]! << 8) | bytes[offset + 1]!;
  const low =
    ((bytes[offset + 2]! << 24) | (bytes[offset + 3]! << 16) | (bytes[offset + 4]! << 8) | bytes[offset + 5]!) >>> 0;
  return (high * LOW + low) as Mac;
}

/** Writes six octets at `offset`. */
export function writeMac(bytes: Uint8Array, offset: number, mac: Mac): void {
  // `>>> 0` keeps the low 32 bits of any integer that a double holds; much cheaper than `%`.
  const low = mac >>> 0;
  const high = (mac - low) / LOW;
  bytes[offset] = high >>> 8;
  bytes[offset + 1] = high;
  bytes[offset + 2] = low >>> 24;
  bytes[offset + 3] = low >>> 16;
  bytes[offset + 4] = low >>> 8;
  bytes[offset + 5] = low;
}

/** True for group addresses, broadcast included (the I/G bit, first bit on the wire). */
export function isGroupMac(mac: Mac): boolean {
  return (((mac - (mac >>> 0)) / LOW) & 0x100) !== 0;
}

/** The link address of an IPv4 group: 01:00:5e and the low 23 bits of its address (RFC 1112 section 6.4). */
export function groupMacOf(group: Ipv4): Mac {
  return (0x0100_5e00_0000 + (group & 0x7f_ffff)) as Mac;
}

/** `02:00:00:00:00:01` */
export function formatMac(mac: Mac): string {
  const digits = mac.toString(16).padStart(12, '0');
  return `${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}:${digits.slice(6, 8)}:${digits.slice(8, 10)}:${digits.slice(10)}`;
}

const MAC_TEXT = /^[0-9a-f]{1,2}([:-])[0-9a-f]{1,2}(\1[0-9a-f]{1,2}){4}$/i;

/** Parses six groups of one or two hexadecimal digits (`98:3:9b:a0:98:2a` is what ebtables prints); undefined if it is none. */
export function parseMac(text: string): Mac | undefined {
  if (!MAC_TEXT.test(text)) return undefined;
  let value = 0;
  for (const group of text.split(text.includes('-') ? '-' : ':')) value = value * 256 + Number.parseInt(group, 16);
  return value as Mac;
}

/** No other station has it: a group address, zero, or `own`. */
export function isNobodysMac(mac: Mac, own: Mac): boolean {
  return isGroupMac(mac) || mac === MAC_ZERO || mac === own;
}
