/**
 * The little of rtnetlink(7) that configures an interface: messages as bytes, in the machine's byte order, which on
 * everything that runs here is little-endian. Nothing in this file talks to a kernel.
 *
 * The kernel reports errors in any case, and success only if a message asks for it ({@link wantsAcknowledgment}).
 */
import { type Ipv4, type Mac, readIpv4, readMac, writeIpv4, writeMac } from '../../wire/index.ts';

/** Message types and flags of linux/rtnetlink.h and linux/netlink.h. */
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const RTM_NEWLINK = 16;
export const RTM_NEWADDR = 20;
export const RTM_NEWNEIGH = 28;
export const RTM_DELNEIGH = 29;
export const RTM_GETNEIGH = 30;
const NLM_F_REQUEST = 1;
const NLM_F_ACK = 4;
export const NLM_F_CREATE = 0x400;
export const NLM_F_REPLACE = 0x100;
export const NLM_F_DUMP = 0x300;

const AF_INET = 2;
const IFF_UP = 1;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const NDA_DST = 1;
const NDA_LLADDR = 2;
const NUD_PERMANENT = 0x80;
const HEADER = 16;
const FLAGS_OFFSET = 6;

/** @internal rtnetlink(7), rtm_scope and ifa_scope */
export const SCOPES = { global: 0, link: 253, host: 254 } as const;

/** Brings an interface up, or down. */
export function linkState(index: number, state: 'up' | 'down'): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setInt32(4, index, true);
  view.setUint32(8, state === 'up' ? IFF_UP : 0, true);
  view.setUint32(12, IFF_UP, true);
  return message(RTM_NEWLINK, 0, body);
}

/** Adds an address to an interface. */
export function newAddress(index: number, address: Ipv4, prefix: number, scope: keyof typeof SCOPES): Uint8Array {
  const body = new Uint8Array(8);
  body.set([AF_INET, prefix, 0, SCOPES[scope]]);
  new DataView(body.buffer).setUint32(4, index, true);
  const own = ipv4Bytes(address);
  return message(RTM_NEWADDR, NLM_F_CREATE, body, attribute(IFA_LOCAL, own), attribute(IFA_ADDRESS, own));
}

/** A permanent neighbour entry. */
export function permanentNeighbour(index: number, address: Ipv4, mac: Mac): Uint8Array {
  const parts = [attribute(NDA_DST, ipv4Bytes(address)), attribute(NDA_LLADDR, macBytes(mac))];
  return message(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, neighbourBody(index, NUD_PERMANENT), ...parts);
}

/** Deletes a neighbour entry, whatever its state; one that is missing is an error (ENOENT). */
export function deleteNeighbour(index: number, address: Ipv4): Uint8Array {
  return message(RTM_DELNEIGH, 0, neighbourBody(index, 0), attribute(NDA_DST, ipv4Bytes(address)));
}

/** Asks for all neighbour entries of IPv4. */
export function dumpNeighbours(): Uint8Array {
  return message(RTM_GETNEIGH, NLM_F_DUMP, neighbourBody(0, 0));
}

/** The same message, asking to be told of success as well. */
export function wantsAcknowledgment(message: Uint8Array): Uint8Array {
  const bytes = message.slice();
  bytes[FLAGS_OFFSET]! |= NLM_F_ACK;
  return bytes;
}

function neighbourBody(index: number, state: number): Uint8Array {
  const body = new Uint8Array(12);
  const view = new DataView(body.buffer);
  body[0] = AF_INET;
  view.setInt32(4, index, true);
  view.setUint16(8, state, true);
  return body;
}

/** @internal A message of these parts, each padded to four octets. */
export function message(type: number, flags: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = HEADER + parts.reduce((sum, part) => sum + aligned(part.length), 0);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint16(4, type, true);
  view.setUint16(FLAGS_OFFSET, flags | NLM_F_REQUEST, true);
  let offset = HEADER;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += aligned(part.length);
  }
  return bytes;
}

/** @internal A type, a length and a value; nested if the value is made of attributes. */
export function attribute(type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + value.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, bytes.length, true);
  view.setUint16(2, type, true);
  bytes.set(value, 4);
  return bytes;
}

/** @internal */
export function aligned(length: number): number {
  return (length + 3) & ~3;
}

/** @internal */
export function ipv4Bytes(address: Ipv4): Uint8Array {
  const bytes = new Uint8Array(4);
  writeIpv4(bytes, 0, address);
  return bytes;
}

/** @internal */
export function macBytes(mac: Mac): Uint8Array {
  const bytes = new Uint8Array(6);
  writeMac(bytes, 0, mac);
  return bytes;
}

/** One message of an answer. */
export interface NetlinkMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/** The messages in a datagram; ends at the first that does not fit. */
export function* messagesIn(bytes: Uint8Array): Iterable<NetlinkMessage> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let offset = 0; offset + HEADER <= bytes.length; ) {
    const length = view.getUint32(offset, true);
    if (length < HEADER || offset + length > bytes.length) return;
    yield { type: view.getUint16(offset + 4, true), body: bytes.subarray(offset + HEADER, offset + length) };
    offset += aligned(length);
  }
}

/** The error number in an acknowledgment; 0 for success. */
export function errorIn(body: Uint8Array): number {
  return Math.abs(new DataView(body.buffer, body.byteOffset, body.length).getInt32(0, true));
}

/** States of neighbour entries by their bit (linux/neighbour.h). */
const STATES: readonly (readonly [number, string])[] = [
  [0x01, 'incomplete'],
  [0x02, 'reachable'],
  [0x04, 'stale'],
  [0x08, 'delay'],
  [0x10, 'probe'],
  [0x20, 'failed'],
  [0x40, 'noarp'],
  [0x80, 'permanent'],
];

export interface NeighbourRow {
  readonly interface: number;
  readonly address: Ipv4;
  readonly mac: Mac | undefined;
  readonly state: string;
}

/** A neighbour entry of a dump; undefined if it has no IPv4 address. */
export function neighbourIn(body: Uint8Array): NeighbourRow | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const bits = view.getUint16(8, true);
  let address: Ipv4 | undefined;
  let mac: Mac | undefined;
  for (let offset = 12; offset + 4 <= body.length; ) {
    const length = view.getUint16(offset, true);
    const type = view.getUint16(offset + 2, true);
    if (length < 4 || offset + length > body.length) break;
    if (type === NDA_DST && length === 8) address = readIpv4(body, offset + 4);
    if (type === NDA_LLADDR && length === 10) mac = readMac(body, offset + 4);
    offset += aligned(length);
  }
  if (address === undefined) return undefined;
  const state = STATES.find(([bit]) => (bits & bit) !== 0)?.[1] ?? 'none';
  return { interface: view.getInt32(4, true), address, mac, state };
}
