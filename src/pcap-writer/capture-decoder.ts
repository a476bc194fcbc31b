import type { CapturedPacket, CaptureError, CaptureFormat, CaptureInterface, CaptureSection } from './capture.ts';

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
  /** The next packet; undefined if it takes more bytes, or after an error. */
  next(): CapturedPacket | undefined;
  /** Whether the capture may end here, given that `next` has nothing more; if not, what is missing. */
  finish(): CaptureError | undefined;
}
