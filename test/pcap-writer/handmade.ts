/** Capture files put together field by field, without the code under test, in either byte order. */

export type ByteOrder = 'little-endian' | 'big-endian';

export const BYTE_ORDERS: readonly ByteOrder[] = ['little-endian', 'big-endian'];

/** Octets from hexadecimal digits; white space and comments from `;` to the end of the line are left out. */
export function octets(text: string): Uint8Array {
  const digits = text.replace(/;.*$/gm, '').replace(/\s+/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function integer(length: 1 | 2 | 4 | 8, value: number | bigint, order: ByteOrder): Uint8Array {
  const big = BigInt.asUintN(length * 8, BigInt(value));
  const result = Uint8Array.from({ length }, (_, index) => Number((big >> BigInt(8 * (length - 1 - index))) & 0xffn));
  return order === 'big-endian' ? result : result.reverse();
}

export function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}

export interface HandmadeRecord {
  readonly seconds: number;
  readonly fraction: number;
  readonly data: Uint8Array;
  readonly original?: number;
}

export function pcapHeader(order: ByteOrder, magic: number, linkType = 1, version: readonly number[] = [2, 4]) {
  return joined(
    integer(4, magic, order),
    integer(2, version[0]!, order),
    integer(2, version[1]!, order),
    // Reserved, "MUST be ignored by pcap file readers".
    integer(4, 0xfeed_f00d, order),
    integer(4, 77, order),
    integer(4, 65535, order),
    integer(4, linkType, order),
  );
}

export function pcapRecord(order: ByteOrder, record: HandmadeRecord): Uint8Array {
  const { seconds, fraction, data, original = data.length } = record;
  const fields = [seconds, fraction, data.length, original].map((field) => integer(4, field, order));
  return joined(...fields, data);
}

export function block(order: ByteOrder, type: number, ...body: readonly Uint8Array[]): Uint8Array {
  const content = joined(...body);
  const length = integer(4, content.length + 12, order);
  return joined(integer(4, type, order), length, content, length);
}

export function option(order: ByteOrder, code: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return joined(integer(2, code, order), integer(2, bytes.length, order), bytes, padding(bytes.length));
}

export function section(
  order: ByteOrder,
  options: readonly Uint8Array[] = [],
  version: readonly number[] = [1, 0],
): Uint8Array {
  return block(
    order,
    0x0a0d0d0a,
    integer(4, 0x1a2b3c4d, order),
    integer(2, version[0]!, order),
    integer(2, version[1]!, order),
    integer(8, -1, order),
    ...options,
  );
}

export function interfaceBlock(order: ByteOrder, options: readonly Uint8Array[] = [], linkType = 1, snapLength = 0) {
  return block(order, 1, integer(2, linkType, order), integer(2, 0, order), integer(4, snapLength, order), ...options);
}

export interface HandmadePacket {
  readonly interfaceId?: number;
  readonly stamp?: bigint;
  readonly data: Uint8Array;
  readonly original?: number;
  readonly options?: readonly Uint8Array[];
}

export function enhancedPacket(order: ByteOrder, packet: HandmadePacket): Uint8Array {
  return block(order, 6, integer(4, packet.interfaceId ?? 0, order), ...packetFields(order, packet));
}

/** The packet block of appendix A, with a drop count that readers have no use for. */
export function obsoletePacket(order: ByteOrder, packet: HandmadePacket): Uint8Array {
  const id = joined(integer(2, packet.interfaceId ?? 0, order), integer(2, 0xffff, order));
  return block(order, 2, id, ...packetFields(order, packet));
}

export function simplePacket(order: ByteOrder, data: Uint8Array, original = data.length): Uint8Array {
  return block(order, 3, integer(4, original, order), data, padding(data.length));
}

function packetFields(order: ByteOrder, packet: HandmadePacket): Uint8Array[] {
  const { stamp = 0n, data, original = data.length, options = [] } = packet;
  const fields = [stamp >> 32n, stamp & 0xffff_ffffn, data.length, original].map((field) => integer(4, field, order));
  return [...fields, data, padding(data.length), ...options];
}
