import type { CaptureError, CaptureFormat, CaptureInterface, CaptureSection } from './capture.ts';
import type { PacketInPlace } from './packet-in-place.ts';

/**
 * Turns the bytes of one format into packets, as far as they have arrived.
 * @internal
 */
export interface CaptureDecoder {
  readonly format: CaptureFormat;
  readonly sections: readonly CaptureSection[];
  readonly interfaces: readonly CaptureInterface[];
  /** Set once bytes have made no sense; nothing more is read then. */
  readonly error: CaptureError | undefined;
  /** Goes to the next packet; false if that takes more bytes, or after an error. */
  advance(packet: PacketInPlace): boolean;
  /** Whether the capture may end here, given that `advance` has nothing more; if not, what is missing. */
  finish(): CaptureError | undefined;
}

/**
 * What a decoder is asked for besides packets.
 * @internal
 */
export interface DecoderOptions {
  /** Packet comments are read; else they are only checked. */
  readonly comments: boolean;
  /** Told of every pcapng block that holds no packet, whole and in place, in its turn. */
  readonly otherBlock: ((block: Uint8Array) => void) | undefined;
}
