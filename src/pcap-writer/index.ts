/**
 * pcap and pcapng, written and read.
 *
 * Nothing in here imports from another room, and only the two `…-file.ts` modules touch the file system.
 */
export {
  type CapturedPacket,
  CaptureError,
  type CaptureFormat,
  type CaptureInterface,
  type CaptureOutcome,
  type CaptureSection,
  type PacketDirection,
} from './capture.ts';
export { CaptureAnnotator } from './capture-annotator.ts';
export { pcapBytes, pcapngBytes } from './capture-bytes.ts';
export { CaptureReader } from './capture-reader.ts';
export { CaptureScanner, type CaptureScannerOptions } from './capture-scanner.ts';
export type { ByteSink } from './chunk-buffer.ts';
export {
  LINKTYPE_ETHERNET,
  MAX_BLOCK_LENGTH,
  MAX_DESCRIPTIONS_LENGTH,
  MAX_OPTION_LENGTH,
  MAX_PACKET_LENGTH,
} from './format.ts';
export { fitsInOption } from './option-list.ts';
export type { PacketInPlace } from './packet-in-place.ts';
export type { PacketToWrite } from './packet-to-write.ts';
export { PcapWriter, type PcapWriterOptions } from './pcap-writer.ts';
export {
  type InterfaceToWrite,
  type PcapngPacketToWrite,
  PcapngWriter,
  type PcapngWriterOptions,
} from './pcapng-writer.ts';
export { type AsyncCapture, type Capture, readCapture, readCaptureStream } from './read-capture.ts';
export { readCaptureFile } from './read-capture-file.ts';
export { writeCaptureFile } from './write-capture-file.ts';
