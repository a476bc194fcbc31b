/** What a capture holds, whichever format it was stored in. */

export type CaptureFormat = 'pcap' | 'pcapng';

/** As seen by the interface on which the packet was captured. */
export type PacketDirection = 'inbound' | 'outbound';

/** One packet of a capture. */
export interface CapturedPacket {
  /** Index into the interfaces of the whole capture (not of its section, as the file has it). */
  readonly interfaceId: number;
  /**
   * Nanoseconds since 1970-01-01 00:00:00 UTC, or since the start of a run in virtual time. Finer stamps are cut to
   * whole nanoseconds. Negative only with a negative `if_tsoffset`; 0 for simple packet blocks, which have no stamp.
   */
  readonly timestampNs: bigint;
  /** The octets captured, from the link-layer header on; a copy that its receiver owns. */
  readonly data: Uint8Array;
  /** Octets that the packet had on the wire; at least `data.length`. */
  readonly originalLength: number;
  /** Packet comments, in the order of the file; none in pcap. */
  readonly comments: readonly string[];
  readonly direction: PacketDirection | undefined;
}

/** One section of a pcapng file; a pcap file counts as one section without any text. */
export interface CaptureSection {
  readonly comments: readonly string[];
  readonly hardware: string | undefined;
  readonly os: string | undefined;
  readonly userApplication: string | undefined;
}

/** One interface of a capture; a pcap file has a single one without a name. */
export interface CaptureInterface {
  /** Index of its section. */
  readonly section: number;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** A number of the link-layer header type registry; 1 is Ethernet. */
  readonly linkType: number;
  /** Octets of the frame check sequence at the end of each packet; undefined if the capture does not say. */
  readonly fcsLength: number | undefined;
  /** Unit of its timestamps as `if_tsresol` has it: 6 for microseconds, 9 for nanoseconds. */
  readonly timestampResolution: number;
  /** The most octets that were captured of a packet; 0 for no limit. */
  readonly snapLength: number;
  readonly comments: readonly string[];
}

/** How reading ended. Everything read before an error stays valid. */
export type CaptureOutcome = { readonly ok: true } | { readonly ok: false; readonly error: CaptureError };

/** Why a capture could not be read to its end. A value, not an exception: bad bytes are no bug of the reader. */
export class CaptureError {
  /** Octets from the start of the capture to the field that is wrong. */
  readonly offset: number;
  /** One line that begins with the offset and says what was expected there. */
  readonly message: string;

  constructor(offset: number, problem: string) {
    this.offset = offset;
    this.message = `byte ${offset}: ${problem}`;
  }
}
