import type { PacketDirection } from './capture.ts';
import { type ByteSink, ChunkBuffer } from './chunk-buffer.ts';
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_SECTION_HEADER,
  BYTE_ORDER_MAGIC,
  FLAGS_INBOUND,
  FLAGS_OUTBOUND,
  LINKTYPE_ETHERNET,
  MAX_BLOCK_LENGTH,
  MAX_DESCRIPTIONS_LENGTH,
  MAX_PACKET_LENGTH,
  OPTION_COMMENT,
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  OPTION_INTERFACE_TIMESTAMP_RESOLUTION,
  OPTION_PACKET_FLAGS,
  OPTION_SECTION_HARDWARE,
  OPTION_SECTION_OS,
  OPTION_SECTION_USER_APPLICATION,
  PCAPNG_MAJOR_VERSION,
  padded,
} from './format.ts';
import { OptionList } from './option-list.ts';
import { badLengths, badTimestamp, checkedLinkType, checkedSnapLength, type PacketToWrite } from './packet-to-write.ts';

/** Texts of the section header; see {@link fitsInOption} for what a text may be. */
export interface PcapngWriterOptions {
  /** Shown by `capinfos` and by Wireshark's capture file properties. */
  readonly comments?: readonly string[] | undefined;
  readonly hardware?: string | undefined;
  readonly os?: string | undefined;
  readonly userApplication?: string | undefined;
  /** Octets of every chunk except those that {@link PcapngWriter.flush} ends; 65,536 by default. */
  readonly chunkLength?: number | undefined;
}

export interface InterfaceToWrite {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** A number of the link-layer header type registry; 1, Ethernet, by default. */
  readonly linkType?: number | undefined;
  /** The longest packet of this interface in octets; 262,144 by default. 0 says "no limit", which is 262,144 again. */
  readonly snapLength?: number | undefined;
  readonly comments?: readonly string[] | undefined;
}

export interface PcapngPacketToWrite extends PacketToWrite {
  /** What {@link PcapngWriter.interface} returned. */
  readonly interfaceId: number;
  readonly comments?: readonly string[] | undefined;
  readonly direction?: PacketDirection | undefined;
}

/** Block type and both copies of its length. */
const FRAME_LENGTH = 12;
/** Interface id, timestamp and lengths of an enhanced packet block. */
const PACKET_FIELDS_LENGTH = 20;
const TIMESTAMP_LIMIT = 1n << 64n;
const WORD = 0x1_0000_0000;
/** 10^-9 seconds, as `if_tsresol` has it. */
const NANOSECONDS = Uint8Array.of(9);
const NO_OPTIONS = new OptionList();
const DIRECTION_ONLY = { inbound: new OptionList(), outbound: new OptionList() };
const FLAGS = { inbound: Uint8Array.of(FLAGS_INBOUND, 0, 0, 0), outbound: Uint8Array.of(FLAGS_OUTBOUND, 0, 0, 0) };
DIRECTION_ONLY.inbound.add(OPTION_PACKET_FLAGS, FLAGS.inbound);
DIRECTION_ONLY.outbound.add(OPTION_PACKET_FLAGS, FLAGS.outbound);

/**
 * Writes a pcapng capture of one section (draft-ietf-opsawg-pcapng, version 1.0, little-endian) to a sink,
 * synchronously.
 *
 * Stamps are nanoseconds. Nothing but the arguments goes into the bytes: no clock, no host name. Call
 * {@link PcapngWriter.flush} when done. Every argument that the format cannot hold is a RangeError, and nothing of that
 * block is written.
 */
export class PcapngWriter {
  readonly #out: ChunkBuffer;
  /** The longest packet of each interface. */
  readonly #snapLengths: number[] = [];
  #descriptionsLength = 0;

  constructor(sink: ByteSink, options: PcapngWriterOptions = {}) {
    const list = new OptionList();
    list.addTexts(OPTION_COMMENT, options.comments, 'a section comment');
    list.addText(OPTION_SECTION_HARDWARE, options.hardware, 'hardware');
    list.addText(OPTION_SECTION_OS, options.os, 'os');
    list.addText(OPTION_SECTION_USER_APPLICATION, options.userApplication, 'userApplication');
    this.#out = new ChunkBuffer(sink, options.chunkLength);
    const at = this.#describe(BLOCK_SECTION_HEADER, 16, list);
    const view = this.#out.view;
    view.setUint32(at, BYTE_ORDER_MAGIC, true);
    view.setUint16(at + 4, PCAPNG_MAJOR_VERSION, true);
    view.setUint16(at + 6, 0, true);
    // Length of the section: unknown, as it is written before the packets.
    view.setBigInt64(at + 8, -1n, true);
  }

  /** Describes an interface and returns its id, 0 for the first; allowed at any time before its first packet. */
  interface(description: InterfaceToWrite = {}): number {
    const linkType = checkedLinkType(description.linkType ?? LINKTYPE_ETHERNET);
    const snapLength = checkedSnapLength(description.snapLength, 0);
    const list = new OptionList();
    list.addTexts(OPTION_COMMENT, description.comments, 'an interface comment');
    list.addText(OPTION_INTERFACE_NAME, description.name, 'the interface name');
    list.addText(OPTION_INTERFACE_DESCRIPTION, description.description, 'the interface description');
    list.add(OPTION_INTERFACE_TIMESTAMP_RESOLUTION, NANOSECONDS);
    const at = this.#describe(BLOCK_INTERFACE_DESCRIPTION, 8, list);
    const view = this.#out.view;
    view.setUint16(at, linkType, true);
    view.setUint16(at + 2, 0, true);
    view.setUint32(at + 4, snapLength, true);
    return this.#snapLengths.push(snapLength === 0 ? MAX_PACKET_LENGTH : snapLength) - 1;
  }

  packet(packet: PcapngPacketToWrite): void {
    const { interfaceId, timestampNs, data } = packet;
    const snapLength = this.#snapLengths[interfaceId];
    if (snapLength === undefined) {
      throw new RangeError(`no interface has the id ${interfaceId}; ${this.#snapLengths.length} are described`);
    }
    const captured = data.length;
    const original = packet.originalLength ?? captured;
    // `>>> 0` keeps integers of 32 bits as they are, and nothing else.
    if (captured > snapLength || original < captured || original >>> 0 !== original) {
      throw badLengths(captured, original, snapLength);
    }
    let high: number;
    let low: number;
    if (typeof timestampNs === 'number') {
      if (!Number.isSafeInteger(timestampNs) || timestampNs < 0) throw badTimestamp(timestampNs, '2^64');
      high = Math.floor(timestampNs / WORD);
      low = timestampNs >>> 0;
    } else {
      if (timestampNs < 0n || timestampNs >= TIMESTAMP_LIMIT) throw badTimestamp(timestampNs, '2^64');
      high = Number(timestampNs >> 32n);
      low = Number(timestampNs & 0xffff_ffffn);
    }
    const at = this.#block(BLOCK_ENHANCED_PACKET, PACKET_FIELDS_LENGTH + padded(captured), packetOptions(packet));
    const view = this.#out.view;
    const bytes = this.#out.bytes;
    view.setUint32(at, interfaceId, true);
    view.setUint32(at + 4, high, true);
    view.setUint32(at + 8, low, true);
    view.setUint32(at + 12, captured, true);
    view.setUint32(at + 16, original, true);
    this.#out.put(data, at + PACKET_FIELDS_LENGTH);
    for (let pad = captured; (pad & 3) !== 0; pad++) bytes[at + PACKET_FIELDS_LENGTH + pad] = 0;
  }

  /** Hands everything written so far to the sink. Writing may go on afterwards. */
  flush(): void {
    this.#out.flush();
  }

  /** A block that readers keep: its length counts towards {@link MAX_DESCRIPTIONS_LENGTH}. */
  #describe(type: number, bodyLength: number, options: OptionList): number {
    const total = this.#descriptionsLength + FRAME_LENGTH + bodyLength + options.length;
    if (total > MAX_DESCRIPTIONS_LENGTH) {
      throw new RangeError(`section and interface descriptions exceed ${MAX_DESCRIPTIONS_LENGTH} octets`);
    }
    const at = this.#block(type, bodyLength, options);
    this.#descriptionsLength = total;
    return at;
  }

  /** Writes the frame and the options of a block; returns the offset of its body, which the caller fills. */
  #block(type: number, bodyLength: number, options: OptionList): number {
    const length = FRAME_LENGTH + bodyLength + options.length;
    if (length > MAX_BLOCK_LENGTH) {
      throw new RangeError(`a block of ${length} octets exceeds ${MAX_BLOCK_LENGTH}; write fewer or shorter comments`);
    }
    const at = this.#out.reserve(length);
    const view = this.#out.view;
    view.setUint32(at, type, true);
    view.setUint32(at + 4, length, true);
    options.write(this.#out.bytes, view, at + 8 + bodyLength, true);
    view.setUint32(at + length - 4, length, true);
    return at + 8;
  }
}

function packetOptions(packet: PcapngPacketToWrite): OptionList {
  const { comments, direction } = packet;
  // Most packets of a capture have no comments; a list of their own would cost them as much as the copy of the data.
  if (comments === undefined || comments.length === 0) {
    return direction === undefined ? NO_OPTIONS : DIRECTION_ONLY[direction];
  }
  const list = new OptionList();
  list.addTexts(OPTION_COMMENT, comments, 'a packet comment');
  if (direction !== undefined) list.add(OPTION_PACKET_FLAGS, FLAGS[direction]);
  return list;
}
