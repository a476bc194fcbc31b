import { MAX_PACKET_LENGTH } from './format.ts';

/** A packet to be written, in either format. */
export interface PacketToWrite {
  /**
   * Whole nanoseconds since 1970-01-01 00:00:00 UTC, or since the start of a run in virtual time; a safe integer if a
   * number. pcap holds stamps below 2^32 seconds, pcapng below 2^64 nanoseconds.
   */
  readonly timestampNs: bigint | number;
  /** The octets of the packet from its link-layer header on; copied at once. */
  readonly data: Uint8Array;
  /** Octets that the packet had before it was cut to `data`; `data.length` if absent. */
  readonly originalLength?: number | undefined;
}

/**
 * What is wrong with the lengths of a packet that was found not to fit. The check itself stands where the packet is
 * written: a call across modules would be a measurable part of writing it.
 * @internal
 */
export function badLengths(captured: number, original: number, snapLength: number): RangeError {
  if (captured > snapLength) {
    const hint = 'cut it and pass originalLength';
    return new RangeError(`a packet of ${captured} octets exceeds the snap length ${snapLength}; ${hint}`);
  }
  return new RangeError(`originalLength must be an integer from ${captured} to 2^32 - 1, got ${original}`);
}

/** @internal */
export function checkedSnapLength(snapLength: number | undefined, least: 0 | 1): number {
  const value = snapLength ?? MAX_PACKET_LENGTH;
  if (!Number.isInteger(value) || value < least || value > MAX_PACKET_LENGTH) {
    throw new RangeError(`snapLength must be an integer from ${least} to ${MAX_PACKET_LENGTH}, got ${value}`);
  }
  return value;
}

/** @internal */
export function checkedLinkType(linkType: number): number {
  if ((linkType & 0xffff) !== linkType) {
    throw new RangeError(`linkType must be an integer from 0 to 65535, got ${linkType}`);
  }
  return linkType;
}

/** @internal */
export function badTimestamp(timestampNs: bigint | number, limit: string): RangeError {
  const wanted = `an integer from 0 to below ${limit}, a number only if it is a safe integer`;
  return new RangeError(`timestampNs must be ${wanted}; got ${timestampNs}`);
}
