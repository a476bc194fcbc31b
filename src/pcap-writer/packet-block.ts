import type { Block } from './block.ts';
import type { CaptureError, PacketDirection } from './capture.ts';
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
import { NO_COMMENTS, type PacketInPlace } from './packet-in-place.ts';
import { optionText, readOptions, wrongLength } from './read-options.ts';

/**
 * The interfaces of the section, and how many of the capture come before them.
 * @internal
 */
export interface SectionInterfaces {
  readonly first: number;
  readonly described: readonly DescribedInterface[];
}

/**
 * An enhanced packet block (draft-ietf-opsawg-pcapng, section 4.3), or the obsolete packet block (appendix A), which
 * differs in the width of the interface id: 16 bits, with a drop count behind it.
 * @internal
 */
export function readPacketBlock(
  block: Block,
  type: number,
  interfaces: SectionInterfaces,
  packet: PacketInPlace,
  withComments: boolean,
): CaptureError | undefined {
  const id = type === BLOCK_ENHANCED_PACKET ? block.uint32(8) : block.uint16(8);
  const from = interfaces.described[id];
  if (from === undefined) return unknownInterface(block, 8, id, interfaces);
  const captured = block.uint32(20);
  const room = Math.min(block.end - 28, MAX_PACKET_LENGTH);
  if (captured > room) return block.error(20, `captured length ${captured} of a packet; expected at most ${room}`);
  packet.direction = undefined;
  packet.comments = NO_COMMENTS;
  const options = 28 + padded(captured);
  const error = options < block.end ? readPacketOptions(block, options, packet, withComments) : undefined;
  if (error !== undefined) return error;
  const original = block.uint32(24);
  packet.interfaceId = interfaces.first + id;
  from.scale.read(block.uint32(12), block.uint32(16), packet);
  packet.start = block.start + 28;
  packet.length = captured;
  packet.originalLength = Math.max(original, captured);
  return undefined;
}

function readPacketOptions(
  block: Block,
  from: number,
  packet: PacketInPlace,
  withComments: boolean,
): CaptureError | undefined {
  let comments: string[] | undefined;
  const error = readOptions(block, from, (option) => {
    if (option.code === OPTION_COMMENT) {
      if (!withComments) return undefined;
      comments ??= [];
      comments.push(optionText(block, option));
    } else if (option.code === OPTION_PACKET_FLAGS) {
      const wrong = wrongLength(block, option, 4, 'packet flags');
      if (wrong !== undefined) return wrong;
      packet.direction = directionOf(block.uint32(option.at));
    }
    return undefined;
  });
  if (comments !== undefined) packet.comments = comments;
  return error;
}

/**
 * A simple packet block (section 4.4): no stamp, no options, and only the snap length of the first interface tells
 * whether the packet was cut.
 * @internal
 */
export function readSimplePacketBlock(
  block: Block,
  interfaces: SectionInterfaces,
  packet: PacketInPlace,
): CaptureError | undefined {
  const from = interfaces.described[0];
  if (from === undefined) return unknownInterface(block, 0, 0, interfaces);
  const original = block.uint32(8);
  const limit = from.description.snapLength;
  const captured = limit === 0 ? original : Math.min(original, limit);
  const room = Math.min(block.end - 12, MAX_PACKET_LENGTH);
  if (captured > room) return block.error(8, `length ${captured} of a simple packet; expected at most ${room}`);
  packet.interfaceId = interfaces.first;
  packet.seconds = 0;
  packet.nanoseconds = 0;
  packet.start = block.start + 12;
  packet.length = captured;
  packet.originalLength = original;
  packet.comments = NO_COMMENTS;
  packet.direction = undefined;
  return undefined;
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
