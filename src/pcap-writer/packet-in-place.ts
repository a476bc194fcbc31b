import type { PacketDirection } from './capture.ts';

/**
 * The packet that a {@link CaptureScanner} stands at, where it lies in the scanner's buffer: nothing is copied, and the
 * one object serves for all packets of a capture. What it says is valid until the next call of the scanner.
 */
export class PacketInPlace {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the packet begins in `bytes`. */
  start = 0;
  /** Octets captured. */
  length = 0;
  /** Octets that the packet had on the wire; at least `length`. */
  originalLength = 0;
  /** Index into the interfaces of the whole capture. */
  interfaceId = 0;
  /**
   * Whole seconds since 1970-01-01 00:00:00 UTC, rounded down (exact below 2^53), and the nanoseconds behind them, 0 to
   * 999,999,999.
   */
  seconds = 0;
  nanoseconds = 0;
  direction: PacketDirection | undefined = undefined;
  /** From 1, as Wireshark counts: records without packets that it shows as frames (journal entries) count, too. */
  number = 0;
  /** The record or block that holds the packet, in `bytes`; its type is 0 in pcap. */
  recordStart = 0;
  recordLength = 0;
  recordType = 0;
  littleEndian = true;
  /** Packet comments, if the scanner was asked for them. */
  comments: readonly string[] = NO_COMMENTS;

  /** The octets of the packet, in place. */
  get data(): Uint8Array {
    return this.bytes.subarray(this.start, this.start + this.length);
  }
}

/** @internal */
export const NO_COMMENTS: readonly string[] = [];
