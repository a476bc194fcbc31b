import type { Block } from './block.ts';
import type { CapturedPacket, CaptureError, PacketDirection } from './capture.ts';
import type { DescribedInterface } from './description-block.ts';
import {
  BLOCK_ENHANCED_PACKET,
  FLAGS_DIRECTION_MASK,
  FLAGS_INBOUND,
  FLAGS_OUTBOUND,
  MAX_PACKET_LENGTH,
  OPTION_COMMENT,
  OPTION_PACKET_FLAGS,
  padded,
} from './format.ts';
import { optionText, readOptions, wrongLength } from './read-options.ts';

/**
 * The interfaces of the section, and how many of the capture come before them.
 * @internal
 */
export interface SectionInterfaces {
  readonly first: number;
  readonly described: readonly DescribedInterface[];
}

type Result = { readonly packet: CapturedPacket } | { readonly error: CaptureError };

const NO_COMMENTS: readonly string[] = [];

/**
 * An enhanced packet block (draft-ietf-opsawg-pcapng, section 4.3), or the obsolete packet block (appendix A), which
 * differs in the width of the interface id: 16 bits, with a drop count behind it.
 * @internal
 */
export function readPacketBlock(block: Block, type: number, interfaces: SectionInterfaces): Result {
  const id = type === BLOCK_ENHANCED_PACKET ? block.uint32(8) : block.uint16(8);
  const from = interfaces.described[id];
  if (from === undefined) return { error: unknownInterface(block, 8, id, interfaces) };
  const captured = block.uint32(20);
  const room = Math.min(block.end - 28, MAX_PACKET_LENGTH);
  if (captured > room) {
    return { error: block.error(20, `captured length ${captured} of a packet; expected at most ${room}`) };
  }
  let direction: PacketDirection | undefined;
  let comments: string[] | undefined;
  const error = readOptions(block, 28 + padded(captured), (option) => {
    if (option.code === OPTION_COMMENT) {
      comments ??= [];
      comments.push(optionText(block, option));
    } else if (option.code === OPTION_PACKET_FLAGS) {
      const wrong = wrongLength(block, option, 4, 'packet flags');
      if (wrong !== undefined) return wrong;
      direction = directionOf(block.uint32(option.at));
    }
    return undefined;
  });
  if (error !== undefined) return { error };
  const packet = {
    interfaceId: interfaces.first + id,
    timestampNs: from.scale.nanoseconds(block.uint32(12), block.uint32(16)),
    data: block.slice(28, captured).slice(),
    originalLength: Math.max(block.uint32(24), captured),
    comments: comments ?? NO_COMMENTS,
    direction,
  };
  return { packet };
}

/**
 * A simple packet block (section 4.4): no stamp, no options, and only the snap length of the first interface tells
 * whether the packet was cut.
 * @internal
 */
export function readSimplePacketBlock(block: Block, interfaces: SectionInterfaces): Result {
  const from = interfaces.described[0];
  if (from === undefined) return { error: unknownInterface(block, 0, 0, interfaces) };
  const original = block.uint32(8);
  const limit = from.description.snapLength;
  const captured = limit === 0 ? original : Math.min(original, limit);
  const room = Math.min(block.end - 12, MAX_PACKET_LENGTH);
  if (captured > room) {
    return { error: block.error(8, `length ${captured} of a simple packet; expected at most ${room}`) };
  }
  const packet = {
    interfaceId: interfaces.first,
    timestampNs: 0n,
    data: block.slice(12, captured).slice(),
    originalLength: original,
    comments: NO_COMMENTS,
    direction: undefined,
  };
  return { packet };
}

function unknownInterface(block: Block, at: number, id: number, interfaces: SectionInterfaces): CaptureError {
  const known = interfaces.described.length;
  const expected = known === 0 ? 'an interface description before the first packet' : `an id below ${known}`;
  return block.error(at, `a packet of interface ${id}, which is not described; expected ${expected}`);
}

function directionOf(flags: number): PacketDirection | undefined {
  const bits = flags & FLAGS_DIRECTION_MASK;
  if (bits === FLAGS_INBOUND) return 'inbound';
  return bits === FLAGS_OUTBOUND ? 'outbound' : undefined;
}
