/**
 * Numbers of the two capture formats.
 *
 * pcap: draft-ietf-opsawg-pcap, sections 4 (file header) and 5 (packet record).
 * pcapng: draft-ietf-opsawg-pcapng, sections 3.1 (blocks), 3.5 (options), 4 and 10.1 (block types), appendix A.
 */

/** LINKTYPE_ETHERNET of the link-layer header type registry. */
export const LINKTYPE_ETHERNET = 1;

/**
 * The longest packet, in octets, that is written or read.
 *
 * The same as libpcap's MAXIMUM_SNAPLEN and Wireshark's WTAP_MAX_PACKET_SIZE_STANDARD: other tools refuse longer
 * packets of Ethernet, and a reader needs some bound to tell a length from garbage.
 */
export const MAX_PACKET_LENGTH = 262_144;

/**
 * The longest pcapng block, in octets, that is written or read.
 *
 * The same as libpcap's INITIAL_MAX_BLOCKSIZE. A block is buffered whole before it is understood, so this also bounds
 * the memory that a corrupt length can claim.
 */
export const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;

/**
 * Octets that the section headers and interface descriptions of one capture may have together.
 *
 * Packets are handed on and forgotten, but descriptions are kept until the end; without a limit a file of nothing else
 * would grow the memory of its reader without end.
 */
export const MAX_DESCRIPTIONS_LENGTH = 16 * 1024 * 1024;

/** The longest option value in octets: its length field has 16 bits (pcapng, section 3.5). */
export const MAX_OPTION_LENGTH = 65_535;

export const PCAP_MAGIC_MICROSECONDS = 0xa1b2c3d4;
export const PCAP_MAGIC_NANOSECONDS = 0xa1b23c4d;
/** A patched libpcap of the 1990s, with longer record headers (Wireshark's `modpcap`). */
export const PCAP_MAGIC_MODIFIED = 0xa1b2cd34;
export const PCAP_MAJOR_VERSION = 2;
export const PCAP_MINOR_VERSION = 4;
export const PCAP_HEADER_LENGTH = 24;
export const PCAP_RECORD_HEADER_LENGTH = 16;
export const PCAP_MODIFIED_RECORD_HEADER_LENGTH = 24;

/** Reads the same in both byte orders. */
export const BLOCK_SECTION_HEADER = 0x0a0d0d0a;
export const BLOCK_INTERFACE_DESCRIPTION = 1;
/** Obsolete since before the first draft, but old captures have it (appendix A). */
export const BLOCK_PACKET = 2;
export const BLOCK_SIMPLE_PACKET = 3;
export const BLOCK_ENHANCED_PACKET = 6;
/** An entry of systemd's journal; Wireshark counts it as a frame. */
export const BLOCK_JOURNAL_EXPORT = 9;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
export const PCAPNG_MAJOR_VERSION = 1;

export const OPTION_END = 0;
export const OPTION_COMMENT = 1;
export const OPTION_SECTION_HARDWARE = 2;
export const OPTION_SECTION_OS = 3;
export const OPTION_SECTION_USER_APPLICATION = 4;
export const OPTION_INTERFACE_NAME = 2;
export const OPTION_INTERFACE_DESCRIPTION = 3;
export const OPTION_INTERFACE_TIMESTAMP_RESOLUTION = 9;
export const OPTION_INTERFACE_FCS_LENGTH = 13;
export const OPTION_INTERFACE_TIMESTAMP_OFFSET = 14;
export const OPTION_PACKET_FLAGS = 2;

/** The low two bits of the flags word (section 4.3.1). */
export const FLAGS_DIRECTION_MASK = 0b11;
export const FLAGS_INBOUND = 0b01;
export const FLAGS_OUTBOUND = 0b10;

/** Section, interface and packet data end on a multiple of four octets (section 3.6.2). */
export function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
